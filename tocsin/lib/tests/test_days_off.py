import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tocsin.lib.days_off import UnknownRegion, days_off, holidays_of, working_weekends_of


@pytest.mark.parametrize(
    ("country", "part", "day", "off"),
    [
        ("SE", "", date(2026, 12, 24), True),
        ("SE", "", date(2026, 12, 31), True),
        ("SE", "", date(2026, 12, 23), False),
        ("SE", "", date(2026, 4, 4), False),  # Easter Saturday is optional
        ("DE", "", date(2026, 12, 24), False),
        ("DE", "", date(2026, 10, 3), True),
        ("DE", "BY", date(2026, 11, 1), True),
        ("DE", "BE", date(2026, 11, 1), False),
        ("NL", "", date(2026, 5, 5), False),
        ("NL", "", date(2026, 4, 27), True),
        ("FR", "", date(2026, 7, 14), True),
        ("FR", "", date(2026, 2, 14), False),
        ("US", "", date(2021, 12, 31), True),  # New Year's Day 2022, a Saturday, taken on the Friday of the year before
        ("RU", "", date(2024, 12, 31), True),
        ("RU", "", date(2024, 12, 28), False),
    ],
)
def test_days_off_by_law_count_and_observances_do_not(country, part, day, off):
    assert holidays_of(country, part)(day) is off


def test_russias_working_saturdays_are_known_by_year():
    worked = {date(2024, 4, 27), date(2024, 11, 2), date(2024, 12, 28)}
    assert days_off("RU", "", 2024).working_weekends == worked
    assert days_off("RU", "", 2026).working_weekends == frozenset()
    assert working_weekends_of("RU")(date(2025, 11, 1)) is True


@pytest.mark.parametrize(
    ("country", "part"),
    [("XX", ""), ("", ""), ("se", ""), ("DE", "XX"), ("holidays", ""), ("__class__", ""), ("SE\n", "")],
)
def test_a_region_without_a_calendar_is_refused_at_once(country, part):
    with pytest.raises(UnknownRegion) as caught:
        holidays_of(country, part)
    assert str(caught.value) == (f"{country}-{part}" if part else country)


def test_threads_that_ask_for_a_fresh_year_at_once_all_get_the_whole_year():
    days_off.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: holidays_of("SE")(date(2031, 12, 26)), range(64))) == [True] * 64


def test_the_library_is_loaded_only_by_a_calendar_with_holidays():
    code = "import sys, tocsin.lib.business_time; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
