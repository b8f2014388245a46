"""The desk's working hours by region, from a JSON file (docs/admin/calendar.md): all of the file goes in, or none.

Calendars are found by their region. What differs is written, a region that the file leaves out stays; deadlines that
run already keep their moment.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from tocsin.catalogue.rows import Unreadable
from tocsin.ledger.appending import append

from .calendar_values import FIELDS, Wrong, consistent
from .entries import CALENDARS
from .models import DeskCalendar

SUBJECT = "desk:calendars"
Values = dict[str, Any]  # columns of DeskCalendar


class Fault(NamedTuple):
    """What is wrong with one calendar of the file, counted from 1; `field` is "" for the calendar as a whole."""

    place: int
    field: str
    reason: str


class Refused(Exception):
    """Something in the file is wrong, so nothing of it was stored."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


class Counts(NamedTuple):
    new: int
    changed: int
    unchanged: int


def import_calendars(file: Path) -> Counts:
    """Raises Unreadable when the file is no list of objects in JSON, Refused with every fault of its values."""
    data = read_bytes(file)
    wanted = read(data)
    with transaction.atomic():
        counts, changed = store(wanted)
        if counts.new or counts.changed:
            digest = hashlib.sha256(data).hexdigest()
            append(SUBJECT, CALENDARS, by="system", new=counts.new, changed=changed, file=digest)
    return counts


def read_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unreadable(f"The file {file} cannot be read: {error.strerror}.") from error


def read(data: bytes) -> list[Values]:
    try:
        given = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("This is not UTF-8 text. Save the file as UTF-8 and import it again.") from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"This is not JSON{where}.") from error
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Unreadable("The file must be a list of calendars: [{…}, {…}].")
    faults: list[Fault] = []
    wanted = [checked(place, one, faults) for place, one in enumerate(given, start=1)]
    faults += repeated(wanted)
    if faults:
        raise Refused(sorted(faults))
    return wanted


def checked(place: int, given: Mapping[str, Any], faults: list[Fault]) -> Values:
    """The columns of one calendar; what is wrong with it is added to the faults."""
    before = len(faults)
    faults += [Fault(place, name[:60], "No such field.") for name in given if name not in FIELDS]
    values: Values = {}
    for name, (default, reader) in FIELDS.items():
        try:
            values[name] = reader(given.get(name, default))
        except Wrong as error:
            faults.append(Fault(place, name, str(error)))
    if len(faults) == before and (reason := consistent(DeskCalendar(**values))):
        faults.append(Fault(place, *reason))
    return values


def repeated(wanted: list[Values]) -> list[Fault]:
    regions = [values.get("region") for values in wanted]
    return [
        Fault(place, "region", "The file has a calendar of this region before.")
        for place, region in enumerate(regions, start=1)
        if region is not None and region in regions[: place - 1]
    ]


def store(wanted: list[Values]) -> tuple[Counts, list[int]]:
    """Returns the counts, and the ids of the calendars that were there and differed."""
    known = {row.region: row for row in DeskCalendar.objects.select_for_update()}
    new = [values for values in wanted if values["region"] not in known]
    changed = []
    for values in wanted:
        row = known.get(values["region"])
        different = [name for name, value in values.items() if row and getattr(row, name) != value]
        if row and different:
            for name in different:
                setattr(row, name, values[name])
            row.save(update_fields=different)
            changed.append(row.pk)
    DeskCalendar.objects.bulk_create(DeskCalendar(**values) for values in new)
    return Counts(len(new), len(changed), len(wanted) - len(new) - len(changed)), sorted(changed)
