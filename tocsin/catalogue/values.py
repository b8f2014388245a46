"""How one value of an import is read: text in, Python value out, or Wrong with a sentence. Pure."""

import re
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from tocsin.lib import zones
from tocsin.lib.characters import has_hidden
from tocsin.lib.errors import DomainError

Reader = Callable[[str], object]

# ISO 3166-1 alpha-2, or ISO 3166-2: a country alone or with its subdivision.
REGION = re.compile(r"[a-z]{2}(-[a-z0-9]{1,3})?", re.ASCII | re.IGNORECASE)
# RFC 5646, section 2.1, without grandfathered tags: language, script, region, variants, extensions, private use.
LANGUAGE_TAG = re.compile(
    r"([a-z]{2,3}(-[a-z]{3}){0,3}|[a-z]{4,8})(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(-[0-9a-wy-z](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?",
    re.ASCII | re.IGNORECASE,
)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


class Wrong(DomainError):
    """A value that is not of the shape its column asks for."""


def text(longest: int) -> Reader:
    """One line of at most so many characters, taken literally whatever it begins with (T-34)."""

    def read(value: str) -> str:
        if len(value) > longest:
            raise Wrong(_("This has more than %(longest)d characters.") % {"longest": longest})
        if has_hidden(value):
            raise Wrong(_("This has line breaks or invisible characters. Write it on one line, without them."))
        return value

    return read


def region(value: str) -> str:
    if not REGION.fullmatch(value):
        raise Wrong(_("Write the region as an ISO 3166 code, such as SE or DE-BY."))
    return value.upper()


def language_tag(value: str) -> str:
    """Any BCP 47 tag of at most 35 characters, in the letter case that RFC 5646, section 2.1.1 recommends."""
    if len(value) > 35 or not LANGUAGE_TAG.fullmatch(value):
        raise Wrong(_("Write the language as a BCP 47 tag, such as sv or pt-BR."))
    first, *rest = value.lower().split("-")
    return "-".join([first, *_cased(rest)])


def _cased(subtags: list[str]) -> list[str]:
    cased: list[str] = []
    singleton = False
    for subtag in subtags:
        singleton = singleton or len(subtag) == 1
        if singleton or len(subtag) not in {2, 4} or subtag[0].isdigit():
            cased.append(subtag)
        else:
            cased.append(subtag.upper() if len(subtag) == 2 else subtag.capitalize())
    return cased


def spoken_language(value: str) -> str:
    """The tag's language alone, if it is one of those that pages and mails are in."""
    code = str(language_tag(value)).partition("-")[0]
    spoken = [code for code, _name in settings.LANGUAGES]
    if code not in spoken:
        raise Wrong(_("Write one of these languages: %(languages)s.") % {"languages": ", ".join(spoken)})
    return code


def time_zone(value: str) -> str:
    try:
        return zones.zone(value).key
    except zones.UnknownZone:
        raise Wrong(_("Write the time zone by its IANA name, such as Europe/Stockholm.")) from None


def email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise Wrong(_("Write an e-mail address such as name@example.com.")) from None
    return str(text(254)(value))


def day(value: str) -> date:
    try:
        if DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Wrong(_("Write a day of the calendar as year-month-day, such as 2026-11-20."))


def boolean(value: str) -> bool:
    if value.lower() in YES:
        return True
    if value.lower() in NO:
        return False
    raise Wrong(_("Write yes or no."))
