"""What people read off a clock and a calendar, as moments (pure)."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Year first, as browsers send it, or day first with dots or dashes. Slashes mean month first to some and day first to
# others, so they are not guessed at.
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})[.-](?P<m>\d{1,2})[.-](?P<y>\d{4})"),
)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?")


class NoSuchTime(ValueError):
    """The clocks were put forward over this time: they went from `before` to `after`."""

    def __init__(self, before: time, after: time) -> None:
        super().__init__(f"{before} to {after}")
        self.before = before
        self.after = after


def read_date(typed: str) -> date | None:
    """2026-11-20, 20.11.2026 or 20-11-2026, in any width of digit; None if it is no date."""
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    found = next(filter(None, (form.fullmatch(plain) for form in _DATES)), None)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:
        return None


def read_time(typed: str) -> time | None:
    """17:05, 17.05 or 17:05:30 (seconds are dropped); None if it is no time of day."""
    found = _TIME.fullmatch("".join(unicodedata.normalize("NFKC", typed).split()))
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def moment_of(day: date, hour: time, place: ZoneInfo) -> datetime:
    """The moment in UTC; of an ambiguous time the first. Raises NoSuchTime in the gap of a daylight-saving change."""
    local = datetime.combine(day, hour.replace(fold=0), place)
    moment = local.astimezone(UTC)
    back = moment.astimezone(place)
    if back.replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # In a gap fold=0 takes the offset before it and fold=1 the one after (PEP 495), so they straddle the change.
    change = first_after(local.replace(fold=1).astimezone(UTC), place, moment)
    width = back.replace(tzinfo=None) - local.replace(tzinfo=None)
    after = change.astimezone(place)
    raise NoSuchTime((after.replace(tzinfo=None) - width).time(), after.time())


def first_after(early: datetime, place: ZoneInfo, late: datetime) -> datetime:
    """The minute between two moments from which the zone has the offset of the later one."""
    final = late.astimezone(place).utcoffset()
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) / 2
        if middle.astimezone(place).utcoffset() == final:
            late = middle
        else:
            early = middle
    return late.replace(second=0, microsecond=0)
