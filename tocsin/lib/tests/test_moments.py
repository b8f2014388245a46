from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tocsin.lib.languages import supported
from tocsin.lib.moments import clock, day, exact, moment, number, percent, relative, zone_name

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WHEN = datetime(2026, 11, 20, 16, 5, 9, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 7, 20, 16, 5, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")


def breakable(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "this_year", "another_year", "far_away"),
    [
        ("en", "Fri 20 Nov, 17:05 CET", "Tue 20 Jul 2027, 18:05 CEST", "Sat 21 Nov, 02:05 (Vladivostok)"),
        ("nl", "vr 20 nov, 17:05 CET", "di 20 jul 2027, 18:05 CEST", "za 21 nov, 02:05 (Vladivostok)"),
        ("sv", "fre 20 nov. 17:05 CET", "tis 20 juli 2027 18:05 CEST", "lör 21 nov. 02:05 (Vladivostok)"),
        ("de", "Fr., 20. Nov., 17:05 MEZ", "Di., 20. Juli 2027, 18:05 MESZ", "Sa., 21. Nov., 02:05 (Wladiwostok)"),
        ("fr", "ven. 20 nov., 17:05 CET", "mar. 20 juil. 2027, 18:05 CEST", "sam. 21 nov., 02:05 (Vladivostok)"),
        ("ru", "пт, 20 нояб., 17:05 CET", "вт, 20 июл. 2027 г., 18:05 CEST", "сб, 21 нояб., 02:05 (Владивосток)"),
    ],
)
def test_moments_in_six_languages(language, this_year, another_year, far_away):
    assert breakable(moment(WHEN, STOCKHOLM, language, now=NOW)) == this_year
    assert breakable(moment(NEXT_YEAR, STOCKHOLM, language, now=NOW)) == another_year
    assert breakable(moment(WHEN, VLADIVOSTOK, language, now=NOW)) == far_away


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Friday, 20 November 2026, 17:05:09 CET (UTC+1)"),
        ("nl", "vrijdag 20 november 2026, 17:05:09 CET (UTC+1)"),
        ("sv", "fredag 20 november 2026 17:05:09 CET (UTC+1)"),
        ("de", "Freitag, 20. November 2026, 17:05:09 MEZ (UTC+1)"),
        ("fr", "vendredi 20 novembre 2026, 17:05:09 CET (UTC+1)"),
        ("ru", "пятница, 20 ноября 2026 г., 17:05:09 CET (UTC+1)"),
    ],
)
def test_exact_moments_in_six_languages(language, expected):
    assert breakable(exact(WHEN, STOCKHOLM, language)) == expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", "Friday, 20 November 2026, 16:05:09 UTC"),
        ("Asia/Kolkata", "Friday, 20 November 2026, 21:35:09 IST (UTC+5:30)"),
        ("America/St_Johns", "Friday, 20 November 2026, 12:35:09 NST (UTC-3:30)"),
        ("Europe/London", "Friday, 20 November 2026, 16:05:09 GMT (UTC)"),
        ("Asia/Vladivostok", "Saturday, 21 November 2026, 02:05:09 (Vladivostok) (UTC+10)"),
    ],
)
def test_the_exact_moment_carries_the_offset(zone, expected):
    assert exact(WHEN, ZoneInfo(zone), "en") == expected


@pytest.mark.parametrize(
    ("zone", "language", "name"),
    [
        ("Europe/Moscow", "ru", "МСК"),
        ("Europe/Moscow", "de", "MSK"),
        ("UTC", "fr", "UTC"),
        ("America/New_York", "en", "EST"),
        ("America/Argentina/Buenos_Aires", "en", "(Buenos Aires)"),
        ("America/Sao_Paulo", "nl", "(São Paulo)"),
        ("Etc/GMT+5", "en", "UTC-5"),
        ("Asia/Kathmandu", "ru", "(Kathmandu)"),
    ],
)
def test_a_zone_is_named_by_its_abbreviation_or_its_city(zone, language, name):
    assert zone_name(WHEN, ZoneInfo(zone), language) == name


@pytest.mark.parametrize("language", supported())
def test_every_zone_of_the_database_has_a_name(language):
    names = {name: zone_name(WHEN, ZoneInfo(name), language) for name in available_timezones()}
    assert [zone for zone, name in names.items() if not name.strip("()") or "_" in name] == []


def test_the_year_is_that_of_the_readers_zone():
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # in Stockholm already 2027
    assert day(new_year, STOCKHOLM, "en", now=NOW) == "Fri 1 Jan 2027"
    assert day(new_year, STOCKHOLM, "en", now=new_year) == "Fri 1 Jan"
    assert day(new_year, ZoneInfo("UTC"), "en", now=NOW) == "Thu 31 Dec"


def test_a_date_is_the_same_day_in_every_zone():
    assert {day(date(2026, 11, 20), zone, "sv", now=NOW) for zone in (STOCKHOLM, VLADIVOSTOK)} == {"fre 20 nov."}


def test_both_sides_of_a_change_of_the_clocks_are_told_apart():
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert moment(first, STOCKHOLM, "en", now=NOW) == "Sun 25 Oct, 02:30 CEST"
    assert moment(second, STOCKHOLM, "en", now=NOW) == "Sun 25 Oct, 02:30 CET"


def test_the_clock_alone():
    assert clock(WHEN, STOCKHOLM, "de") == "17:05"


@pytest.mark.parametrize(
    ("apart", "expected"),
    [
        (timedelta(hours=-2), "2 hours ago"),
        (timedelta(days=7, seconds=-1), "in 6 days"),
        (timedelta(days=7), "Fri 27 Nov, 13:00 CET"),
        (timedelta(days=-7), "Fri 13 Nov, 13:00 CET"),
    ],
)
def test_within_seven_days_it_is_relative(apart, expected):
    assert relative(NOW + apart, STOCKHOLM, "en", now=NOW) == expected


def test_without_a_given_now_it_is_the_present():
    assert relative(datetime.now(UTC), STOCKHOLM, "en") == "now"
    assert str(datetime.now(STOCKHOLM).year) not in day(datetime.now(UTC), STOCKHOLM, "en")


@pytest.mark.parametrize(
    ("language", "written", "share"),
    [
        ("en", "1,234,567.8", "12.5%"),
        ("nl", "1.234.567,8", "12,5%"),
        ("sv", "1 234 567,8", "12,5 %"),
        ("de", "1.234.567,8", "12,5 %"),
        ("fr", "1 234 567,8", "12,5 %"),
        ("ru", "1 234 567,8", "12,5 %"),
    ],
)
def test_numbers_in_six_languages(language, written, share):
    assert breakable(number(1234567.8, language)) == written
    assert breakable(percent(0.125, language, decimals=1)) == share


def test_whole_percents_and_an_unknown_language():
    assert percent(0.5, "en") == "50%"
    assert number(1234, "xx") == "1,234"
