"""Deadline rows: made, kept, paused, resumed, missed; `Ticket.due_at` follows the nearest that runs.

Whoever calls these holds the ticket's row (by `moving`), so that deadlines of one ticket change one after the other.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from tocsin.ledger.appending import append, stamp
from tocsin.lib.errors import Invalid

from .choices import DeadlineKind, WaitingFor
from .deadlines import resumed, update_by
from .models import NEVER, Deadline, DeskCalendar, Ticket
from .moving import hold, touch


def promise(ticket: Ticket, kind: DeadlineKind, due_at: datetime, now: datetime) -> None:
    """A new due moment of this kind; the one before is kept by what has just been done, or was missed."""
    note_missed(ticket, now)
    ticket.deadlines.filter(met_at=None, kind=kind).update(met_at=now)
    waits = ticket.waiting_for == WaitingFor.PUBLISHER and kind != DeadlineKind.ACKNOWLEDGE
    Deadline.objects.create(ticket=ticket, kind=kind, due_at=due_at, paused_at=now if waits else None)
    follow(ticket)


def promise_update(ticket: Ticket, now: datetime, by_when: datetime | None = None) -> datetime:
    """The moment by which the publisher hears from the desk again; by the priority unless one is named."""
    calendar = DeskCalendar.for_region(ticket.publisher.region).calendar
    due_at = by_when or update_by(now, ticket.priority, calendar)
    promise(ticket, DeadlineKind.UPDATE, due_at, now)
    return due_at


def require_to_come(moment: datetime | None, now: datetime, field: str = "next_update") -> None:
    if moment is not None and moment <= now:
        raise Invalid({field: [_("Choose a moment that is still to come.")]})


def meet(ticket: Ticket, now: datetime, *kinds: DeadlineKind) -> None:
    """Ends the deadlines of these kinds; one that is met too late is marked as missed first."""
    note_missed(ticket, now)
    ticket.deadlines.filter(met_at=None, kind__in=kinds).update(met_at=now)
    follow(ticket)


def end(ticket: Ticket, now: datetime) -> None:
    """The ticket is closed: nothing is owed any more."""
    meet(ticket, now, *DeadlineKind)


def pause(ticket: Ticket, now: datetime) -> None:
    """The ticket waits for the publisher; the acknowledgement is owed all the same."""
    note_missed(ticket, now)
    ticket.deadlines.running().exclude(kind=DeadlineKind.ACKNOWLEDGE).update(paused_at=now)
    follow(ticket)


def resume(ticket: Ticket, now: datetime) -> None:
    """What was left of business time is left again; a deadline that was missed before the pause stays past."""
    paused = list(ticket.deadlines.filter(met_at=None).exclude(paused_at=None))
    if paused:
        calendar = DeskCalendar.for_region(ticket.publisher.region).calendar
        for row in paused:
            if row.paused_at is not None and row.breached_at is None:
                row.due_at = resumed(row.due_at, row.paused_at, now, calendar)
            row.paused_at = None
            row.save(update_fields=["due_at", "paused_at"])
    follow(ticket)


def follow(ticket: Ticket) -> None:
    nearest = ticket.deadlines.running().aggregate(nearest=Min("due_at"))["nearest"]
    ticket.due_at = nearest or NEVER
    ticket.save(update_fields=["due_at"])


def note_missed(ticket: Ticket, now: datetime) -> int:
    """Marks what of this ticket is past due and not marked yet, each once, with an entry; returns how many."""
    missed = list(ticket.deadlines.missed(now))
    for row in missed:
        Deadline.objects.filter(pk=row.pk).update(breached_at=now)
        append(ticket, "ticket.deadline_missed", by="system", deadline=row.kind, due=stamp(row.due_at))
    return len(missed)


def mark_missed(now: datetime, limit: int = 100) -> int:
    """The worker's sweep: each missed deadline is marked once, with an entry. Returns how many were marked."""
    late = Deadline.objects.missed(now).order_by("due_at", "pk").values_list("ticket", flat=True)[:limit]
    marked = 0
    for ticket in Ticket.objects.filter(pk__in=list(late)):
        with transaction.atomic():
            hold(ticket)  # first, as verbs do: deadlines before the ticket would wait crosswise with them
            if fresh := note_missed(ticket, now):
                touch(ticket, now)
                marked += fresh
    return marked
