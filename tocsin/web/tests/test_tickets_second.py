"""Who comes second is told what has changed, and nothing that was typed is lost."""

import re

import pytest
from django.core.files.base import ContentFile

from tocsin.tickets import assessment, closing, triage
from tocsin.tickets.assessment import Reasons
from tocsin.tickets.choices import ClosingReason, OutcomeKind
from tocsin.tickets.models import Attachment
from tocsin.web.tickets.forms_shared import key_of

from .ticket_site import address, again, do, html, kinds, look, says, words


def test_the_second_of_two_who_acknowledge_is_told_what_changed_and_keeps_the_typed_reason(ada, bo, ticket):
    page = look(ada, address(ticket))
    seen = page.context["seen"]
    do(bo, ticket, "acknowledgement", severity="high", priority="P2")
    answer = do(
        ada, ticket, "acknowledgement", severity="low", priority="P4", severity_reason="Needs an account.", seen=seen
    )
    assert answer.status_code == 409
    text = words(answer)
    assert "Somebody was faster" in text
    assert "Bo Janssen acknowledged the ticket with severity “High” and priority P2." in text
    assert "Dmitri Orlov submitted the report." not in text
    assert "Why another severity than suggested Needs an account." in text  # its form is gone, the words are not
    assert again(ticket).severity == "high"
    assert kinds(ticket).count("ticket.acknowledged") == 1


def test_the_second_of_two_who_change_the_severity_is_told_and_may_then_decide(ada, bo, acknowledged):
    seen = look(ada, address(acknowledged, "?form=severity"))
    was = {"was": seen.context["act"]["form"]["was"].value(), "seen": seen.context["seen"]}
    do(bo, acknowledged, "severity", severity="medium", reason="Only with an account.")
    typed = {"severity": "low", "reason": "Never reachable."}
    answer = do(ada, acknowledged, "severity", **typed, **was)
    assert answer.status_code == 409
    assert "Bo Janssen changed the severity from “High” to “Medium”." in words(answer)
    assert 'value="Never reachable."' in html(answer)
    now = re.search(r'name="was" value="([^"]*)"', html(answer))
    assert now is not None
    assert now[1] == "medium"
    assert do(ada, acknowledged, "severity", **typed, was="medium").status_code == 303
    assert again(acknowledged).severity == "low"


def test_the_second_of_two_who_assign_is_told(ada, bo, acknowledged):
    was = look(bo, address(acknowledged, "?form=assignment")).context["act"]["form"]["was"].value()
    do(ada, acknowledged, "assignment", to="", was=was)
    answer = do(bo, acknowledged, "assignment", to=key_of(bo), was=was)
    assert answer.status_code == 409
    assert "nobody is named for it now" in words(answer)
    assert again(acknowledged).assignee is None


def test_the_second_of_two_outcomes_is_told_of_the_first(bo, april, acknowledged, later):
    after = look(bo, address(acknowledged)).context["forms"]["outcome"]["after"].value()
    reasons = Reasons("Nothing to it.", "Rule 1.")
    assessment.communicate(acknowledged, OutcomeKind.NO_ACTION, reasons, by=april, now=later)
    values = {"kind": "no_action", "facts": "My own facts.", "ground": "Rule 4.", "after": after or ""}
    answer = do(bo, acknowledged, "outcome", **values)
    assert answer.status_code == 409
    assert "April Okafor communicated the outcome: nothing more is needed." in words(answer)
    assert "My own facts.</textarea>" in html(answer)
    values["after"] = re.search(r'name="after" value="(\d+)"', html(answer))[1]  # type: ignore[index]
    assert do(bo, acknowledged, "outcome", **values).status_code == 303


@pytest.mark.parametrize(("name", "noun"), [("ada", "message"), ("ada", "question"), ("dmitri", "answer")])
def test_words_for_a_ticket_that_was_closed_meanwhile_are_not_lost(request, bo, acknowledged, later, name, noun):
    closing.close(acknowledged, reason=ClosingReason.RESOLVED, by=bo, now=later)
    answer = do(request.getfixturevalue(name), acknowledged, noun, body="Wait, it is not over.")
    assert answer.status_code == 409
    text = words(answer)
    assert "This ticket is closed. Reopen it to go on." in text
    assert "Bo Janssen closed the ticket." in text
    assert "Wait, it is not over." in text


def test_an_internal_note_stands_on_a_closed_ticket(ada, bo, acknowledged, later):
    closing.close(acknowledged, reason=ClosingReason.RESOLVED, by=bo, now=later)
    page = look(ada, address(acknowledged))
    assert "Save internal note" in words(page)
    assert "Send to Contoso" not in words(page)
    assert do(ada, acknowledged, "note", body="For the next time.").status_code == 303


def test_exploitation_that_is_known_already_is_said(ada, dmitri, acknowledged, later):
    closing.report_exploitation(acknowledged, by=ada, now=later)
    answer = do(dmitri, acknowledged, "exploitation")
    assert answer.status_code == 409
    assert "This is known already: the ticket heads the desk’s queue." in words(answer)
    assert kinds(acknowledged).count("ticket.exploitation_reported") == 1


def test_a_made_up_moment_of_the_page_tells_the_last_thing_that_happened(ada, bo, ticket):
    do(bo, ticket, "acknowledgement", severity="high", priority="P2")
    for seen in ("", "soon", "1e400", "-1e300"):
        answer = do(ada, ticket, "acknowledgement", severity="high", priority="P2", seen=seen)
        assert answer.status_code == 409
        assert "Bo Janssen acknowledged the ticket" in words(answer)


def test_a_stale_message_leaves_its_files_to_be_sent_again(bo, dmitri, acknowledged, later):
    closing.close(acknowledged, reason=ClosingReason.RESOLVED, by=bo, now=later)
    answer = do(dmitri, acknowledged, "answer", body="Look.", files=[ContentFile(b"1", name="a.txt")])
    assert answer.status_code == 409
    assert Attachment.objects.get(ticket=None, message=None, draft=None).name == "a.txt"


def test_a_question_that_was_refused_stands_in_the_box_of_messages(ada, acknowledged):
    answer = do(ada, acknowledged, "question", body="")
    assert answer.status_code == 422
    assert says(answer, "Write something first.")
    assert "Ask Contoso and wait" in words(answer)


def test_the_reason_given_for_a_change_is_labelled_in_the_thread(ada, dmitri, acknowledged, later):
    triage.change_priority(acknowledged, priority="P1", reason="Widely used.", by=ada, now=later)
    assert "· why the priority changed Widely used." in words(look(dmitri, address(acknowledged)))
