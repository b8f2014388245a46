"""What is done to a ticket on its page: each act says what it did, and what is wrong keeps what was typed."""

import pytest

from tocsin.tickets.choices import ClosingReason
from tocsin.tickets.models import Message, Outcome

from .ticket_site import address, again, do, kinds, signed_in, told, words

ACKNOWLEDGED = {"severity": "high", "priority": "P2"}
OUTCOME = {"kind": "no_action", "facts": "It is fixed in 2.4.", "ground": "Rule 4."}


def test_acknowledging_tells_the_publisher_and_says_so(ada, ticket):
    answer = do(ada, ticket, "acknowledgement", **ACKNOWLEDGED)
    assert (answer.status_code, answer["Location"]) == (303, address(ticket))
    assert told(answer) == ["Acknowledged. Contoso is told, with severity and priority."]
    assert (again(ticket).state, again(ticket).severity, again(ticket).priority) == ("acknowledged", "high", "P2")


@pytest.mark.parametrize(
    ("noun", "values", "entry", "sentence"),
    [
        ("severity", {"severity": "low", "reason": "Needs an account."}, "ticket.severity_changed", "The severity is changed. Contoso is told why."),
        ("priority", {"priority": "P1", "reason": "Widely used."}, "ticket.priority_changed", "The priority is changed. Contoso is told why."),
        ("category", {"category": "both", "reason": "Data left."}, "ticket.category_changed", "The category is changed. Contoso is told why."),
        ("assessment", {}, "ticket.assessment_started", "The assessment has begun."),
        ("outcome", OUTCOME, "ticket.outcome_communicated", "The outcome is communicated to Contoso, with its reasons."),
        ("closure", {"reason": "resolved"}, "ticket.closed", "The ticket is closed. Contoso is told, with the reason."),
        ("message", {"body": "We are on it."}, "ticket.message_sent", "Sent to Contoso."),
        ("question", {"body": "Which versions?"}, "ticket.question_asked", "Asked. The ticket waits for Contoso now."),
        ("note", {"body": "Looks like the last one."}, "ticket.note_added", "Internal note saved. Only the desk sees it."),
        ("redaction", {"passage": "traversal"}, "ticket.redacted", "The passage is blanked in 1 text of the ticket."),
        ("exploitation", {}, "ticket.exploitation_reported", "The ticket heads the desk’s queue now, and the desk’s on-call is alerted."),
    ],
)  # fmt: skip
def test_each_act_of_the_desk_says_what_it_did(bo, acknowledged, noun, values, entry, sentence):
    answer = do(bo, acknowledged, noun, **values)
    assert answer.status_code == 303
    assert told(answer) == [sentence]
    assert kinds(acknowledged)[-1] == entry
