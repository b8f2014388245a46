"""Pure rules of the business-time deadlines (SPEC section 5); moments are aware, in UTC."""

from datetime import datetime

from tocsin.lib.business_time import BusinessCalendar

# Business days until the next update is promised, unless the responder names another moment.
UPDATE_DAYS = {"P1": 1, "P2": 3, "P3": 5, "P4": 10}


def acknowledge_by(submitted_at: datetime, calendar: BusinessCalendar) -> datetime:
    """One business day: the same clock time on the next one, or counted from the next opening."""
    return calendar.add_business_days(submitted_at, 1)


def update_by(now: datetime, priority: str, calendar: BusinessCalendar) -> datetime:
    return calendar.add_business_days(now, UPDATE_DAYS[priority])


def resumed(due_at: datetime, paused_at: datetime, now: datetime, calendar: BusinessCalendar) -> datetime:
    """The due moment after a pause: what was left of business time is left again."""
    left = calendar.business_seconds_between(paused_at, due_at) if due_at > paused_at else 0
    return calendar.add_business_seconds(now, left)
