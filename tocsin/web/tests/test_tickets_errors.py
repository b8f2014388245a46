"""What is wrong gets a sentence at the field and in the summary, with 422; who comes second is told what changed."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from tocsin.tickets.models import Attachment

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
