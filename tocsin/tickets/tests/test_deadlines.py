"""SPEC section 5 as pure rules; the calendar itself is tested in lib."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tocsin.lib.business_time import calendar_for, monday_to_friday
from tocsin.tickets.deadlines import acknowledge_by, resumed, update_by

STOCKHOLM = calendar_for(ZoneInfo("Europe/Stockholm"), monday_to_friday(time(9), time(17)), "SE")
HOLIDAY_MONDAY = calendar_for(
    ZoneInfo("Europe/Stockholm"), monday_to_friday(time(9), time(17)), "SE", extra_closed={date(2026, 11, 23)}
)
MOSCOW = calendar_for(ZoneInfo("Europe/Moscow"), monday_to_friday(time(9), time(17)), "RU")


def local(zone: str, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone))


SE = "Europe/Stockholm"


@pytest.mark.parametrize(
    ("calendar", "submitted", "due"),
    [
        # Friday before a Monday off: 17:00 is outside, so it counts from Tuesday's opening
        (HOLIDAY_MONDAY, local(SE, 2026, 11, 20, 16, 59), local(SE, 2026, 11, 24, 16, 59)),
        (HOLIDAY_MONDAY, local(SE, 2026, 11, 20, 17, 0), local(SE, 2026, 11, 25, 9, 0)),
        (HOLIDAY_MONDAY, local(SE, 2026, 11, 20, 17, 1), local(SE, 2026, 11, 25, 9, 0)),
        # Thursday 24 December is a day off in Sweden, as are the 25th and the 26th
        (STOCKHOLM, local(SE, 2026, 12, 23, 15, 0), local(SE, 2026, 12, 28, 15, 0)),
        (STOCKHOLM, local(SE, 2026, 12, 24, 10, 0), local(SE, 2026, 12, 29, 9, 0)),
        # the clocks change on 28 March 2027 and on 25 October 2026: the same clock time
        (STOCKHOLM, local(SE, 2027, 3, 25, 11, 0), local(SE, 2027, 3, 30, 11, 0)),  # over Good Friday and Easter
        (STOCKHOLM, local(SE, 2026, 10, 23, 11, 0), local(SE, 2026, 10, 26, 11, 0)),
        # a publisher in Vladivostok writes in its morning, which is night at the desk
        (STOCKHOLM, local("Asia/Vladivostok", 2026, 11, 18, 10, 0), local(SE, 2026, 11, 19, 9, 0)),
        # Russia works on Saturday 2 November 2024 instead of a Monday that was moved
        (MOSCOW, local("Europe/Moscow", 2024, 11, 1, 12, 0), local("Europe/Moscow", 2024, 11, 2, 12, 0)),
    ],
)
def test_the_acknowledgement_is_due_one_business_day_later(calendar, submitted, due):
    assert acknowledge_by(submitted, calendar) == due


@pytest.mark.parametrize(("priority", "day"), [("P1", 19), ("P2", 23), ("P3", 25), ("P4", 2)])
def test_the_sooner_the_priority_the_sooner_the_next_update(priority, day):
    due = update_by(datetime(2026, 11, 18, 10, 0, tzinfo=UTC), priority, STOCKHOLM)
    assert (due.day, due.hour) == (day, 10)


@pytest.mark.parametrize(
    ("due", "paused", "now", "expected"),
    [
        # two hours were left, and are left again
        ((18, 14, 0), (18, 12, 0), (20, 9, 0), (20, 11, 0)),
        # paused over a night: only business time counts
        ((19, 9, 0), (18, 15, 0), (18, 15, 30), (19, 9, 30)),
        # answered outside working hours: it runs from the next opening
        ((18, 14, 0), (18, 12, 0), (18, 20, 0), (19, 10, 0)),
        # it was past already: due at once
        ((18, 9, 0), (18, 12, 0), (20, 9, 0), (20, 9, 0)),
    ],
)
def test_a_pause_gives_back_the_business_time_that_was_left(due, paused, now, expected):
    moments = [datetime(2026, 11, *at, tzinfo=UTC) for at in (due, paused, now)]
    assert resumed(*moments, STOCKHOLM) == datetime(2026, 11, *expected, tzinfo=UTC)
