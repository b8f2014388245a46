"""Tickets as rows of the desk's lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.accounts.models import Person
from tocsin.tickets.models import Ticket

from .alerts import alerted


@dataclass(frozen=True)
class Row:
    """A restricted ticket is a number only; `readable` says whether this responder may open it."""

    ticket: Ticket
    readable: bool
    urgent: bool
    alerted_at: datetime | None


def rows(tickets: Sequence[Ticket], person: Person) -> list[Row]:
    """Two more queries at most, whatever the number of rows."""
    restricted = [ticket.pk for ticket in tickets if ticket.restricted]
    readable = set(Ticket.objects.visible_to(person).filter(pk__in=restricted).values_list("pk", flat=True))
    alerts = alerted(tickets)
    return [
        Row(
            ticket,
            not ticket.restricted or ticket.pk in readable,
            ticket.urgent and ticket.is_open and not ticket.restricted,
            alerts.get(ticket.ledger_subject),
        )
        for ticket in tickets
    ]
