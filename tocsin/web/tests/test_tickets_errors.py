"""What is wrong gets a sentence at the field and in the summary, with 422; who comes second is told what changed."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from tocsin.tickets import assessment, closing, triage
from tocsin.tickets.assessment import Reasons
from tocsin.tickets.choices import ClosingReason, OutcomeKind
from tocsin.tickets.models import Attachment
from tocsin.web.tickets.forms_shared import key_of

from .ticket_site import address, again, do, html, kinds, look, says, title, words

MOMENT = {"next_update_date": "2020-01-01", "next_update_time": "12:00", "next_update_zone": "Europe/Stockholm"}
OUTCOME = {"facts": "Found.", "ground": "Rule 4.", "scope": "All.", "appeal": "Write."}

WRONG = [
    ("severity", {"severity": "low"}, "Say why: both sides see the reason."),
    ("severity", {"severity": "", "reason": "So."}, "Choose a severity."),
    ("severity", {"severity": "huge", "reason": "So."}, "Choose a severity."),
    ("severity", {"severity": "high", "reason": "So."}, "This is what it is already."),
    ("priority", {"reason": "So."}, "Choose a priority."),
    ("category", {"reason": "So."}, "Choose a category."),
    ("outcome", {**OUTCOME, "kind": ""}, "Choose an outcome."),
    ("outcome", {"kind": "no_action", "ground": "Rule 4."}, "Say what was found: the publisher is owed the facts."),
    ("outcome", {"kind": "no_action", "facts": "Found."}, "Name the rule or the law this rests on."),
    ("outcome", {**OUTCOME, "kind": "remove", "scope": ""}, "Say which offers and versions it holds for."),
    ("outcome", {**OUTCOME, "kind": "remove", "appeal": ""}, "Say how the publisher can appeal."),
    ("outcome", {**OUTCOME, "kind": "modify"}, "Say by when the offer is to be modified."),
    ("outcome", {**OUTCOME, "kind": "modify", "modify_by_date": "2026-12-24"},
     "Give the time as well, as near as you know it."),
    ("closure", {"words": "Bye."}, "Choose a reason."),
    ("duplicate", {}, "Give the other ticket’s number."),
    ("duplicate", {"number": "SE-1"}, "This is not a confirmation number: check it character by character."),
    ("redaction", {"passage": "xyz"}, "Give the passage exactly as it stands, four characters at least."),
    ("redaction", {"passage": "nowhere to be found"}, "This passage does not stand in the ticket."),
    ("score", {"vector": "CVSS:3.1/AV:N"}, "Choose a finding."),
    ("file-removal", {}, "Choose the attachment."),
    ("message", {"body": ""}, "Write something first."),
    ("message", {"body": "Soon.", **MOMENT}, "Choose a moment that is still to come."),
    ("note", {"body": " "}, "Write something first."),
    ("participants", {}, "Choose whom to name."),
]  # fmt: skip


@pytest.mark.parametrize(("noun", "values", "sentence"), WRONG)
def test_a_wrong_form_of_the_desk_says_what_is_wrong(bo, acknowledged, noun, values, sentence):
    before = kinds(acknowledged)
    answer = do(bo, acknowledged, noun, **values)
    assert answer.status_code == 422
    assert says(answer, sentence)
    assert kinds(acknowledged) == before


@pytest.mark.parametrize(
    ("noun", "values", "sentence"),
    [
        ("answer", {"body": ""}, "Write something first."),
        ("retraction", {}, "Say why."),
        ("reference", {"reference": "x" * 81}, "Shorten this to 80 characters; it has 81."),
        ("reference", {"reference": "A\x07B"}, "The character U+0007 after “A” cannot be seen, or changes the order in "
         "which the text is read. Delete it, or type this place anew."),
    ],
)  # fmt: skip
def test_a_wrong_form_of_a_member_says_what_is_wrong(dmitri, ticket, noun, values, sentence):
    answer = do(dmitri, ticket, noun, **values)
    assert answer.status_code == 422
    assert says(answer, sentence)


def test_a_page_with_an_error_is_called_so_and_lists_each_error_once(bo, acknowledged):
    answer = do(bo, acknowledged, "outcome", kind="modify")
    assert title(answer) == f"Error: {acknowledged.shown_number} · Tocsin"
    summary = re.search(r'<div class="summary".*?</div>', html(answer), re.S)
    assert summary is not None
    assert summary[0].count("<li>") == 5  # facts, ground, scope, the appeal that was emptied, the date


def test_what_was_typed_stands_in_the_refused_form(bo, acknowledged):
    answer = do(bo, acknowledged, "outcome", kind="modify", facts="A long finding.", duration="Until fixed")
    page = html(answer)
    assert "A long finding.</textarea>" in page
    assert 'value="Until fixed"' in page
    assert re.search(r"<details open><summary>Communicate the outcome</summary>", page)


def test_thirty_thousand_characters_are_sent_and_too_many_are_kept_in_the_box(dmitri, ticket):
    assert do(dmitri, ticket, "answer", body="ж" * 30_000).status_code == 303
    answer = do(dmitri, ticket, "answer", body="w" * 60_001)
    assert answer.status_code == 422
    assert says(answer, "Shorten this to 60,000 characters; it has 60,001.")
    assert "w" * 60_001 in html(answer)


def test_hidden_characters_are_named_and_nothing_is_lost(dmitri, ticket):
    answer = do(dmitri, ticket, "answer", body="run evil\u202etxt.exe now")
    assert answer.status_code == 422
    assert "The character U+202E after “run evil” cannot be seen" in words(answer)
    assert "run evil\u202etxt.exe now" in html(answer)


# -- severity and priority other than suggested -------------------------------------------------------------------
def test_another_choice_than_suggested_asks_for_its_reason_and_keeps_what_was_typed(ada, ticket):
    answer = do(ada, ticket, "acknowledgement", severity="low", priority="P1", severity_reason="Needs an account.")
    assert answer.status_code == 422
    assert says(answer, "Say why you choose another priority than suggested: both sides see the reason.")
    assert 'value="Needs an account."' in html(answer)
    assert "P4 (suggested)" in html(answer)  # what is suggested for the severity that was chosen
    assert again(ticket).state == "submitted"


def test_both_reasons_are_asked_for_in_their_own_words(ada, ticket):
    answer = do(ada, ticket, "acknowledgement", severity="low", priority="P1")
    assert says(answer, "Say why you choose another severity than suggested: both sides see the reason.")
    assert says(answer, "Say why you choose another priority than suggested: both sides see the reason.")


def test_the_reasons_of_a_differing_choice_stand_in_the_thread_for_both_sides(ada, dmitri, ticket):
    do(ada, ticket, "acknowledgement", severity="low", severity_reason="Needs an account.", priority="P4")
    for person in (ada, dmitri):
        page = words(look(person, address(ticket)))
        assert re.search(r"Ada Lindqvist, response desk .{5,40} · why this severity Needs an account\.", page)
        assert "The responder decided otherwise than these facts suggest" in page


# -- files --------------------------------------------------------------------------------------------------------
def test_an_empty_file_is_named_and_the_others_stay_to_be_sent(dmitri, ticket):
    files = [ContentFile(b"log", name="good.txt"), ContentFile(b"", name="empty.txt")]
    answer = do(dmitri, ticket, "answer", body="Two logs.", files=files)
    assert answer.status_code == 422
    assert says(answer, "“empty.txt” is empty. Choose the file again.")
    assert "Two logs.</textarea>" in html(answer)
    kept = re.findall(r'name="kept" value="([^"]+)"', html(answer))
    assert len(kept) == 1
    assert do(dmitri, ticket, "answer", body="Two logs.", kept=kept).status_code == 303
    assert [file.name for file in Attachment.objects.filter(ticket=ticket)] == ["good.txt"]


def test_a_file_that_is_taken_off_again_is_not_sent(dmitri, ticket):
    refused = do(dmitri, ticket, "answer", body="", files=[ContentFile(b"", name="e.txt"), ContentFile(b"1", name="a")])
    assert len(re.findall(r'name="kept"', html(refused))) == 1
    assert do(dmitri, ticket, "answer", body="Without it.").status_code == 303
    assert not Attachment.objects.filter(ticket=ticket).exists()


def test_a_file_that_is_too_large_is_named_while_the_words_stay(dmitri, ticket, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    answer = do(dmitri, ticket, "answer", body="A dump.", files=[ContentFile(b"x" * 11, name="dump.bin")])
    assert answer.status_code == 422
    sentence = "“dump.bin” is larger than 10 bytes, so it was not kept. Pack or split it, or say where we can get it."
    assert sentence in words(answer).replace("\xa0", " ")
    assert "A dump.</textarea>" in html(answer)


def test_kept_files_are_their_uploaders_on_this_ticket_alone(dmitri, carla, ticket, report):
    other = report(title="Another")
    refused = do(dmitri, ticket, "answer", files=[ContentFile(b"", name="e"), ContentFile(b"1", name="mine.txt")])
    kept = re.findall(r'name="kept" value="([^"]+)"', html(refused))
    assert do(carla, ticket, "answer", body="Hers?", kept=kept).status_code == 303
    assert do(dmitri, other, "answer", body="There?", kept=kept).status_code == 303
    assert not Attachment.objects.exclude(ticket=None).exists()
    assert do(dmitri, ticket, "answer", body="Mine.", kept=kept).status_code == 303
    assert do(dmitri, ticket, "answer", body="Twice?", kept=kept).status_code == 303
    assert [file.message.body for file in Attachment.objects.exclude(ticket=None)] == ["Mine."]


def test_files_that_nobody_came_back_for_go_with_the_next(dmitri, ticket):
    bad = ContentFile(b"", name="e")
    do(dmitri, ticket, "answer", files=[ContentFile(b"1", name="old.txt"), bad])
    Attachment.objects.update(uploaded_at=Attachment.objects.get().uploaded_at - timedelta(days=2))
    do(dmitri, ticket, "answer", files=[ContentFile(b"2", name="new.txt"), ContentFile(b"", name="e")])
    assert [file.name for file in Attachment.objects.all()] == ["new.txt"]


# -- who comes second ---------------------------------------------------------------------------------------------
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
    assert answer.status_code in {303, 409}
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
