"""The languages that Tocsin speaks, and which of them a tag such as `sv-se` or `de_AT` asks for."""

import re
from functools import cache

from babel import Locale
from django.conf import settings

_PRIMARY = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_.@].{0,60})?\s*", re.DOTALL)

# Whose customs dates and numbers follow: English as the world outside the United States writes it, day before month.
_LOCALES = {"en": "en_GB"}


def supported() -> tuple[str, ...]:
    """The codes of settings.LANGUAGES, in the order in which they are offered."""
    return tuple(code for code, _name in settings.LANGUAGES)


def negotiate(tag: str) -> str | None:
    """The supported language of a tag (RFC 5646, or as locales are written), by its first part; else None."""
    match = _PRIMARY.fullmatch(tag)
    language = match[1].lower() if match else ""
    return language if language in supported() else None


def locale(language: str) -> Locale:
    """Babel's locale for a language of ours, English for any other."""
    return _customs(negotiate(language) or "en")


@cache
def _customs(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))
