"""Moments and numbers as a reader's language writes them, in the reader's zone; rules and names are CLDR's, by Babel.

Moments go in aware. `language` is a code of `lib.languages`. Some spaces in the results do not break; keep them.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_location, get_timezone_name
from babel.numbers import format_decimal, format_percent

from .durations import distance
from .languages import locale

_RELATIVE_WITHIN = timedelta(days=7)
# Where people say something else than CLDR has, or CLDR has nothing and IANA's letters are Latin.
_ZONES = {("fr", "TU"): "UTC", ("ru", "MSK"): "МСК"}
_LONGEST_ABBREVIATION = 5

# Pages write hundreds of moments of the same few days: Babel is asked once for each day, and for each name of a zone.
_DAYS_KEPT = 4096
_names: dict[tuple[str, str, timedelta | None, timedelta | None, str | None], str] = {}  # as many as CLDR has at most


def moment(when: datetime, zone: ZoneInfo, language: str, *, now: datetime | None = None) -> str:
    """Day, time and zone: `Fri 20 Nov, 17:05 CET`; with the year if it is not the year of `now`."""
    place, local = locale(language), when.astimezone(zone)
    written = _joined(day(when, zone, language, now=now), f"{local:%H:%M}", place)
    return f"{written} {zone_name(when, zone, language)}"


def exact(when: datetime, zone: ZoneInfo, language: str) -> str:
    """Everything there is to say: `Friday, 20 November 2026, 17:05:09 CET (UTC+1)`."""
    place, local = locale(language), when.astimezone(zone)
    written = _joined(_full(local.date(), place), f"{local:%H:%M:%S}", place)
    name, offset = zone_name(when, zone, language), _offset(local)
    return f"{written} {name}" + (f" ({offset})" if offset != name else "")


def day(when: datetime | date, zone: ZoneInfo, language: str, *, now: datetime | None = None) -> str:
    """The day alone: `Fri 20 Nov`; with the year if it is not the year of `now`. A date is a date in any zone."""
    local = when.astimezone(zone).date() if isinstance(when, datetime) else when
    with_year = local.year != (now or datetime.now(UTC)).astimezone(zone).year
    return _short(local, with_year, locale(language))


def clock(when: datetime, zone: ZoneInfo, language: str) -> str:
    """The time alone, for what is of today: `17:05`."""
    return f"{when.astimezone(zone):%H:%M}"


def relative(when: datetime, zone: ZoneInfo, language: str, *, now: datetime | None = None) -> str:
    """How long ago or until then, if that is less than seven days; else the moment."""
    now = now or datetime.now(UTC)
    if abs(when - now) < _RELATIVE_WITHIN:
        return distance(when, now, language)
    return moment(when, zone, language, now=now)


def zone_name(when: datetime, zone: ZoneInfo, language: str) -> str:
    """The abbreviation that holds at that moment (`CET`, `MESZ`, `МСК`), or else the zone's city in brackets."""
    place, local = locale(language), when.astimezone(zone)
    key = (zone.key, place.language, local.utcoffset(), local.dst(), local.tzname())
    if key not in _names:
        _names[key] = _zone_name(local, zone, place)
    return _names[key]


def _zone_name(local: datetime, zone: ZoneInfo, place: Locale) -> str:
    for name in (get_timezone_name(local, width="short", locale=place), local.tzname() or ""):
        said = _ZONES.get((place.language, name), name)
        if said.isalpha() and len(said) <= _LONGEST_ABBREVIATION:
            return said
    if "/" not in zone.key or zone.key.startswith("Etc/"):
        return _offset(local)
    city = get_timezone_location(zone, locale=place, return_city=True).rpartition("/")[2]
    return f"({city})"


def number(value: float, language: str) -> str:
    """With the language's marks for thousands and decimals: `12,345.6`."""
    return format_decimal(value, locale=locale(language))


def percent(share: float, language: str, *, decimals: int = 0) -> str:
    """A share of 1 in percent: `0.125` with one decimal is `12.5%`."""
    place = locale(language)
    pattern = str(place.percent_formats[None].pattern).replace("0", "0" + "." * (decimals > 0) + "0" * decimals, 1)
    return format_percent(share, pattern, locale=place)


@lru_cache(_DAYS_KEPT)
def _short(local: date, with_year: bool, place: Locale) -> str:
    if not with_year:
        return format_skeleton("MMMEd", local, locale=place)
    written = format_skeleton("yMMMEd", local, locale=place)
    return written.replace(",", "", 1) if place.language == "en" else written  # CLDR's comma comes with the year


@lru_cache(_DAYS_KEPT)
def _full(local: date, place: Locale) -> str:
    return format_date(local, "full", locale=place)


def _joined(date_part: str, time_part: str, place: Locale) -> str:
    return str(place.datetime_formats["medium"]).format(time_part, date_part)


def _offset(local: datetime) -> str:
    """`UTC`, `UTC+1`, `UTC-3:30`."""
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" + (f"{sign}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")
