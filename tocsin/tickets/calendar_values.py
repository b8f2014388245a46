"""What the fields of a desk calendar may hold: JSON in, what is stored out, or Wrong with a sentence."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from tocsin.catalogue import values
from tocsin.catalogue.values import Wrong
from tocsin.lib.business_time import NeverOpen
from tocsin.lib.days_off import UnknownRegion

from .models import DeskCalendar
from .models.deadline import OFFICE_HOURS

__all__ = ["DAYS", "FIELDS", "Wrong", "consistent"]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
COUNTRY = re.compile(r"[A-Z]{2}")
SUBDIVISION = re.compile(r"[A-Z0-9]{1,3}")
OFFICE_DAYS = {DAYS[int(day)]: hours for day, hours in OFFICE_HOURS.items()}


def text(given: Any) -> str:
    if not isinstance(given, str):
        raise Wrong("Write this as text, in quotation marks.")
    return given.strip()


def region(given: Any) -> str:
    return str(values.region(text(given))) if text(given) else ""


def zone(given: Any) -> str:
    return str(values.time_zone(text(given)))


def country(given: Any) -> str:
    code = text(given).upper()
    if code and not COUNTRY.fullmatch(code):
        raise Wrong("Write the country as an ISO 3166-1 code, such as SE, or leave it out for no public holidays.")
    return code


def subdivision(given: Any) -> str:
    code = text(given).upper()
    if code and not SUBDIVISION.fullmatch(code):
        raise Wrong("Write the part of the country as in ISO 3166-2 without the country, such as BY.")
    return code


def span(given: Any) -> list[str]:
    """`["09:00", "17:00"]`; a closing of 00:00 is the day's end."""
    if not isinstance(given, list) or len(given) != 2 or not all(isinstance(one, str) for one in given):
        raise Wrong('Write working hours as an opening and a closing, such as ["09:00", "17:00"].')
    opens, closes = given
    if not CLOCK.fullmatch(opens) or not CLOCK.fullmatch(closes):
        raise Wrong('Write hours with two digits each, from "00:00" to "23:59".')
    if closes != "00:00" and closes <= opens:
        raise Wrong("The desk must close after it opens; 00:00 as closing is the end of the day.")
    return [opens, closes]


def hours(given: Any) -> dict[str, list[str]]:
    """By weekday's name; stored by its number, 0 is Monday."""
    days = mapping(given)
    unknown = sorted(set(days) - set(DAYS))
    if unknown:
        raise Wrong(f"“{unknown[0][:20]}” is no weekday. Write {', '.join(DAYS)}.")
    return {str(DAYS.index(day)): span(of_day) for day, of_day in sorted(days.items(), key=lambda one: one[0])}


def dates(given: Any) -> list[str]:
    if not isinstance(given, list):
        raise Wrong('Write this as a list of days, such as ["2026-12-24"].')
    return sorted({values.day(text(one)).isoformat() for one in given})


def dated_hours(given: Any) -> dict[str, list[str]]:
    days = {values.day(text(day)).isoformat(): span(of_day) for day, of_day in mapping(given).items()}
    return dict(sorted(days.items()))


def mapping(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Wrong('Write this as an object, such as {"monday": ["09:00", "17:00"]}.')
    return given


# Field to what it is when the file leaves it out, and how it is read.
FIELDS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "region": ("", region),
    "zone": ("", zone),
    "hours": (OFFICE_DAYS, hours),
    "country": ("", country),
    "subdivision": ("", subdivision),
    "extra_closed": ([], dates),
    "extra_open": ({}, dated_hours),
}


def consistent(calendar: DeskCalendar, now: datetime | None = None) -> tuple[str, str] | None:
    """A field and what is wrong between the fields, each of which is right by itself; None if nothing is."""
    try:
        calendar.calendar.add_business_days(now or timezone.now(), 1)
    except UnknownRegion:
        field = "subdivision" if calendar.subdivision else "country"
        return field, "No public holidays are known for it. Leave it out and name the days in extra_closed."
    except NeverOpen:
        return "hours", "With these hours the desk never opens."
    return None
