"""The request's pure rules: clock times, pasted lists, the three questions."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from tocsin.tickets.choices import Category
from tocsin.web.report import pasting
from tocsin.web.report.forms.problem import says_something, template
from tocsin.web.report.helper import suggest
from tocsin.web.report.pasting import Listed, folded, read_list
from tocsin.web.report.wall_clock import NoSuchTime, moment_of, read_date, read_time

STOCKHOLM = ZoneInfo("Europe/Stockholm")
EXPORT = Listed(1, ("Contoso Export", "contoso-export"), {"2.0": 20, "2.1": 21, "2.1.1": 211})
SUITE = Listed(2, ("Contoso Export Suite", "contoso-suite"), {"v7": 70, "2.1": 72})
BOTH = [EXPORT, SUITE]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        (" 2026 - 1 - 2 ", date(2026, 1, 2)),
        ("20.11.2026", date(2026, 11, 20)),
        ("20-11-2026", date(2026, 11, 20)),
        ("２０２６-11-20", date(2026, 11, 20)),
        ("2026-02-30", None),
        ("11/20/2026", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_year_first_or_with_dots(typed: str, expected: date | None) -> None:
    assert read_date(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("17:05", time(17, 5)),
        ("7.05", time(7, 5)),
        ("17:05:59", time(17, 5)),
        ("00:00", time(0, 0)),
        ("24:00", None),
        ("17:60", None),
        ("5 pm", None),
    ],
)
def test_times_are_read_to_the_minute(typed: str, expected: time | None) -> None:
    assert read_time(typed) == expected


def test_an_hour_is_meant_in_its_zone() -> None:
    assert moment_of(date(2026, 7, 1), time(12, 0), STOCKHOLM) == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


def test_an_ambiguous_hour_is_the_first() -> None:
    assert moment_of(date(2026, 10, 25), time(2, 30), STOCKHOLM) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "before", "after"),
    [
        ("Europe/Stockholm", date(2026, 3, 29), time(2, 30), time(2, 0), time(3, 0)),
        ("Europe/Stockholm", date(2026, 3, 29), time(2, 0), time(2, 0), time(3, 0)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10), time(2, 0), time(2, 30)),
        ("Pacific/Apia", date(2011, 12, 30), time(12, 0), time(0, 0), time(0, 0)),
    ],
)
def test_a_clock_time_that_was_skipped_is_told_with_the_gap(
    zone: str, day: date, hour: time, before: time, after: time
) -> None:
    with pytest.raises(NoSuchTime) as gap:
        moment_of(day, hour, ZoneInfo(zone))
    assert (gap.value.before, gap.value.after) == (before, after)


@given(
    st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Vladivostok"]),
)
def test_what_is_not_skipped_reads_back_as_it_was_typed(day: date, hour: time, zone: str) -> None:
    try:
        moment = moment_of(day, hour, ZoneInfo(zone))
    except NoSuchTime:
        reject()
    back = moment.astimezone(ZoneInfo(zone))
    assert (back.date(), back.time()) == (day, hour)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Contoso Export; 2.1; 2.0", [(1, 21), (1, 20)]),
        ("contoso-export,2.1", [(1, 21)]),
        ('"Contoso Export","2.1"', [(1, 21)]),
        ("CONTOSO  EXPORT v2.1", [(1, 21)]),
        ("Contoso Export 2.1.1", [(1, 211)]),
        ("Contoso Export version 2.1", [(1, 21)]),
        ("Contoso Export: 2.1", [(1, 21)]),
        ("Contoso Export", [(1, None)]),
        ("Contoso Export Suite\tv7", [(2, 70)]),
        ("Contoso Export Suite 7", [(2, 70)]),
        ("offer;version\nContoso Export;2.0\n\nContoso Export;2.0", [(1, 20)]),
        ("", []),
    ],
)
def test_a_pasted_list_is_read_however_it_is_separated(text: str, found: list[tuple[int, int | None]]) -> None:
    pasted = read_list(text, BOTH)
    assert (list(pasted.found), pasted.wrong) == (found, ())


def test_lines_that_cannot_be_read_are_named_and_the_rest_is_kept() -> None:
    pasted = read_list("Contoso Exprt 2.1\nContoso Export; 2.1; 9.9\n" + "x" * 100, BOTH)
    assert pasted.found == ((1, 21),)
    assert [(wrong.line, wrong.text, wrong.offer) for wrong in pasted.wrong] == [
        (1, "Contoso Exprt 2.1", ""),
        (2, "9.9", "Contoso Export"),
        (3, "x" * 59 + "…", ""),
    ]


def test_of_a_long_line_only_what_may_be_a_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    monkeypatch.setattr(pasting, "folded", lambda text: looked_up.append(text) or folded(text))
    assert read_list("Contoso Export  " + "! " * 10_000, BOTH).found == ()
    assert len(looked_up) < 100  # names, and beginnings of the line; not ten thousand


def test_where_there_is_one_offer_a_list_of_versions_is_enough() -> None:
    pasted = read_list("2.0\nv2.1", [EXPORT])
    assert pasted.found == ((1, 20), (1, 21))


@given(st.text(max_size=200))
def test_no_pasted_text_breaks_the_reader(text: str) -> None:
    pasted = read_list(text, BOTH)
    assert all(offer in {1, 2} for offer, _version in pasted.found)


@pytest.mark.parametrize(
    ("attacker", "weakness", "harm", "expected"),
    [
        (True, True, True, Category.BOTH),
        (True, True, False, Category.BOTH),
        (True, False, True, Category.INCIDENT),
        (True, False, False, Category.INCIDENT),
        (False, True, True, Category.VULNERABILITY),
        (False, True, False, Category.VULNERABILITY),
        (False, False, True, Category.INCIDENT),
        (False, False, False, None),
    ],
)
def test_three_answers_point_to_a_category(
    attacker: bool, weakness: bool, harm: bool, expected: Category | None
) -> None:
    assert suggest(attacker, weakness, harm) == expected


@pytest.mark.parametrize("category", list(Category))
def test_the_template_alone_says_nothing(category: Category) -> None:
    assert template(category).startswith("# ")
    assert not says_something(template(category))
    assert says_something(template(category) + "Somebody got in.")
