"""How long until, since or over, in words: `in 1 h 20 min`, `2 days ago`, `3 h left`. Time is always an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_timedelta

from .languages import locale

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_NO_LARGER_UNIT = 10**9  # keeps Babel at the unit that it is told


@dataclass(frozen=True)
class _Words:
    """What Babel lacks: "now", and phrases around two units. They fit any number, so that none needs a plural."""

    now: str
    ahead: str
    ago: str
    left: str
    late: str
    hours: str
    minutes: str


_WORDS = {
    "en": _Words("now", "in {}", "{} ago", "{} left", "{} late", "{} h", "{} min"),
    "nl": _Words("nu", "over {}", "{} geleden", "nog {}", "{} te laat", "{} u", "{} min"),
    "sv": _Words("nu", "om {}", "för {} sedan", "{} kvar", "{} för sent", "{} tim", "{} min"),
    "de": _Words("jetzt", "in {}", "vor {}", "noch {}", "{} überfällig", "{} Std.", "{} Min."),
    "fr": _Words("maintenant", "dans {}", "il y a {}", "encore {}", "en retard de {}", "{} h", "{} min"),
    "ru": _Words("сейчас", "через {}", "{} назад", "ещё {}", "просрочено на {}", "{} ч", "{} мин"),
}


def distance(when: datetime, now: datetime, language: str) -> str:
    """From `now` to a moment: `in 1 h 20 min`, `5 minutes ago`, `in 2 days`; whole units, never more than are full."""
    apart = when - now
    size = abs(apart)
    words = _words(language)
    if size < _MINUTE:
        return words.now
    if _HOUR < size < _DAY and size % _HOUR >= _MINUTE:
        return (words.ahead if apart > timedelta() else words.ago).format(_hours_and_minutes(size, words))
    return _in_one_unit(apart, language, direction=True)


def left(due: datetime, now: datetime, language: str) -> str:
    """What a deadline leaves: `1 h 20 min left`, `2 days left`; once it is over, `5 min late`."""
    words = _words(language)
    size = abs(due - now)
    if size < _MINUTE:
        return words.now
    return (words.left if due > now else words.late).format(duration(size, language))


def duration(length: timedelta, language: str) -> str:
    """A length of time in short: `20 min`, `1 h 20 min`, `30 h`, from two days on `2 days`."""
    if length >= 2 * _DAY:
        return _in_one_unit(length, language, direction=False)
    return _hours_and_minutes(length, _words(language))


def _words(language: str) -> _Words:
    return _WORDS[locale(language).language]


def _hours_and_minutes(length: timedelta, words: _Words) -> str:
    hours, minutes = length // _HOUR, length % _HOUR // _MINUTE
    if length >= _DAY:
        minutes = 0
    parts = [words.hours.format(hours)] * (hours > 0) + [words.minutes.format(minutes)] * (minutes > 0 or not hours)
    return " ".join(parts)


def _in_one_unit(apart: timedelta, language: str, *, direction: bool) -> str:
    """Full days from two days on, else hours or minutes, in CLDR's words and plural forms."""
    size = abs(apart)
    unit, name = (_DAY, "day") if size >= 2 * _DAY else (_HOUR, "hour") if size >= _HOUR else (_MINUTE, "minute")
    whole = size // unit * unit * (1 if apart > timedelta() else -1)
    return format_timedelta(
        whole if direction else abs(whole),
        granularity=name,  # type: ignore[arg-type]  # one of its literals
        threshold=_NO_LARGER_UNIT,
        add_direction=direction,
        locale=locale(language),
    )
