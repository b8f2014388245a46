"""What every page may say of the house: the marketplace, the reader and the reader's settings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from tocsin.accounts.models import Publisher

THEMES = frozenset({"light", "dark"})  # anything else: as the reader's system says


def house(request: HttpRequest) -> dict[str, Any]:
    """Names for all templates. Publishers are asked for by one query, and only if a template wants them."""
    return {
        "marketplace": settings.MARKETPLACE,
        "emergency_telephone": settings.EMERGENCY_TELEPHONE,
        "desk_address": settings.DESK_ADDRESS,
        "elsewhere_url": settings.ELSEWHERE_URL,
        "demo": settings.DEMO,
        "languages": languages(),
        "reader_zone": str(getattr(request, "reader_zone", "") or settings.DEFAULT_TIME_ZONE),
        "theme": theme(request),
        "keys": "off" if request.COOKIES.get("tocsin_keys") == "off" else "on",
        "publishers": SimpleLazyObject(lambda: publishers_of(request)),
    }


def languages() -> list[dict[str, Any]]:
    """Every language by its own name, `current` for the one of this answer."""
    current = translation.get_language()
    return [{"code": code, "name": name, "current": code == current} for code, name in settings.LANGUAGES]


def theme(request: HttpRequest) -> str:
    """ "light" or "dark" where the reader chose one (cookie `tocsin_theme`), else empty."""
    chosen = request.COOKIES.get("tocsin_theme", "")
    return chosen if chosen in THEMES else ""


def publishers_of(request: HttpRequest) -> list[Publisher]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.is_desk:
        return []
    return list(Publisher.objects.filter(memberships__person=user).order_by("name"))
