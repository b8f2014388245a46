"""The desk's calendars come in from a file: whole or not at all, and what is wrong is named."""

import argparse
import hashlib
import json
from datetime import UTC, datetime

import pytest

from tocsin.catalogue.rows import Unreadable
from tocsin.ledger.models import Entry
from tocsin.tickets import commands
from tocsin.tickets.calendars import Counts, Fault, Refused, import_calendars
from tocsin.tickets.deadlines import acknowledge_by
from tocsin.tickets.models import DeskCalendar

SWEDEN = {
    "region": "SE",
    "zone": "Europe/Stockholm",
    "hours": {"monday": ["08:00", "16:00"], "friday": ["08:00", "12:00"]},
    "country": "SE",
    "extra_closed": ["2026-12-28"],
    "extra_open": {"2026-11-21": ["10:00", "14:00"]},
}
PLAIN = {"zone": "Europe/Berlin"}


@pytest.fixture
def imported(db, tmp_path):
    def run(content: object) -> Counts:
        file = tmp_path / "calendars.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return import_calendars(file)

    return run


@pytest.fixture
def refused(imported):
    def faults(*calendars: object) -> list[Fault]:
        with pytest.raises(Refused) as caught:
            imported(list(calendars))
        assert not DeskCalendar.objects.exists()
        assert not Entry.objects.exists()
        return caught.value.faults

    return faults


# -- what goes in -----------------------------------------------------------------------------------------------
def test_a_calendar_is_stored_as_it_is_written(imported):
    assert imported([SWEDEN]) == Counts(new=1, changed=0, unchanged=0)
    row = DeskCalendar.objects.get()
    assert (row.region, row.zone, row.country, row.subdivision) == ("SE", "Europe/Stockholm", "SE", "")
    assert row.hours == {"0": ["08:00", "16:00"], "4": ["08:00", "12:00"]}
    assert row.extra_closed == ["2026-12-28"]
    assert row.extra_open == {"2026-11-21": ["10:00", "14:00"]}


def test_promises_are_counted_in_it(imported):
    imported([SWEDEN])
    friday_noon = datetime(2026, 11, 20, 11, tzinfo=UTC)  # 12:00 in Stockholm: closed, so from Saturday's opening
    due_at = acknowledge_by(friday_noon, DeskCalendar.for_region("SE-AB").calendar)
    assert due_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_what_is_left_out_is_office_hours_everybody_elses_and_no_public_holidays(imported):
    imported([PLAIN])
    row = DeskCalendar.objects.get()
    assert (row.region, row.country, row.extra_closed, row.extra_open) == ("", "", [], {})
    assert row.hours == {str(day): ["09:00", "17:00"] for day in range(5)}


def test_importing_again_changes_nothing_and_leaves_no_entry(imported):
    imported([SWEDEN, PLAIN])
    assert imported([PLAIN, SWEDEN]) == Counts(new=0, changed=0, unchanged=2)
    assert Entry.objects.count() == 1


def test_only_what_differs_is_changed_and_what_is_left_out_stays(imported):
    imported([SWEDEN, PLAIN])
    assert imported([PLAIN | {"country": "DE", "subdivision": "by"}]) == Counts(new=0, changed=1, unchanged=0)
    assert DeskCalendar.objects.get(region="").subdivision == "BY"
    assert DeskCalendar.objects.get(region="SE").zone == "Europe/Stockholm"


def test_the_ledger_says_which_and_from_which_file(imported):
    imported([SWEDEN])
    changed = json.dumps([SWEDEN | {"country": ""}, PLAIN])
    imported(changed)
    entry = Entry.objects.last()
    assert (entry.subject, entry.kind, entry.by) == ("desk:calendars", "desk.calendars_imported", "system")
    assert entry.facts == {
        "new": 1,
        "changed": [DeskCalendar.objects.get(region="SE").pk],
        "file": hashlib.sha256(changed.encode()).hexdigest(),
    }


def test_regions_are_written_as_people_write_them(imported):
    imported([PLAIN | {"region": " de-by "}])
    assert DeskCalendar.objects.get().region == "DE-BY"


def test_a_closing_at_midnight_is_the_days_end(imported):
    imported([{"zone": "UTC", "hours": {"sunday": ["22:00", "00:00"]}}])
    assert DeskCalendar.objects.get().calendar.is_open(datetime(2026, 11, 22, 23, 59, tzinfo=UTC))


# -- what stays out ---------------------------------------------------------------------------------------------
SHAPE = 'Write working hours as an opening and a closing, such as ["09:00", "17:00"].'
DIGITS = 'Write hours with two digits each, from "00:00" to "23:59".'
ORDER = "The desk must close after it opens; 00:00 as closing is the end of the day."
DAY = "Write a day of the calendar as year-month-day, such as 2026-11-20."


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("region", "Sweden", "Write the region as an ISO 3166 code, such as SE or DE-BY."),
        ("region", 46, "Write this as text, in quotation marks."),
        ("zone", "Stockholm", "Write the time zone by its IANA name, such as Europe/Stockholm."),
        ("zone", "", "Write the time zone by its IANA name, such as Europe/Stockholm."),
        (
            "hours",
            {"lördag": ["09:00", "17:00"]},
            "“lördag” is no weekday. Write monday, tuesday, wednesday, thursday, friday, saturday, sunday.",
        ),
        ("hours", ["09:00", "17:00"], 'Write this as an object, such as {"monday": ["09:00", "17:00"]}.'),
        ("hours", {"monday": "09:00"}, SHAPE),
        ("hours", {"monday": ["09:00"]}, SHAPE),
        ("hours", {"monday": [9, 17]}, SHAPE),
        ("hours", {"monday": ["9:00", "17:00"]}, DIGITS),
        ("hours", {"monday": ["09:00", "24:00"]}, DIGITS),
        ("hours", {"monday": ["17:00", "09:00"]}, ORDER),
        ("hours", {"monday": ["09:00", "09:00"]}, ORDER),
        ("hours", {}, "With these hours the desk never opens."),
        (
            "country",
            "Sweden",
            "Write the country as an ISO 3166-1 code, such as SE, or leave it out for no public holidays.",
        ),
        ("country", "XX", "No public holidays are known for it. Leave it out and name the days in extra_closed."),
        (
            "subdivision",
            "Bavaria",
            "Write the part of the country as in ISO 3166-2 without the country, such as BY.",
        ),
        ("extra_closed", "2026-12-24", 'Write this as a list of days, such as ["2026-12-24"].'),
        ("extra_closed", ["24.12.2026"], DAY),
        ("extra_closed", ["2026-02-30"], DAY),
        ("extra_open", {"2026-13-01": ["09:00", "17:00"]}, DAY),
        ("extra_open", {"2026-12-05": ["9", "17"]}, DIGITS),
        ("holidays", "SE", "No such field."),
    ],
)
def test_what_is_wrong_is_named_by_its_field(refused, field, value, reason):
    assert refused(PLAIN | {field: value}) == [Fault(1, field, reason)]


def test_a_part_that_the_country_does_not_have_is_named(refused):
    reason = "No public holidays are known for it. Leave it out and name the days in extra_closed."
    assert refused(PLAIN | {"country": "DE", "subdivision": "ZZ"}) == [Fault(1, "subdivision", reason)]


def test_every_fault_is_named_at_once_and_nothing_goes_in(refused):
    faults = refused(
        SWEDEN, {"zone": "Mars", "hours": {"monday": ["a", "b"]}}, {"zone": "UTC", "region": "NO", "country": "SWE"}
    )
    assert [(fault.place, fault.field) for fault in faults] == [(2, "hours"), (2, "zone"), (3, "country")]


def test_a_region_stands_in_the_file_once(refused):
    assert refused(PLAIN, SWEDEN, PLAIN) == [Fault(3, "region", "The file has a calendar of this region before.")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "This is not JSON at line 1, column 1."),
        ('[{"zone": "UTC",}]', "This is not JSON at line 1, column 17."),
        ("{}", "The file must be a list of calendars: [{…}, {…}]."),
        ('["SE"]', "The file must be a list of calendars: [{…}, {…}]."),
        ("[" * 100_000, "This is not JSON."),
    ],
)
def test_a_file_that_is_no_list_of_calendars_cannot_be_read(imported, content, sentence):
    with pytest.raises(Unreadable) as caught:
        imported(content)
    assert str(caught.value) == sentence


# -- the command ------------------------------------------------------------------------------------------------
@pytest.fixture
def command(db, tmp_path):
    def run(content: bytes | None) -> tuple[int, list[str]]:
        file = tmp_path / "calendars.json"
        if content is not None:
            file.write_bytes(content)
        parser = argparse.ArgumentParser()
        commands.add_arguments(parser)
        written: list[str] = []
        return commands.run(parser.parse_args([str(file)]), written.append), written

    return run


def test_the_command_counts(command):
    assert command(json.dumps([SWEDEN]).encode("utf-8-sig")) == (0, ["Calendars: 1 new, 0 changed, 0 unchanged."])


def test_the_command_tells_faults_by_place_and_field_and_ends_in_1(command):
    assert command(b'[{"zone": "UTC"}, {"zone": "Mars", "region": "SE"}]') == (
        1,
        [
            "Calendar 2, zone: Write the time zone by its IANA name, such as Europe/Stockholm.",
            "Nothing was imported.",
        ],
    )


def test_the_command_ends_in_2_for_what_it_cannot_read(command, tmp_path):
    assert command(b"\xff\xfe[") == (2, ["This is not UTF-8 text. Save the file as UTF-8 and import it again."])
    (tmp_path / "calendars.json").unlink()
    place = tmp_path / "calendars.json"
    assert command(None) == (2, [f"The file {place} cannot be read: No such file or directory."])
