"""The only writer of a ticket's state, and of what changes beside it: each one guarded UPDATE (STYLE 3)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.lib.errors import NotAllowed, Stale

from .models import Ticket
from .states import MOVES, OPEN


def require(ticket: Ticket, by: Person, permission: str) -> None:
    if not ticket.may(by, permission):
        raise NotAllowed


def move(ticket: Ticket, name: str, *, by: Person, now: datetime, **fields: Any) -> None:
    """Takes one step of the table; who comes second finds the state changed and gets `Stale`."""
    step = MOVES[name]
    require(ticket, by, step.needs)
    if not ticket.own_enough(by, name):
        raise NotAllowed(_("A contributor may do this with own reports only. Ask an owner."))
    write(ticket, {"state__in": step.sources}, state=step.target, changed_at=now, **fields)


def change(ticket: Ticket, *, now: datetime, **fields: Any) -> None:
    """Changes fields of an open ticket, whatever its state."""
    if not ticket.is_open:
        raise Stale(_("This ticket is closed. Reopen it to go on."))
    write(ticket, {"state__in": OPEN}, changed_at=now, **fields)


def write(ticket: Ticket, guard: dict[str, Any], **fields: Any) -> None:
    if not Ticket.objects.filter(pk=ticket.pk, **guard).update(**fields):
        raise Stale
    for name, value in fields.items():
        setattr(ticket, name, value)
