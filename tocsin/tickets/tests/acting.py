"""Each move of the table by its verb, and a ticket brought into each state, for tests that go through all of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tocsin.accounts.models import Person
from tocsin.tickets import assessment, closing, triage
from tocsin.tickets.assessment import Reasons
from tocsin.tickets.choices import ClosingReason, OutcomeKind, Priority
from tocsin.tickets.models import Ticket
from tocsin.tickets.states import State
from tocsin.vulnerabilities.severities import Severity

Act = Callable[[Ticket, Person, datetime], object]
REASONS = Reasons("Version 2.3 overwrites files.", "Terms of the marketplace, section 4.", "2.3", "", "Answer here.")


def acknowledge(ticket: Ticket, by: Person, now: datetime) -> object:
    return triage.acknowledge(ticket, severity=Severity.HIGH, priority=Priority.P2, by=by, now=now)


def assess(ticket: Ticket, by: Person, now: datetime) -> object:
    return assessment.start(ticket, by=by, now=now)


def communicate(ticket: Ticket, by: Person, now: datetime) -> object:
    return assessment.communicate(ticket, OutcomeKind.NO_ACTION, REASONS, by=by, now=now)


def close(ticket: Ticket, by: Person, now: datetime) -> object:
    return closing.close(ticket, reason=ClosingReason.RESOLVED, by=by, now=now)


def retract(ticket: Ticket, by: Person, now: datetime) -> object:
    return closing.retract(ticket, words="A false alarm.", by=by, now=now)


def reopen(ticket: Ticket, by: Person, now: datetime) -> object:
    return closing.reopen(ticket, words="It is back.", by=by, now=now)


ACTS: dict[str, Act] = {
    "acknowledge": acknowledge,
    "assess": assess,
    "communicate": communicate,
    "close": close,
    "retract": retract,
    "reopen": reopen,
    "ask_again": reopen,
}
WAY = {
    State.SUBMITTED: [],
    State.ACKNOWLEDGED: [acknowledge],
    State.ASSESSING: [acknowledge, assess],
    State.MITIGATING: [acknowledge, assess, communicate],
    State.CLOSED: [acknowledge, assess, communicate, close],
}


def bring(ticket: Ticket, state: State, by: Person, now: datetime) -> Ticket:
    """Takes a submitted ticket to that state, a minute each step."""
    for minutes, act in enumerate(WAY[state], start=1):
        act(ticket, by, now + timedelta(minutes=minutes))
    return ticket
