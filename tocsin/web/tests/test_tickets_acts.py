"""What is done to a ticket on its page: each act says what it did, and who may not do it is told."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from tocsin.tickets import attaching, conversation, triage
from tocsin.tickets.models import Attachment, Relation, Ticket
from tocsin.web.tickets.forms_shared import key_of

from .ticket_site import address, again, do, html, kinds, look, says, signed_in, told, words

ACKNOWLEDGED = {"severity": "high", "priority": "P2"}
OUTCOME = {"kind": "no_action", "facts": "It is fixed in 2.4.", "ground": "Rule 4."}
OF_DESK = {
    "severity": ({"severity": "low", "reason": "Needs an account."}, "The severity is changed. Contoso is told why."),
    "priority": ({"priority": "P1", "reason": "Widely used."}, "The priority is changed. Contoso is told why."),
    "category": ({"category": "both", "reason": "Data left."}, "The category is changed. Contoso is told why."),
    "assessment": ({}, "The assessment has begun."),
    "outcome": (OUTCOME, "The outcome is communicated to Contoso, with its reasons."),
    "closure": ({"reason": "resolved"}, "The ticket is closed. Contoso is told, with the reason."),
    "message": ({"body": "We are on it."}, "Sent to Contoso."),
    "question": ({"body": "Which versions?"}, "Asked. The ticket waits for Contoso now."),
    "note": ({"body": "Looks like the last one."}, "Internal note saved. Only the desk sees it."),
    "exploitation": ({}, "The ticket heads the desk’s queue now, and the desk’s on-call is alerted."),
    "restriction-end": ({}, "The restriction has ended."),
}
ENTRIES = {
    "severity": "ticket.severity_changed", "priority": "ticket.priority_changed",
    "category": "ticket.category_changed", "assessment": "ticket.assessment_started",
    "outcome": "ticket.outcome_communicated", "closure": "ticket.closed", "message": "ticket.message_sent",
    "question": "ticket.question_asked", "note": "ticket.note_added",
    "exploitation": "ticket.exploitation_reported", "restriction-end": "ticket.unrestricted",
}  # fmt: skip


def test_acknowledging_says_what_the_publisher_is_told(ada, ticket):
    answer = do(ada, ticket, "acknowledgement", **ACKNOWLEDGED)
    assert (answer.status_code, answer["Location"]) == (303, address(ticket))
    assert told(answer) == ["Acknowledged. Contoso is told, with severity and priority."]
    assert (again(ticket).state, again(ticket).severity, again(ticket).priority) == ("acknowledged", "high", "P2")


@pytest.mark.parametrize("noun", [noun for noun in OF_DESK if noun != "restriction-end"])
def test_each_act_of_the_desk_says_what_it_did(bo, acknowledged, noun):
    values, sentence = OF_DESK[noun]
    answer = do(bo, acknowledged, noun, **values)
    assert answer.status_code == 303
    assert told(answer) == [sentence]
    assert kinds(acknowledged)[-1] == ENTRIES[noun]


def test_what_was_written_is_where_the_page_stands_afterwards(ada, dmitri, acknowledged):
    places = [do(ada, acknowledged, noun, body="A word.")["Location"] for noun in ("message", "question", "note")]
    places.append(do(dmitri, acknowledged, "answer", body="A word.")["Location"])
    assert places == [address(acknowledged, "#newest")] * 4
    assert 'id="newest"' in html(look(dmitri, address(acknowledged)))


def test_a_member_answers_retracts_and_gives_a_reference(dmitri, ticket):
    assert told(do(dmitri, ticket, "answer", body="All of them.")) == ["Sent to the response desk."]
    assert told(do(dmitri, ticket, "reference", reference="CON-7")) == ["The reference is saved."]
    assert again(ticket).reference == "CON-7"
    done = do(dmitri, ticket, "retraction", words="We looked at the wrong file.")
    assert told(done) == ["The report is retracted, and the ticket is closed."]
    assert again(ticket).closing_reason == "retracted"


def test_either_side_reopens_what_is_closed(bo, dmitri, acknowledged):
    for person in (dmitri, bo):
        do(bo, acknowledged, "closure", reason="resolved")
        assert again(acknowledged).state == "closed"
        page = look(person, address(acknowledged))
        assert {"reopening"} == set(page.context["forms"]) - {"note"}
        assert told(do(person, acknowledged, "reopening", words="It is back.")) == ["The ticket is open again."]
        assert again(acknowledged).state == "assessing"


def test_a_responder_takes_the_ticket_hands_it_on_and_lets_it_go(ada, bo, acknowledged):
    said = [told(do(ada, acknowledged, "assignment", to=to))[0] for to in (key_of(bo), key_of(ada), "")]
    assert said == [
        "Bo Janssen works on the ticket now.",
        "You work on the ticket now.",
        "Nobody is named for the ticket now.",
    ]


def test_the_desks_score_stands_beside_the_publishers(ada, acknowledged):
    finding = acknowledged.findings.get()
    vector = "https://www.first.org/cvss/calculator/3.0#CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    assert told(do(ada, acknowledged, "score", finding=finding.pk, vector=vector)) == [
        "The desk’s score stands beside the publisher’s."
    ]
    page = words(look(ada, address(acknowledged)))
    assert "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H 8.8" in page
    assert "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H 9.8" in page
    assert "High CVSS 3.0 9.8" in page  # the one in force stands at the severity


def test_a_duplicate_of_the_same_publisher_is_closed_and_says_which(bo, acknowledged, report):
    original = report(title="The first report")
    answer = do(bo, acknowledged, "duplicate", number=original.shown_number.lower())
    assert told(answer) == [f"The ticket is closed as a duplicate of {original.shown_number}. Contoso is told which."]
    assert again(acknowledged).duplicate_of == original


def test_a_duplicate_over_publishers_stays_open_and_the_desk_is_told_that_nobody_else_is(bo, acknowledged, rivals):
    answer = do(bo, acknowledged, "duplicate", number=rivals.shown_number)
    assert told(answer) == [
        f"{rivals.shown_number} is another publisher’s (Northwind). The ticket stays open, the two are related for "
        "the desk alone, and nobody is told."
    ]
    assert again(acknowledged).is_open
    assert Relation.objects.filter(ticket=acknowledged, other=rivals).exists()
    assert f"{rivals.shown_number} Northwind" in words(look(bo, address(acknowledged)))


def test_a_pasted_secret_is_blanked_and_counted(ada, dmitri, ticket):
    do(dmitri, ticket, "answer", body="The key is hunter2hunter2, sorry.")
    assert told(do(ada, ticket, "redaction", passage="hunter2hunter2")) == [
        "The passage is blanked in 1 text of the ticket."
    ]
    page = words(look(dmitri, address(ticket)))
    assert "hunter2" not in page
    assert "The key is ████, sorry." in page


def test_an_attachment_is_removed_but_its_name_stays(ada, dmitri, ticket, now):
    file = attaching.receive(ContentFile(b"secret", name="dump.txt"), by=dmitri, now=now)
    conversation.answer(ticket, "See the dump.", by=dmitri, now=now, files=[file])
    assert "Remove an attachment" in words(look(ada, address(ticket)))
    assert told(do(ada, ticket, "file-removal", file=file.pk)) == [
        "“dump.txt” is removed. Its name, size and digest stay."
    ]
    page = look(dmitri, address(ticket))
    assert "dump.txt removed by the desk" in words(page)
    assert f"/attachments/{file.key}" not in html(page)
    assert "Remove an attachment" not in words(look(ada, address(ticket)))


# -- who may -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("ada", {"acknowledgement", "assignment", "score", "redaction", "message", "note", "question", "exploitation",
                 "restriction", "participants", "participant-removal"}),
        ("otto", set()),
        ("dmitri", {"answer", "retraction", "reference", "exploitation", "restriction", "participants",
                    "participant-removal"}),
        ("rita", set()),
    ],
)  # fmt: skip
def test_a_page_offers_what_its_reader_may_do_now(request, ticket, name, offered):
    page = look(request.getfixturevalue(name), address(ticket))
    assert page.context["acts"] == offered
    if not offered:
        assert html(page).count("<form") == html(look(request.getfixturevalue(name), "/help/")).count("<form") + 1 + (
            name == "otto"  # the visit; for the auditor also the export
        )


def test_what_one_may_not_do_is_403_and_what_one_may_not_see_404(ada, dmitri, eve, ticket):
    assert do(dmitri, ticket, "acknowledgement", **ACKNOWLEDGED).status_code == 403
    assert do(ada, ticket, "outcome", **OUTCOME).status_code == 403
    assert do(eve, ticket, "answer", body="Let me in.").status_code == 404
    assert again(ticket).state == "submitted"


def test_the_address_of_an_act_loaded_again_leads_to_the_ticket(ada, eve, ticket):
    answer = signed_in(ada).get(address(ticket, "message"))
    assert (answer.status_code, answer["Location"]) == (303, address(ticket))
    assert signed_in(eve).get(address(ticket, "message")).status_code == 404


def test_a_next_update_is_promised_with_the_message(ada, acknowledged, now):
    when = (now + timedelta(days=9)).astimezone(ada.zone).replace(hour=12, minute=0, second=0, microsecond=0)
    moment = {
        "next_update_date": f"{when:%Y-%m-%d}", "next_update_time": f"{when:%H:%M}", "next_update_zone": str(ada.zone),
    }  # fmt: skip
    assert do(ada, acknowledged, "message", body="More next week.", **moment).status_code == 303
    assert again(acknowledged).due == when


def test_the_forms_of_seldom_acts_come_when_they_are_asked_for(ada, dmitri, acknowledged):
    assert 'action="severity"' not in html(look(ada, address(acknowledged)))
    page = html(look(ada, address(acknowledged, "?form=severity")))
    assert 'action="severity"' in page
    fragment = look(ada, address(acknowledged, "?form=severity"), **{"HX-Request": "true"})
    assert 'action="severity"' in html(fragment)
    assert "<html" not in html(fragment)
    client = signed_in(dmitri)
    assert client.get(address(acknowledged, "?form=severity"), headers={"HX-Request": "true"}).status_code == 404
    assert 'action="severity"' not in html(client.get(address(acknowledged, "?form=severity")))


def test_the_export_is_a_download_for_the_desk_alone(ada, carla, acknowledged):
    answer = do(ada, acknowledged, "export")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"] == f'attachment; filename="{acknowledged.shown_number}.zip"'
    assert answer["Cache-Control"] == "no-store"
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert kinds(acknowledged)[-1] == "ticket.exported"
    assert do(carla, acknowledged, "export").status_code == 404
    assert signed_in(ada).get(address(acknowledged, "export")).status_code == 405


def test_two_files_go_with_one_message(dmitri, ticket):
    files = [ContentFile(b"one", name="one.txt"), ContentFile(b"two", name="two.txt")]
    assert do(dmitri, ticket, "answer", body="Two logs.", files=files).status_code == 303
    assert [file.name for file in Attachment.objects.filter(message__body="Two logs.")] == ["one.txt", "two.txt"]
    assert Ticket.objects.get(pk=ticket.pk).messages.count() == 1
    page = words(look(dmitri, address(ticket)))
    assert "one.txt 3 bytes" in page
    assert "two.txt 3 bytes" in page


def test_an_act_without_fields_that_a_verb_refuses_says_why(ada, bo, acknowledged, later):
    triage.change_severity(acknowledged, severity="low", reason="Why not.", by=bo, now=later)
    refused = do(ada, acknowledged, "severity", severity="low", reason="As I said.")
    assert refused.status_code == 422
    assert says(refused, "This is what it is already.")
