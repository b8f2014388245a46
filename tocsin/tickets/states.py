"""The states of a ticket as one table: it makes the moves, the buttons and who may press them (STYLE 2)."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """The five steps a publisher follows, in their order."""

    SUBMITTED = "submitted", pgettext_lazy("ticket state", "Submitted")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("ticket state", "Acknowledged")
    ASSESSING = "assessing", pgettext_lazy("ticket state", "Assessing")
    MITIGATING = "mitigating", pgettext_lazy("ticket state", "Mitigating")
    CLOSED = "closed", pgettext_lazy("ticket state", "Closed")


OPEN = frozenset(State) - {State.CLOSED}


@dataclass(frozen=True)
class Move:
    sources: frozenset[State]
    target: State
    needs: str  # the permission, of the desk or of the publisher (accounts/roles.py)
    button: str | Promise


MOVES: dict[str, Move] = {
    "acknowledge": Move(
        frozenset({State.SUBMITTED}),
        State.ACKNOWLEDGED,
        "desk.triage",
        pgettext_lazy("button", "Acknowledge"),
    ),
    "assess": Move(
        frozenset({State.ACKNOWLEDGED}),
        State.ASSESSING,
        "desk.triage",
        pgettext_lazy("button", "Start assessment"),
    ),
    "communicate": Move(
        frozenset({State.ACKNOWLEDGED, State.ASSESSING, State.MITIGATING}),
        State.MITIGATING,
        "desk.assess",
        pgettext_lazy("button", "Communicate the outcome"),
    ),
    "close": Move(
        frozenset({State.ACKNOWLEDGED, State.ASSESSING, State.MITIGATING}),
        State.CLOSED,
        "desk.assess",
        pgettext_lazy("button", "Close the ticket"),
    ),
    "retract": Move(
        frozenset({State.SUBMITTED, State.ACKNOWLEDGED, State.ASSESSING}),
        State.CLOSED,
        "publisher.answer",
        pgettext_lazy("button", "Retract the report"),
    ),
    "reopen": Move(
        frozenset({State.CLOSED}),
        State.ASSESSING,
        "desk.assess",
        pgettext_lazy("button", "Reopen the ticket"),
    ),
    "ask_again": Move(
        frozenset({State.CLOSED}),
        State.ASSESSING,
        "publisher.answer",
        pgettext_lazy("button", "Reopen the ticket"),
    ),
}
