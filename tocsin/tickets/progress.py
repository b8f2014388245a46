"""The five steps a publisher follows, from the ledger's entries and the deadlines."""

from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tocsin.accounts.models import Person
from tocsin.ledger.models import Entry
from tocsin.lib import moments

from .choices import WaitingFor
from .models import Ticket
from .states import State

REACHED = {
    "ticket.submitted": State.SUBMITTED,
    "ticket.opened": State.ACKNOWLEDGED,
    "ticket.acknowledged": State.ACKNOWLEDGED,
    "ticket.assessment_started": State.ASSESSING,
    "ticket.reopened": State.ASSESSING,
    "ticket.outcome_communicated": State.MITIGATING,
    "ticket.closed": State.CLOSED,
    "ticket.duplicate_marked": State.CLOSED,
    "ticket.retracted": State.CLOSED,
}
ORDER = list(State)


class Step(TypedDict):
    """One of the five: what `parts/_stepper.html` shows."""

    label: str | Promise
    state: str  # done, now, next; skipped where the ticket was closed without it
    when: datetime | None
    promise: datetime | None
    note: str


def steps(ticket: Ticket, person: Person, zone: ZoneInfo | None = None) -> list[Step]:
    """One query. The next promised moment stands at the step it leads to, or at the one it belongs to."""
    entries = Entry.objects.of(ticket.ledger_subject).of_kind(*REACHED).values_list("kind", "at")
    when = moments_reached(list(entries), ticket.submitted_at)
    current = ORDER.index(State(ticket.state))
    made: list[Step] = [
        {
            "label": state.label,
            "state": standing(place, current, when),
            "when": when.get(state),
            "promise": None,
            "note": "",
        }
        for place, state in enumerate(ORDER)
    ]
    if ticket.is_open:
        add_promise(made, ticket, person, zone or person.zone)
    return made


def moments_reached(entries: list[tuple[str, datetime]], submitted_at: datetime) -> dict[State, datetime]:
    """When each step was reached last; what lies behind a reopening counts no more for the steps after it."""
    when = {State.SUBMITTED: submitted_at}
    for kind, at in entries:
        state = REACHED[kind]
        if kind == "ticket.reopened":
            when = {before: moment for before, moment in when.items() if ORDER.index(before) < ORDER.index(state)}
        if state != State.SUBMITTED:
            when.setdefault(state, at)
    return when


def standing(place: int, current: int, when: dict[State, datetime]) -> str:
    if place == current:
        return "now"
    if place > current:
        return "next"
    reached_later = any(state in when for state in ORDER[place : min(current, len(ORDER) - 1)])
    return "done" if reached_later or ORDER[current] != State.CLOSED else "skipped"


def add_promise(made: list[Step], ticket: Ticket, person: Person, zone: ZoneInfo) -> None:
    """The acknowledgement is promised of the second step; every later promise is of news in the current one."""
    current = ORDER.index(State(ticket.state))
    step = made[current + 1] if ticket.state == State.SUBMITTED else made[current]
    if ticket.due is not None:
        step["promise"] = ticket.due
        written = moments.moment(ticket.due, zone, get_language() or "en")
        step["note"] = promised(ticket, written)
    if ticket.waiting_for == WaitingFor.PUBLISHER and ticket.due is None:
        made[current]["note"] = _("Waits for the publisher.") if person.is_desk else _("Waits for your answer.")


def promised(ticket: Ticket, written: str) -> str:
    if ticket.state == State.SUBMITTED:
        return _("Promised by %(moment)s") % {"moment": written}
    return _("Next update by %(moment)s") % {"moment": written}
