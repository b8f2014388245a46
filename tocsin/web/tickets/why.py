"""Why a severity and a priority are suggested: each reason as a sentence, with who said so and when."""

from collections.abc import Iterable
from typing import Any

from tocsin.tickets.choices import Side
from tocsin.tickets.models import Ticket
from tocsin.tickets.reasons import sentence
from tocsin.tickets.severity import Reason
from tocsin.tickets.suggesting import suggestions


def told(*groups: Iterable[Reason]) -> list[dict[str, Any]]:
    return [
        {"sentence": sentence(one), "side": Side(one.source).label, "at": one.at} for group in groups for one in group
    ]


def why(ticket: Ticket) -> dict[str, Any]:
    """What speaks for the judgement of an acknowledged ticket, and whether the responder followed it; two queries."""
    known = suggestions(ticket)
    priority = known.priority_for(ticket.severity)
    followed = (known.severity.value, priority.value) == (ticket.severity, ticket.priority)
    return {"reasons": told(known.severity.reasons, priority.reasons), "followed": followed}
