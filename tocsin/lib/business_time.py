"""The desk's working hours, and how promises are counted in them (SPEC section 5)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tocsin.lib.days_off import holidays_of, working_weekends_of

Hours = tuple[tuple[time, time], ...]
"""Spans of one day, in order, each from its opening to before its closing; a closing of 00:00 is the day's end."""

_MIDNIGHT = time(0)
_DAY = timedelta(days=1)
_LOOK_AHEAD_DAYS = 1100  # three years without an open hour is a desk that never opens


class NeverOpen(ValueError):
    """The calendar has no open hour in the next three years."""


def monday_to_friday(opens: time, closes: time) -> dict[int, Hours]:
    return dict.fromkeys(range(5), ((opens, closes),))


def _never(_day: date) -> bool:
    return False


@dataclass(frozen=True)
class BusinessCalendar:
    """When the desk works. Moments go in aware, of any zone, and come out in UTC.

    `hours`: by weekday, 0 is Monday; a weekday that is absent is closed. `holidays` closes a date. `working_weekends`
    opens one with the hours of the last weekday before it. `extra_closed` closes a date whatever it is; `extra_open`
    gives a date its own hours (also shorter or longer ones) and wins over everything else.
    """

    zone: ZoneInfo
    hours: Mapping[int, Hours]
    holidays: Callable[[date], bool] = _never
    working_weekends: Callable[[date], bool] = _never
    extra_closed: Collection[date] = frozenset()
    extra_open: Mapping[date, Hours] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not set(self.hours) <= set(range(7)):
            raise ValueError("Weekdays are numbered from 0, Monday, to 6, Sunday.")
        for spans in (*self.hours.values(), *self.extra_open.values()):
            _check(spans)

    def hours_on(self, day: date) -> Hours:
        """The working hours of a local date; empty if it is not a business day."""
        if day in self.extra_open:
            return self.extra_open[day]
        if day in self.extra_closed or self.holidays(day):
            return ()
        hours = self.hours.get(day.weekday(), ())
        if not hours and self.working_weekends(day):
            before = (self.hours.get((day.weekday() - back) % 7, ()) for back in range(1, 7))
            return next(filter(None, before), ())
        return hours

    def is_open(self, moment: datetime) -> bool:
        return any(opens <= moment < closes for opens, closes in self._spans(self._date(moment)))

    def next_opening(self, moment: datetime) -> datetime:
        """The first moment from this one on when the desk is open, so this one itself if it is. Raises NeverOpen."""
        opens, _closes = next(self._spans_from(moment))
        return opens

    def add_business_days(self, moment: datetime, n: int) -> datetime:
        """The same clock time `n` business days later; what comes outside working hours counts from the next opening.

        A clock time after that day's closing becomes its closing. Raises NeverOpen.
        """
        if n < 0:
            raise ValueError("Business days are only counted forward.")
        start = self.next_opening(moment).astimezone(self.zone)
        if n == 0:
            return start.astimezone(UTC)
        days = self._business_days_after(start.date())
        day = [next(days) for _ in range(n)][-1]
        _opens, closing = self._spans(day)[-1]
        return min(self._utc(day, start.time()), closing)

    def business_seconds_between(self, start: datetime, end: datetime) -> float:
        """How many seconds the desk worked from `start` until `end`; negative if `end` is the earlier one."""
        if end < start:
            return -self.business_seconds_between(end, start)
        total = timedelta()
        day, last = self._date(start), self._date(end)
        while day <= last:
            for opens, closes in self._spans(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += _DAY
        return total.total_seconds()

    def add_business_seconds(self, moment: datetime, seconds: float) -> datetime:
        """The first moment by which the desk has worked so many seconds, so at most a closing. Raises NeverOpen."""
        if seconds < 0:
            raise ValueError("Business seconds are only counted forward.")
        left = timedelta(seconds=seconds)
        if not left:
            return moment.astimezone(UTC)
        for opens, closes in self._spans_from(moment):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise NeverOpen

    def _date(self, moment: datetime) -> date:
        if moment.tzinfo is None:
            raise ValueError("A moment needs its zone.")
        return moment.astimezone(self.zone).date()

    def _utc(self, day: date, clock: time) -> datetime:
        # Without a fold, zoneinfo reads a clock time in a gap by the offset before it, which moves it forward by the
        # gap's length, and an ambiguous one as the first (PEP 495; RFC 5545, 3.3.5).
        return datetime.combine(day, clock.replace(fold=0), self.zone).astimezone(UTC)

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The day's working hours as moments; a span that a change of the clocks swallows is left out."""
        spans = [
            (self._utc(day, opens), self._utc(day + _DAY if closes == _MIDNIGHT else day, closes))
            for opens, closes in self.hours_on(day)
        ]
        return [(opens, closes) for opens, closes in spans if opens < closes]

    def _spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left of the working hours from a moment on, in order."""
        today = self._date(moment)
        for opens, closes in self._spans(today):
            if moment < closes:
                yield max(opens, moment.astimezone(UTC)), closes
        for day in self._business_days_after(today):
            yield from self._spans(day)

    def _business_days_after(self, day: date) -> Iterator[date]:
        idle = 0
        while idle < _LOOK_AHEAD_DAYS:
            day += _DAY
            idle += 1
            if self._spans(day):
                idle = 0
                yield day
        raise NeverOpen


def _check(spans: Hours) -> None:
    closed_since = None
    for opens, closes in spans:
        if closed_since is not None and (closed_since == _MIDNIGHT or opens < closed_since):
            raise ValueError("Working hours of a day must follow each other without overlap.")
        if closes != _MIDNIGHT and closes <= opens:
            raise ValueError("Working hours must close after they open.")
        closed_since = closes


def calendar_for(
    zone: ZoneInfo,
    hours: Mapping[int, Hours],
    country: str = "",
    subdivision: str = "",
    *,
    extra_closed: Collection[date] = frozenset(),
    extra_open: Mapping[date, Hours] | None = None,
) -> BusinessCalendar:
    """A calendar with the days off of a country (ISO 3166-1) and its part (ISO 3166-2 without the country, or empty).

    Without a country no public holiday counts. Moved working days (Russia's working Saturdays) are open. Raises
    `lib.days_off.UnknownRegion`, and ValueError for hours that contradict themselves.
    """
    return BusinessCalendar(
        zone=zone,
        hours=hours,
        holidays=holidays_of(country, subdivision) if country else _never,
        working_weekends=working_weekends_of(country, subdivision) if country else _never,
        extra_closed=extra_closed,
        extra_open=extra_open or {},
    )
