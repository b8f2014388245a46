from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.lib.business_time import BusinessCalendar, NeverOpen, calendar_for, monday_to_friday

NINE_TO_FIVE = monday_to_friday(time(9), time(17))
ROUND_THE_CLOCK = dict.fromkeys(range(7), ((time(0), time(0)),))
STOCKHOLM, BERLIN, MOSCOW = ZoneInfo("Europe/Stockholm"), ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Moscow")
VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")

SWEDEN = calendar_for(STOCKHOLM, NINE_TO_FIVE, "SE")
GERMANY = calendar_for(BERLIN, NINE_TO_FIVE, "DE")
RUSSIA = calendar_for(MOSCOW, NINE_TO_FIVE, "RU")
NO_HOLIDAYS = calendar_for(STOCKHOLM, NINE_TO_FIVE)
EVERY_HOUR = calendar_for(STOCKHOLM, ROUND_THE_CLOCK)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(calendar: BusinessCalendar, local: str, n: int = 1) -> str:
    """The due moment on the desk's clock, for what arrives at a moment on the desk's clock."""
    arrived = datetime.fromisoformat(local).replace(tzinfo=calendar.zone)
    result = calendar.add_business_days(arrived, n)
    assert result.tzinfo is UTC
    return result.astimezone(calendar.zone).strftime("%a %Y-%m-%d %H:%M:%S")


# By hand, from printed calendars; T-52 and T-53 of the faults seen elsewhere are among them.
@pytest.mark.parametrize(
    ("calendar", "arrives", "expected"),
    [
        # a Friday before a Monday holiday (Pentecost Monday 2026; National Day 2022)
        (GERMANY, "2026-05-22 16:59:00", "Tue 2026-05-26 16:59:00"),
        (GERMANY, "2026-05-22 16:59:59", "Tue 2026-05-26 16:59:59"),
        (GERMANY, "2026-05-22 17:00:00", "Wed 2026-05-27 09:00:00"),
        (GERMANY, "2026-05-22 17:01:00", "Wed 2026-05-27 09:00:00"),
        (GERMANY, "2026-05-25 11:00:00", "Wed 2026-05-27 09:00:00"),
        (SWEDEN, "2022-06-03 16:59:00", "Tue 2022-06-07 16:59:00"),
        (SWEDEN, "2022-06-03 17:00:00", "Wed 2022-06-08 09:00:00"),
        # the same Friday where that Monday is an ordinary day
        (SWEDEN, "2026-05-22 16:59:00", "Mon 2026-05-25 16:59:00"),
        # an ordinary week
        (SWEDEN, "2026-11-17 09:00:00", "Wed 2026-11-18 09:00:00"),
        (SWEDEN, "2026-11-17 08:59:59", "Wed 2026-11-18 09:00:00"),
        (SWEDEN, "2026-11-17 00:00:00", "Wed 2026-11-18 09:00:00"),
        (SWEDEN, "2026-11-17 23:59:59", "Thu 2026-11-19 09:00:00"),
        (SWEDEN, "2026-11-21 12:00:00", "Tue 2026-11-24 09:00:00"),
        # Christmas: the 24th is a day off in Sweden and a working day in Germany; the 25th is off in both
        (SWEDEN, "2026-12-23 15:00:00", "Mon 2026-12-28 15:00:00"),
        (SWEDEN, "2026-12-24 10:00:00", "Tue 2026-12-29 09:00:00"),
        (SWEDEN, "2026-12-30 10:00:00", "Mon 2027-01-04 10:00:00"),
        (GERMANY, "2026-12-23 15:00:00", "Thu 2026-12-24 15:00:00"),
        (GERMANY, "2026-12-24 10:00:00", "Mon 2026-12-28 10:00:00"),
        (NO_HOLIDAYS, "2026-12-24 10:00:00", "Fri 2026-12-25 10:00:00"),
        # Midsummer's Eve is off, the eve of Walpurgis and Twelfth Night are not
        (SWEDEN, "2026-06-18 10:00:00", "Mon 2026-06-22 10:00:00"),
        (SWEDEN, "2026-04-29 10:00:00", "Thu 2026-04-30 10:00:00"),
        (SWEDEN, "2026-01-02 10:00:00", "Mon 2026-01-05 10:00:00"),
        # carnival Monday and St Martin's are observed by many and off for nobody
        (calendar_for(BERLIN, NINE_TO_FIVE, "DE", "NW"), "2026-02-13 10:00:00", "Mon 2026-02-16 10:00:00"),
        (calendar_for(BERLIN, NINE_TO_FIVE, "DE", "NW"), "2026-11-10 10:00:00", "Wed 2026-11-11 10:00:00"),
        (
            calendar_for(ZoneInfo("Europe/Amsterdam"), NINE_TO_FIVE, "NL"),
            "2025-12-04 10:00:00",
            "Fri 2025-12-05 10:00:00",
        ),
        # Epiphany is off in Bavaria, not in Berlin
        (calendar_for(BERLIN, NINE_TO_FIVE, "DE", "BY"), "2026-01-05 10:00:00", "Wed 2026-01-07 10:00:00"),
        (calendar_for(BERLIN, NINE_TO_FIVE, "DE", "BE"), "2026-01-05 10:00:00", "Tue 2026-01-06 10:00:00"),
        # a holiday on a Saturday that is taken on the Friday (United States, 4 July 2026)
        (
            calendar_for(ZoneInfo("America/New_York"), NINE_TO_FIVE, "US"),
            "2026-07-02 10:00:00",
            "Mon 2026-07-06 10:00:00",
        ),
        # both changes of the clocks: the same clock time, an hour less or more between
        (SWEDEN, "2026-03-27 10:00:00", "Mon 2026-03-30 10:00:00"),
        (SWEDEN, "2026-10-23 10:00:00", "Mon 2026-10-26 10:00:00"),
        # Russia: Saturday 27 April 2024 is worked for Monday the 29th, 2 November for 30 April
        (RUSSIA, "2024-04-26 15:00:00", "Sat 2024-04-27 15:00:00"),
        (RUSSIA, "2024-04-26 18:00:00", "Thu 2024-05-02 09:00:00"),
        (RUSSIA, "2024-04-27 15:00:00", "Thu 2024-05-02 15:00:00"),
        (RUSSIA, "2024-11-01 15:00:00", "Sat 2024-11-02 15:00:00"),
        (RUSSIA, "2024-11-02 15:00:00", "Tue 2024-11-05 15:00:00"),
        (RUSSIA, "2025-12-30 15:00:00", "Mon 2026-01-12 15:00:00"),
    ],
)
def test_one_business_day_is_the_same_clock_time_on_the_next_business_day(calendar, arrives, expected):
    assert due(calendar, arrives) == expected


@pytest.mark.parametrize(
    ("arrives_in_vladivostok", "due_in_stockholm"),
    [
        ("2026-11-16 08:00", "2026-11-17 09:00"),  # there Monday morning, at the desk still Sunday 23:00
        ("2026-11-16 18:00", "2026-11-17 09:00"),  # 9:00 sharp at the desk: open
        ("2026-11-20 18:30", "2026-11-23 09:30"),
        ("2026-11-21 01:59", "2026-11-23 16:59"),  # there Saturday, at the desk Friday 16:59
        ("2026-11-21 02:00", "2026-11-24 09:00"),
        ("2026-07-13 16:00", "2026-07-14 09:00"),  # summer: eight hours apart
    ],
)
def test_the_desk_counts_by_its_own_clock_wherever_the_publisher_is(arrives_in_vladivostok, due_in_stockholm):
    arrived = datetime.fromisoformat(arrives_in_vladivostok).replace(tzinfo=VLADIVOSTOK)
    expected = datetime.fromisoformat(due_in_stockholm).replace(tzinfo=STOCKHOLM)
    assert SWEDEN.add_business_days(arrived, 1) == expected


@pytest.mark.parametrize(
    ("arrives", "expected"),
    [
        ("2026-12-23 10:00:00", "Thu 2026-12-24 10:00:00"),
        ("2026-12-23 12:00:00", "Thu 2026-12-24 12:00:00"),
        ("2026-12-23 12:00:01", "Thu 2026-12-24 12:00:00"),
        ("2026-12-23 16:59:00", "Thu 2026-12-24 12:00:00"),
        ("2026-12-24 11:59:00", "Mon 2026-12-28 11:59:00"),
        ("2026-12-24 12:00:00", "Tue 2026-12-29 09:00:00"),
    ],
)
def test_a_clock_time_after_a_shorter_days_closing_becomes_its_closing(arrives, expected):
    short = calendar_for(BERLIN, NINE_TO_FIVE, "DE", extra_open={date(2026, 12, 24): ((time(9), time(12)),)})
    assert due(short, arrives) == expected


def test_a_clock_time_before_a_later_opening_stays_as_it_is():
    hours = {**NINE_TO_FIVE, 2: ((time(11), time(17)),)}
    assert due(calendar_for(STOCKHOLM, hours), "2026-11-17 09:30:00") == "Wed 2026-11-18 09:30:00"


@pytest.mark.parametrize(
    ("arrives", "expected"),
    [
        ("2026-03-28T01:30:00", "2026-03-29T01:30:00"),  # 02:30 does not exist on the 29th: 03:30 summer time
        ("2026-03-28T00:59:00", "2026-03-29T00:59:00"),  # 01:59, the last minute before the gap
        ("2026-03-28T02:00:00", "2026-03-29T01:00:00"),  # 03:00, the first one after it
        ("2026-10-24T00:30:00", "2026-10-25T00:30:00"),  # 02:30 comes twice on the 25th: the first
        ("2026-10-25T00:30:00", "2026-10-26T01:30:00"),  # from the first 02:30
        ("2026-10-25T01:30:00", "2026-10-26T01:30:00"),  # and from the second
    ],
)
def test_a_gap_moves_the_time_forward_and_an_ambiguous_time_is_the_first(arrives, expected):
    assert EVERY_HOUR.add_business_days(utc(arrives), 1) == utc(expected)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-20T07:59:59", False),
        ("2026-11-20T08:00:00", True),
        ("2026-11-20T15:59:59", True),
        ("2026-11-20T16:00:00", False),
        ("2026-11-21T10:00:00", False),
        ("2026-07-20T07:00:00", True),
        ("2026-12-24T10:00:00", False),
    ],
)
def test_hours_are_half_open(moment, is_open):
    assert SWEDEN.is_open(utc(moment)) is is_open


def test_the_next_opening_of_an_open_moment_is_that_moment():
    assert SWEDEN.next_opening(utc("2026-11-20T10:00")) == utc("2026-11-20T10:00")
    assert SWEDEN.next_opening(utc("2026-11-20T16:00")) == utc("2026-11-23T08:00")


def test_several_days_and_none():
    assert due(SWEDEN, "2026-12-22 10:00:00", 3) == "Tue 2026-12-29 10:00:00"
    assert due(SWEDEN, "2026-11-20 10:00:00", 0) == "Fri 2026-11-20 10:00:00"
    assert due(SWEDEN, "2026-11-20 17:00:00", 0) == "Mon 2026-11-23 09:00:00"


def test_extra_dates_close_and_open_and_opening_wins():
    day, saturday, both = date(2026, 11, 18), date(2026, 11, 21), date(2026, 12, 25)
    calendar = calendar_for(
        STOCKHOLM,
        NINE_TO_FIVE,
        "SE",
        extra_closed={day, both},
        extra_open={saturday: ((time(10), time(14)),), both: ((time(8), time(10)),)},
    )
    assert due(calendar, "2026-11-17 10:00:00") == "Thu 2026-11-19 10:00:00"
    assert due(calendar, "2026-11-20 16:00:00") == "Sat 2026-11-21 14:00:00"
    assert calendar.is_open(utc("2026-12-25T08:30"))


def test_an_extra_closed_date_closes_a_working_saturday():
    calendar = calendar_for(MOSCOW, NINE_TO_FIVE, "RU", extra_closed={date(2024, 4, 27)})
    assert due(calendar, "2024-04-26 15:00:00") == "Thu 2024-05-02 15:00:00"


def test_a_working_saturday_has_fridays_hours_unless_saturday_has_its_own():
    friday, saturday = ((time(9), time(16)),), ((time(10), time(12)),)
    assert calendar_for(MOSCOW, {0: ((time(8), time(20)),), 4: friday}, "RU").hours_on(date(2024, 4, 27)) == friday
    assert calendar_for(MOSCOW, {4: friday, 5: saturday}, "RU").hours_on(date(2024, 4, 27)) == saturday


LUNCH = calendar_for(STOCKHOLM, dict.fromkeys(range(5), ((time(9), time(12)), (time(13), time(17)))), "SE")


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-20T08:00", "2026-11-20T16:00", 7),
        ("2026-11-20T11:00", "2026-11-20T12:00", 0),
        ("2026-11-20T10:30", "2026-11-20T12:30", 1),
        ("2026-11-20T15:00", "2026-11-23T09:00", 2),
        ("2026-11-23T09:00", "2026-11-20T15:00", -2),
        ("2026-12-23T15:00", "2026-12-28T09:00", 2),
        ("2026-11-20T10:00", "2026-11-20T10:00", 0),
    ],
)
def test_business_seconds_leave_out_nights_lunch_and_holidays(start, end, hours):
    assert LUNCH.business_seconds_between(utc(start), utc(end)) == hours * 3600


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-20T08:00", 7, "2026-11-20T16:00"),  # to the closing, not to Monday's opening
        ("2026-11-20T08:00", 3, "2026-11-20T11:00"),
        ("2026-11-20T08:00", 3.5, "2026-11-20T12:30"),
        ("2026-11-20T15:00", 2, "2026-11-23T09:00"),
        ("2026-11-21T15:00", 1, "2026-11-23T09:00"),
        ("2026-11-21T15:00", 0, "2026-11-21T15:00"),
    ],
)
def test_business_seconds_are_added_over_closed_times(start, hours, expected):
    assert LUNCH.add_business_seconds(utc(start), hours * 3600) == utc(expected)


def test_a_day_round_the_clock_is_23_or_25_hours_when_the_clocks_change():
    assert EVERY_HOUR.business_seconds_between(utc("2026-03-28T23:00"), utc("2026-03-29T22:00")) == 23 * 3600
    assert EVERY_HOUR.business_seconds_between(utc("2026-10-24T22:00"), utc("2026-10-25T23:00")) == 25 * 3600


def test_hours_inside_the_gap_are_no_hours():
    calendar = calendar_for(STOCKHOLM, {6: ((time(2), time(3)),)})
    assert calendar.next_opening(utc("2026-03-28T12:00")) == utc("2026-04-05T00:00")


moments = st.integers(1_700_000_000, 1_830_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
calendars = st.sampled_from([SWEDEN, GERMANY, RUSSIA, LUNCH, EVERY_HOUR])


@given(calendars, moments, st.integers(1, 400_000))
def test_adding_business_seconds_is_undone_by_counting_them(calendar, moment, seconds):
    assert calendar.business_seconds_between(moment, calendar.add_business_seconds(moment, seconds)) == seconds


@given(calendars, moments, moments, moments)
def test_business_seconds_add_up(calendar, a, b, c):
    count = calendar.business_seconds_between
    assert count(a, b) + count(b, c) == pytest.approx(count(a, c))


@given(calendars, moments, st.integers(1, 6))
def test_a_promise_is_never_early_never_lost_and_always_on_a_business_day(calendar, moment, n):
    promised = calendar.add_business_days(moment, n)
    assert promised > calendar.next_opening(moment)
    assert calendar.hours_on(promised.astimezone(calendar.zone).date())
    assert calendar.add_business_days(moment + timedelta(minutes=1), n) >= promised - timedelta(hours=1)


@pytest.mark.parametrize(
    "hours",
    [
        {0: ((time(17), time(9)),)},
        {0: ((time(9), time(9)),)},
        {0: ((time(9), time(13)), (time(12), time(17)))},
        {0: ((time(9), time(0)), (time(12), time(17)))},
        {7: ((time(9), time(17)),)},
    ],
)
def test_hours_that_contradict_themselves_are_refused(hours):
    with pytest.raises(ValueError, match=r"Working hours|Weekdays"):
        calendar_for(STOCKHOLM, hours)


def test_wrong_hours_of_an_extra_date_are_refused_too():
    with pytest.raises(ValueError, match="Working hours"):
        calendar_for(STOCKHOLM, NINE_TO_FIVE, extra_open={date(2026, 1, 1): ((time(2), time(1)),)})


def test_a_desk_that_never_opens_says_so_instead_of_searching_for_ever():
    calendar = calendar_for(STOCKHOLM, {}, extra_open={date(2026, 1, 2): ((time(9), time(17)),)})
    assert calendar.next_opening(utc("2026-01-01T00:00")) == utc("2026-01-02T08:00")
    for ask in (
        lambda: calendar.next_opening(utc("2026-01-03T00:00")),
        lambda: calendar.add_business_days(utc("2026-01-02T09:00"), 1),
        lambda: calendar.add_business_seconds(utc("2026-01-02T09:00"), 8 * 3600),
    ):
        with pytest.raises(NeverOpen):
            ask()


def test_moments_without_a_zone_and_backward_counts_are_refused():
    with pytest.raises(ValueError, match="zone"):
        SWEDEN.is_open(datetime(2026, 11, 20, 10))  # noqa: DTZ001
    with pytest.raises(ValueError, match="forward"):
        SWEDEN.add_business_days(utc("2026-11-20T10:00"), -1)
    with pytest.raises(ValueError, match="forward"):
        SWEDEN.add_business_seconds(utc("2026-11-20T10:00"), -1)
