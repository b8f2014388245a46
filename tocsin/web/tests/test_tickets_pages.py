"""A ticket's page: what it says first, what it promises, and what an open page fetches when something changes."""

import re
from datetime import UTC, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from tocsin.correspondence.models import Delivery
from tocsin.ledger.models import Entry
from tocsin.tickets import closing, conversation, restricting
from tocsin.tickets.choices import Category, ClosingReason
from tocsin.tickets.models import Ticket
from tocsin.web.tickets.forms_desk import APPEAL
from tocsin.web.tickets.keeping import folded

from .ticket_site import address, again, do, html, look, readings, signed_in, words

HTMX = {"HX-Request": "true"}


def steps(page: object) -> list[tuple[str, str]]:
    return [(str(step["label"]), step["state"]) for step in page.context["steps"]]  # type: ignore[attr-defined]


# -- what the publisher reads -------------------------------------------------------------------------------------
def test_a_new_ticket_says_who_is_waited_for_and_until_when(dmitri, ticket):
    page = look(dmitri, address(ticket))
    assert steps(page) == [
        ("Submitted", "now"), ("Acknowledged", "next"), ("Assessing", "next"), ("Mitigating", "next"),
        ("Closed", "next"),
    ]  # fmt: skip
    assert re.search(r"The response desk is at work\. You hear from it by .+ at the latest\.", words(page))
    assert "set with the acknowledgement" in words(page)
    assert "Your contact the response desk" in words(page)


def test_a_question_stands_first_with_its_words(ada, dmitri, acknowledged, later):
    conversation.ask(acknowledged, "Do **2.0** and 2.1 write there, too?", by=ada, now=later)
    page = look(dmitri, address(acknowledged))
    sentence = (
        "We are waiting for you. Ada Lindqvist asked: “Do 2.0 and 2.1 write there, too?” "
        "Our own time stands still until you answer."
    )
    assert sentence in words(page)
    assert html(page).index("We are waiting for you.") < html(page).index('id="report"')
    assert 'href="#write"' in html(page)


def test_an_overdue_promise_is_said_plainly(dmitri, ticket):
    Ticket.objects.update(due_at=timezone.now() - timedelta(hours=1))
    assert re.search(
        r"The response desk is late: it promised to be back with you by .+\.", words(look(dmitri, address(ticket)))
    )


def test_a_closed_ticket_says_why_and_how_to_open_it_again(bo, dmitri, rita, acknowledged, later):
    closing.close(acknowledged, reason=ClosingReason.NOT_AFFECTED, by=bo, words="2.3 has it not.", now=later)
    page = words(look(dmitri, address(acknowledged)))
    assert "Closed. The offer is not affected." in page
    assert "· with the closing 2.3 has it not." in page
    assert "Reopen the ticket" in page
    assert "Send to the desk" not in page
    assert "Reopen the ticket" not in words(look(rita, address(acknowledged)))


def test_a_duplicate_leads_to_the_first_where_the_reader_may_see_it(
    bo, carla, dmitri, rita, acknowledged, report, later
):
    original = report(by=carla, title="The first")
    closing.mark_duplicate(acknowledged, original, by=bo, now=later)
    assert f'href="{address(original)}"' in html(look(dmitri, address(acknowledged)))
    restricting.restrict(original, by=carla, now=later)
    for person in (dmitri, rita):
        page = html(look(person, address(acknowledged)))
        assert original.shown_number not in page
        assert "Duplicate of another ticket" in page


def test_severity_and_priority_say_why(dmitri, acknowledged):
    page = words(look(dmitri, address(acknowledged)))
    assert "Severity ◆ High CVSS 3.1 8.8" in page
    assert re.search(r"Priority P2 why\? CVE-2026-12345 is scored 8\.8 by the publisher\. · publisher, \w+", page)
    assert "The responder decided otherwise" not in page


def test_the_promise_is_a_calendar_file_that_tells_nothing_of_the_event(dmitri, ticket):
    answer = look(dmitri, address(ticket, "calendar.ics"))
    lines = answer.content.decode().split("\r\n")
    due = again(ticket).due_at.astimezone(UTC)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{ticket.shown_number}.ics"'
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tocsin//Tocsin//EN"]
    assert f"DTSTART:{due:%Y%m%dT%H%M%SZ}" in lines
    assert f"SUMMARY:{ticket.shown_number}: the response desk’s promise" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "traversal" not in answer.content.decode()


def test_the_calendar_file_does_not_tell_of_a_note(ada, dmitri, acknowledged, later):
    before = look(dmitri, address(acknowledged, "calendar.ics")).content
    conversation.note(acknowledged, "Among us.", by=ada, now=later + timedelta(minutes=5))
    assert look(dmitri, address(acknowledged, "calendar.ics")).content == before


def test_what_is_not_promised_is_no_calendar_file(ada, dmitri, acknowledged, later):
    conversation.ask(acknowledged, "Which?", by=ada, now=later)
    assert look(dmitri, address(acknowledged, "calendar.ics")).status_code == 404
    assert "calendar.ics" not in html(look(dmitri, address(acknowledged)))


@pytest.mark.parametrize("text", ["SUMMARY:" + "å" * 200, "URL:" + "x" * 74, "short"])
def test_long_lines_of_a_calendar_are_folded_at_75_octets(text):
    parts = folded(text)
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == text
    assert all(part.startswith(" ") for part in parts[1:])


# -- what is new ----------------------------------------------------------------------------------------------------
def test_what_others_wrote_since_the_last_visit_is_marked_until_it_was_read(ada, dmitri, acknowledged):
    client = signed_in(dmitri)
    client.post(address(acknowledged, "visit"))
    for body in ("First.", "Second."):
        do(ada, acknowledged, "message", body=body)
    do(dmitri, acknowledged, "answer", body="Mine.")
    page = client.get(address(acknowledged))
    assert "2 new messages since your last visit" in words(page)
    assert html(page).count('class="message unread"') == 2
    assert client.post(address(acknowledged, "visit"), headers=HTMX).status_code == 204
    assert "since your last visit" not in words(client.get(address(acknowledged)))
    assert client.post(address(acknowledged, "visit"))["Location"] == address(acknowledged)


def test_the_newest_message_of_a_long_thread_is_one_key_away(dmitri, ticket, now):
    assert 'data-key="n"' not in html(look(dmitri, address(ticket)))
    for number in range(6):
        conversation.answer(ticket, f"Word {number}.", by=dmitri, now=now)
    assert '<a href="#newest" data-key="n">' in html(look(dmitri, address(ticket)))


def test_a_visit_is_a_reading_of_nothing_and_needs_a_post(ada, ticket):
    client = signed_in(ada)
    client.post(address(ticket, "visit"))
    assert readings(ada, ticket) == []
    assert client.get(address(ticket, "visit")).status_code == 405


# -- an open page -----------------------------------------------------------------------------------------------------
def test_an_open_page_is_told_of_a_change_and_of_nothing_else(ada, dmitri, ticket):
    client = signed_in(dmitri)
    page = client.get(address(ticket))
    etag = client.get(address(ticket, "changes"))["ETag"]
    assert f'data-etag="{page.context["mark"]}"' in html(page)
    assert etag == f'"{page.context["mark"]}"'
    unchanged = client.get(address(ticket, "changes"), headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    do(ada, ticket, "note", body="Among us.")
    assert client.get(address(ticket, "changes"), headers={"If-None-Match": etag}).status_code == 304
    do(ada, ticket, "message", body="To you.")
    changed = client.get(address(ticket, "changes"), headers={"If-None-Match": etag})
    assert (changed.status_code, changed.content) == (204, b"")


@pytest.mark.parametrize("name", ["ada", "dmitri"])
def test_the_news_carry_the_thread_but_no_box_that_somebody_types_into(request, name, acknowledged, later):
    person = request.getfixturevalue(name)
    fragment = look(person, address(acknowledged, "?state=acknowledged"), **HTMX)
    assert "<html" not in html(fragment)
    assert "overwrites files of the server" in html(fragment)
    assert re.findall(r'id="(\w+)" hx-swap-oob', html(fragment)) == ["title", "stepper", "facts"]
    assert "<textarea" not in html(fragment)
    assert re.findall(r'<form method="post" action="(\w+)"', html(fragment)) == ["visit"]
    assert "Load the page again" not in html(fragment)


def test_the_news_say_when_other_things_can_be_done_now(ada, bo, acknowledged, later):
    closing.close(acknowledged, reason=ClosingReason.RESOLVED, by=bo, now=later)
    fragment = words(look(ada, address(acknowledged, "?state=acknowledged"), **HTMX))
    assert "The ticket is now: Closed. Other things can be done with it than before. Load the page again" in fragment


def test_what_happened_comes_when_it_is_asked_for(dmitri, acknowledged):
    assert "Dmitri Orlov submitted the report." not in words(look(dmitri, address(acknowledged)))
    for headers in ({}, HTMX):
        page = words(look(dmitri, address(acknowledged, "?history=yes"), **headers))
        assert "Dmitri Orlov submitted the report." in page
        assert "Ada Lindqvist acknowledged the ticket with severity “High” and priority P2." in page


# -- what the desk reads --------------------------------------------------------------------------------------------
def test_the_suggestion_shows_its_reasons_with_source_and_date(ada, ticket):
    page = words(look(ada, address(ticket)))
    assert re.search(r"CVE-2026-12345 is scored 8\.8 by the publisher\. · publisher, \w+ \d", page)
    assert "High (suggested)" in page
    assert "P2 (suggested)" in page
    form = look(ada, address(ticket)).context["forms"]["acknowledgement"]
    assert form.follows == {"critical": "P1", "high": "P2", "medium": "P3", "low": "P4", "none": "P4"}


def test_what_is_exploited_says_when_the_on_call_was_alerted_and_that_only_if_it_was(ada, report):
    urgent = report(exploited="yes", category=Category.INCIDENT)
    assert "No alert to the on-call has left yet: call them." in words(look(ada, address(urgent)))
    entry = Entry.objects.of(urgent.ledger_subject).get()
    Delivery.objects.create(
        entry=entry, kind="on_call", address="oncall@market.example", language="en", message_id="<1@x>", state="sent",
        sent_at=timezone.now(),
    )  # fmt: skip
    assert re.search(r"Going on\. The on-call was alerted at \w+ \d", words(look(ada, address(urgent))))


def test_mails_that_did_not_arrive_are_the_desks_to_see(ada, dmitri, ticket):
    Delivery.objects.create(
        entry=Entry.objects.of(ticket.ledger_subject).get(), kind="receipt", address="dmitri@contoso.example",
        language="en", message_id="<1@x>", state="failed", last_error="550 no such user",
    )  # fmt: skip
    desk = words(look(ada, address(ticket)))
    assert "Mails not delivered Receipt · dmitri@contoso.example Not sent: the receiver’s server refused it" in desk
    assert "not delivered" not in words(look(dmitri, address(ticket)))


def test_the_default_appeal_is_in_the_publishers_language(bo, acknowledged, contoso):
    contoso.language = "sv"
    contoso.save()
    form = look(bo, address(acknowledged)).context["forms"]["outcome"]
    with_words = str(form["appeal"].value())
    assert with_words
    with override("sv"):
        assert with_words == str(APPEAL)
