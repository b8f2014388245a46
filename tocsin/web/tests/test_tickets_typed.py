"""Nothing typed is lost: not by a lapsed session, a change of language, another device or a second thought."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from tocsin.tickets.models import Attachment, Parked, ReplyDraft
from tocsin.tickets.questions import save_reply
from tocsin.web.tickets import typed

from .ticket_site import address, again, do, html, kinds, look, says, signed_in, words

OUTCOME = {
    "kind": "modify", "facts": "A long finding.", "ground": "", "scope": "All of it.", "duration": "Until fixed",
    "modify_by_date": "2031-12-24", "modify_by_time": "12:00", "modify_by_zone": "Europe/Stockholm", "appeal": "Write.",
}  # fmt: skip


def key_on(page: Any, noun: str) -> str:
    """The draft key that the form of this act carries."""
    found = re.search(rf'action="{noun}".*?name="draft_key" value="([^"]+)"', html(page), re.S)
    assert found is not None
    return found[1]


def lapsed(person: Any, ticket: Any, noun: str, query: str = "", **values: Any) -> Any:
    """The form is sent after the session has ended."""
    key = key_on(look(person, address(ticket, query)), "message" if noun == "question" else noun)
    return Client().post(address(ticket, noun), {**values, "draft_key": key})


# -- while typing -------------------------------------------------------------------------------------------------
def test_the_answer_is_saved_while_typing_and_found_on_another_device(dmitri, ticket):
    saved = do(dmitri, ticket, "reply-draft", body="Half an ans")
    assert re.fullmatch(r"Saved \d\d:\d\d", words(saved))
    assert "Half an ans</textarea>" in html(look(dmitri, address(ticket)))
    assert re.search(r"Saved \d\d:\d\d", words(look(dmitri, address(ticket))))
    do(dmitri, ticket, "reply-draft", body="  ")
    assert not ReplyDraft.objects.exists()


def test_what_is_being_typed_is_its_writers_alone(dmitri, carla, ada, ticket):
    do(dmitri, ticket, "reply-draft", body="My own half sentence")
    for person in (carla, ada):
        assert "My own half" not in html(look(person, address(ticket)))


def test_a_sent_answer_leaves_the_box_empty(dmitri, ticket):
    do(dmitri, ticket, "reply-draft", body="A whole answer.")
    do(dmitri, ticket, "answer", body="A whole answer.")
    assert "A whole answer.</textarea>" not in html(look(dmitri, address(ticket)))


def test_a_message_in_the_making_never_stands_in_the_box_of_the_internal_note(ada, ticket):
    do(ada, ticket, "reply-draft", body="Dear Contoso,")
    page = html(look(ada, address(ticket, "?write=note")))
    assert "Save internal note" in page
    assert "Dear Contoso," not in page


def test_saving_a_draft_is_no_news_to_anybody(dmitri, ada, ticket):
    mark = look(ada, address(ticket, "changes"))["ETag"]
    do(dmitri, ticket, "reply-draft", body="Half")
    assert look(ada, address(ticket, "changes"))["ETag"] == mark
    assert kinds(ticket) == ["ticket.submitted"]


# -- after the session has ended ------------------------------------------------------------------------------------
def test_an_answer_after_the_session_lapsed_is_offered_and_used_when_wanted(dmitri, ticket):
    answer = lapsed(dmitri, ticket, "answer", body="A long answer.")
    assert answer.status_code == 302
    target = parse_qs(urlsplit(answer["Location"]).query)["next"]
    assert target == [address(ticket, "?form=answer")]
    page = look(dmitri, target[0])
    assert "We kept what you typed." in words(page)
    assert "Use it" in words(page)
    assert "A long answer." not in html(page)
    assert again(ticket).messages.count() == 0
    used = do(dmitri, ticket, "kept", form="answer", use="yes")
    assert used["Location"] == address(ticket, "#write")
    page = look(dmitri, address(ticket))
    assert "A long answer.</textarea>" in html(page)
    assert "We kept what you typed." not in words(page)


def test_used_text_joins_what_else_stands_in_the_box(dmitri, ticket):
    lapsed(dmitri, ticket, "answer", body="From the laptop.")
    save_reply(ticket, dmitri, "From the telephone.", timezone.now())
    do(dmitri, ticket, "kept", form="answer", use="yes")
    assert ReplyDraft.objects.get().body == "From the laptop.\n\nFrom the telephone."


def test_used_text_that_goes_on_from_the_draft_says_nothing_twice(dmitri, ticket):
    save_reply(ticket, dmitri, "It began", timezone.now())
    lapsed(dmitri, ticket, "answer", body="It began and went on.")
    do(dmitri, ticket, "kept", form="answer", use="yes")
    assert ReplyDraft.objects.get().body == "It began and went on."


def test_discarded_text_is_gone(dmitri, ticket):
    lapsed(dmitri, ticket, "answer", body="Better not.")
    assert do(dmitri, ticket, "kept", form="answer", use="no").status_code == 303
    assert not Parked.objects.exists()
    assert not ReplyDraft.objects.exists()


def test_an_outcome_after_the_session_lapsed_stands_in_its_form_until_it_is_sent(bo, acknowledged):
    answer = lapsed(bo, acknowledged, "outcome", **OUTCOME)
    page = look(bo, parse_qs(urlsplit(answer["Location"]).query)["next"][0])
    form = page.context["forms"]["outcome"]
    shown = {name: form[name].value() for name in ("kind", "facts", "scope", "duration")}
    assert shown == {name: OUTCOME[name] for name in shown}
    assert form["modify_by"].value() == ["2031-12-24", "12:00", "Europe/Stockholm"]
    assert "it stands in its form again" in words(page)
    assert "ticket.outcome_communicated" not in kinds(acknowledged)
    refused = do(bo, acknowledged, "outcome", **OUTCOME)
    assert says(refused, "Name the rule or the law this rests on.")
    assert Parked.objects.count() == 1
    assert do(bo, acknowledged, "outcome", **{**OUTCOME, "ground": "Rule 4."}).status_code == 303
    assert not Parked.objects.exists()


def test_a_lapsed_internal_note_comes_back_into_the_box_of_notes_alone(ada, acknowledged):
    answer = lapsed(ada, acknowledged, "note", "?write=note", body="Do not tell Contoso yet.")
    target = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    page = html(look(ada, target))
    note = re.search(r'<form[^>]*action="note".*?</form>', page, re.S)
    assert note is not None
    assert "Do not tell Contoso yet.</textarea>" in note[0]
    assert 'action="message"' not in page
    plain = look(ada, address(acknowledged))
    message = re.search(r'<form[^>]*action="message".*?</form>', html(plain), re.S)
    assert message is not None
    assert "Do not tell" not in message[0]
    assert "We kept what you typed." in words(plain)
    assert not ReplyDraft.objects.exists()
    assert do(ada, acknowledged, "note", body="Do not tell Contoso yet.").status_code == 303
    assert not Parked.objects.exists()


def test_a_lapsed_question_is_kept_as_the_message_that_it_was_typed_as(ada, acknowledged):
    lapsed(ada, acknowledged, "question", body="Which versions?")
    do(ada, acknowledged, "kept", form="message", use="yes")
    assert "Which versions?</textarea>" in html(look(ada, address(acknowledged)))
    assert again(acknowledged).waiting_for == "desk"


def test_another_persons_key_parks_nothing_for_me(dmitri, eve, ticket):
    key = key_on(look(dmitri, address(ticket)), "answer")
    Client().post(address(ticket, "answer"), {"body": "From elsewhere", "draft_key": key})
    assert Parked.objects.get().person == dmitri
    assert look(eve, address(ticket)).status_code == 404
    assert do(eve, ticket, "kept", form="answer", use="yes").status_code == 404


def test_a_made_up_key_leads_nowhere_else(ticket):
    answer = Client().post(address(ticket, "answer"), {"body": "x", "draft_key": "//evil.example:abc:def"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next=/tickets/{ticket.shown_number}/answer"
    assert not Parked.objects.exists()


def test_a_made_up_act_is_no_error(dmitri, ticket):
    assert do(dmitri, ticket, "kept", form="nonsense", use="yes")["Location"] == address(ticket)
    assert do(dmitri, ticket, "kept")["Location"] == address(ticket)


# -- a language button in the middle of typing ----------------------------------------------------------------------
def test_the_answer_survives_a_change_of_language(dmitri, ticket):
    answer = do(dmitri, ticket, "answer", body="Half an ans", language="sv")
    assert answer.status_code == 303
    assert answer.cookies["tocsin_language"].value == "sv"
    page = answer.client.get(answer["Location"])
    assert page["Content-Language"] == "sv"
    assert "Half an ans</textarea>" in html(page)
    assert again(ticket).messages.count() == 0
    dmitri.refresh_from_db()
    assert dmitri.language == "sv"


def test_files_and_the_promised_moment_survive_a_change_of_language_too(ada, acknowledged):
    day = f"{timezone.now() + timedelta(days=9):%Y-%m-%d}"
    answer = do(
        ada, acknowledged, "message", body="Soon", language="de", files=[ContentFile(b"1", name="log.txt")],
        next_update_date=day, next_update_time="12:00", next_update_zone="Europe/Stockholm",
    )  # fmt: skip
    page = answer.client.get(answer["Location"])
    form = page.context["forms"]["message"]
    assert form["body"].value() == "Soon"
    assert form["next_update"].value()[:2] == [day, "12:00"]
    kept = re.findall(r'name="kept" value="([^"]+)"', html(page))
    sent = do(ada, acknowledged, "message", body="Soon", kept=kept)
    assert sent.status_code == 303
    assert Attachment.objects.get().message.body == "Soon"


def test_a_file_that_cannot_be_kept_is_named_when_the_language_changes(dmitri, ticket):
    answer = do(dmitri, ticket, "answer", body="x", language="en", files=[ContentFile(b"", name="empty.txt")])
    page = answer.client.get(answer["Location"])
    assert [str(message) for message in page.context["messages"]] == ["“empty.txt” is empty. Choose the file again."]


@pytest.mark.parametrize("noun", ["outcome", "closure", "severity", "redaction", "note", "duplicate"])
def test_every_other_form_survives_a_change_of_language(bo, acknowledged, noun):
    values = {
        "outcome": OUTCOME, "closure": {"words": "Almost done"}, "severity": {"severity": "low", "reason": "Because"},
        "redaction": {"passage": "A secret"}, "note": {"body": "Among us"}, "duplicate": {"number": "SE-7"},
    }[noun]  # fmt: skip
    key = typed.key(bo, acknowledged, noun)
    answer = do(bo, acknowledged, noun, **values, language="fr", draft_key=key)
    assert answer["Location"] == address(acknowledged, f"?form={noun}#{noun}")
    page = answer.client.get(answer["Location"].partition("#")[0])
    assert page["Content-Language"] == "fr"
    form = page.context["forms"][noun]
    typed_in = {name: value for name, value in values.items() if name in form.fields and value}
    assert {name: form[name].value() for name in typed_in} == typed_in
    assert f'form="{noun}"' in html(page)  # the language buttons take it along again
    assert kinds(acknowledged) == ["ticket.submitted", "ticket.acknowledged"]


def test_a_form_that_cannot_be_parked_stands_there_in_the_new_language(bo, acknowledged, monkeypatch):
    monkeypatch.setattr("tocsin.web.parking.MAX_FORMS", 0)
    answer = do(bo, acknowledged, "outcome", **OUTCOME, language="de", draft_key=typed.key(bo, acknowledged, "outcome"))
    assert answer.status_code == 200
    assert answer.cookies["tocsin_language"].value == "de"
    assert "A long finding.</textarea>" in html(answer)
    assert answer.context["asked"] == "outcome"
    assert not answer.context["forms"]["outcome"].is_bound  # it is not judged


def test_the_language_buttons_take_the_open_box_along(ada, dmitri, acknowledged):
    assert 'form="write-form" formnovalidate name="language"' in html(look(dmitri, address(acknowledged)))
    assert 'form="write-form" formnovalidate name="language"' in html(look(ada, address(acknowledged)))
    assert 'form="note" formnovalidate name="language"' in html(look(ada, address(acknowledged, "?write=note")))


def test_a_refused_form_is_taken_along_by_the_language_buttons(bo, acknowledged):
    assert 'form="closure" formnovalidate name="language"' in html(do(bo, acknowledged, "closure", words="Bye"))


def test_a_language_button_does_not_do_the_act(dmitri, ticket):
    do(dmitri, ticket, "retraction", words="No.", language="nl", draft_key=typed.key(dmitri, ticket, "retraction"))
    assert again(ticket).state == "submitted"


def test_typing_is_sent_by_the_session_that_holds(dmitri, ticket):
    client = signed_in(dmitri)
    assert client.post(address(ticket, "answer"), {"body": "In time."}).status_code == 303
    assert not Parked.objects.exists()
