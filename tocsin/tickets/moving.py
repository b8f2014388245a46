"""The only writer of a ticket's state, and of what changes beside it: each one guarded UPDATE (STYLE 3)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.lib.errors import NotAllowed, Stale

from .models import Ticket
from .states import MOVES, OPEN

HELD = (
    "state", "waiting_for", "assignee_id", "category", "severity", "priority", "exploited", "urgent", "closing_reason",
    "duplicate_of_id", "restricted", "tlp", "title", "reference", "due_at",
)  # fmt: skip


def require(ticket: Ticket, by: Person, permission: str) -> None:
    if not ticket.may(by, permission):
        raise NotAllowed


def hold(ticket: Ticket) -> None:
    """Locks the row until the transaction ends and brings the instance up to date.

    What a verb decides by was read before, perhaps while somebody else was changing it. PostgreSQL locks the row; on
    SQLite a transaction is alone among writers from its start.
    """
    row = Ticket.objects.select_for_update(no_key=True).filter(pk=ticket.pk).values(*HELD).first()
    if row is None:
        raise Stale
    for name, value in row.items():
        setattr(ticket, name, value)


def hold_for(ticket: Ticket, name: str) -> None:
    """The same for a step whose values are judged before it is taken: Stale if it is no longer open."""
    hold(ticket)
    if ticket.state not in MOVES[name].sources:
        raise Stale


def allow(ticket: Ticket, name: str, by: Person) -> None:
    """NotAllowed unless this person may take this step; whether it is open now is the UPDATE's to say."""
    require(ticket, by, MOVES[name].needs)
    if not ticket.own_enough(by, name):
        raise NotAllowed(_("A contributor may do this with own reports only. Ask an owner."))


def move(ticket: Ticket, name: str, *, by: Person, now: datetime, **fields: Any) -> None:
    """Takes one step of the table; who comes second finds the state changed and gets `Stale`."""
    allow(ticket, name, by)
    step = MOVES[name]
    write(ticket, {"state__in": step.sources}, state=step.target, **moments(now), **fields)


def change(
    ticket: Ticket, *, now: datetime, internal: bool = False, guard: dict[str, Any] | None = None, **fields: Any
) -> None:
    """Changes fields of an open ticket, whatever its state; `internal` is what the publisher is not to notice."""
    if not ticket.is_open:
        raise Stale(_("This ticket is closed. Reopen it to go on."))
    write(ticket, {"state__in": OPEN, **(guard or {})}, **moments(now, internal=internal), **fields)


def touch(ticket: Ticket, now: datetime, *, internal: bool = False) -> None:
    """Tells the change endpoints that something beside the ticket's own row has changed, closed or not."""
    write(ticket, {}, **moments(now, internal=internal))


def moments(now: datetime, *, internal: bool = False) -> dict[str, datetime]:
    return {"changed_at": now} if internal else {"changed_at": now, "public_changed_at": now}


def write(ticket: Ticket, guard: dict[str, Any], **fields: Any) -> None:
    if not Ticket.objects.filter(pk=ticket.pk, **guard).update(**fields):
        raise Stale
    for name, value in fields.items():
        setattr(ticket, name, value)
