"""Public holidays of a country or region, and the weekend days on which it works instead."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

# Days off by law or by universal custom. Observances, half days, bank and school holidays are other categories.
# DE_FACTO are days that law treats as Sundays although they are not on its list: Midsummer's, Christmas and New Year's
# Eve in Sweden (SFS 1977:480, section 7).
_CATEGORIES = ("public", "de_facto")
_COUNTRY = re.compile("[A-Z]{2}")


class UnknownRegion(ValueError):
    """No calendar of holidays is known for this country or this part of it."""


class DaysOff(NamedTuple):
    """One year of one region; a working weekend day makes up for a working day that was moved (Russia, Hungary …)."""

    holidays: frozenset[date]
    working_weekends: frozenset[date]


@lru_cache(maxsize=512)
def days_off(country: str, subdivision: str, year: int) -> DaysOff:
    """The days off of `country` (ISO 3166-1, two letters) and `subdivision` (ISO 3166-2 without it, or empty).

    Raises UnknownRegion. The library fills its calendar while it is asked, which threads would see half done: so whole
    years are copied out. The years beside are looked at too, because days are moved over the turn of the year.
    """
    import holidays  # noqa: PLC0415 - takes a tenth to half a second, and only desks that look at holidays pay it

    name = f"{country}-{subdivision}" if subdivision else country
    if not _COUNTRY.fullmatch(country):
        raise UnknownRegion(name)
    try:
        supported = holidays.country_holidays(country, subdiv=subdivision or None).supported_categories
    except NotImplementedError as error:
        raise UnknownRegion(name) from error
    source = holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        years=range(year - 1, year + 2),
        categories=tuple(category for category in _CATEGORIES if category in supported),
    )
    off = frozenset(day for day in source if day.year == year)
    return DaysOff(off, frozenset(day for day in source.weekend_workdays if day.year == year) - off)


def holidays_of(country: str, subdivision: str = "") -> Callable[[date], bool]:
    """Whether a date is a day off there; raises UnknownRegion at once rather than at the first question."""
    days_off(country, subdivision, date.today().year)  # noqa: DTZ011 - any year would do
    return lambda day: day in days_off(country, subdivision, day.year).holidays


def working_weekends_of(country: str, subdivision: str = "") -> Callable[[date], bool]:
    return lambda day: day in days_off(country, subdivision, day.year).working_weekends
