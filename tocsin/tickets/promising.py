"""Deadline rows: made, kept, paused, resumed, missed; `Ticket.due_at` follows the nearest that runs."""

from datetime import datetime

from django.db import transaction
from django.db.models import Min

from tocsin.ledger.appending import append, stamp

from .choices import DeadlineKind
from .deadlines import resumed, update_by
from .models import NEVER, Deadline, DeskCalendar, Ticket


def promise(ticket: Ticket, kind: DeadlineKind, due_at: datetime) -> None:
    Deadline.objects.update_or_create(
        ticket=ticket, kind=kind, met_at=None, defaults={"due_at": due_at, "paused_at": None, "breached_at": None}
    )
    follow(ticket)


def promise_update(ticket: Ticket, now: datetime, by_when: datetime | None = None) -> datetime:
    """The moment by which the publisher hears from the desk again; by the priority unless one is named."""
    calendar = DeskCalendar.for_region(ticket.publisher.region).calendar
    due_at = by_when or update_by(now, ticket.priority, calendar)
    promise(ticket, DeadlineKind.UPDATE, due_at)
    return due_at


def meet(ticket: Ticket, now: datetime, *kinds: DeadlineKind) -> None:
    """Ends the deadlines of these kinds, or all; a missed one stays marked as missed."""
    rows = ticket.deadlines.filter(met_at=None)
    (rows.filter(kind__in=kinds) if kinds else rows).update(met_at=now)
    follow(ticket)


def pause(ticket: Ticket, now: datetime) -> None:
    """The ticket waits for the publisher; the acknowledgement is owed all the same."""
    ticket.deadlines.running().exclude(kind=DeadlineKind.ACKNOWLEDGE).update(paused_at=now)
    follow(ticket)


def resume(ticket: Ticket, now: datetime) -> None:
    paused = list(ticket.deadlines.filter(met_at=None).exclude(paused_at=None))
    if paused:
        calendar = DeskCalendar.for_region(ticket.publisher.region).calendar
        for row in paused:
            assert row.paused_at is not None  # noqa: S101 - the filter above
            row.due_at, row.paused_at = resumed(row.due_at, row.paused_at, now, calendar), None
            row.save(update_fields=["due_at", "paused_at"])
    follow(ticket)


def follow(ticket: Ticket) -> None:
    nearest = ticket.deadlines.running().aggregate(nearest=Min("due_at"))["nearest"]
    ticket.due_at = nearest or NEVER
    ticket.save(update_fields=["due_at"])


def mark_missed(now: datetime, limit: int = 100) -> int:
    """The worker's sweep: each missed deadline is marked once, with an entry. Returns how many were marked."""
    marked = 0
    for row in Deadline.objects.missed(now).select_related("ticket")[:limit]:
        with transaction.atomic():
            if Deadline.objects.missed(now).filter(pk=row.pk).update(breached_at=now):
                Ticket.objects.filter(pk=row.ticket_id).update(changed_at=now)
                append(row.ticket, "ticket.deadline_missed", by="system", deadline=row.kind, due=stamp(row.due_at))
                marked += 1
    return marked
