"""What each side sees of a ticket, and what it never does (LESSONS T-29, T-33, T-37, T-42)."""

import re

import pytest
from django.core.files.base import ContentFile

from tocsin.catalogue.models import Customer, Entitlement
from tocsin.lib import confirmation
from tocsin.tickets import attaching, closing, conversation, opening, triage
from tocsin.tickets.models import Ticket
from tocsin.tickets.tests.conftest import new_report
from tocsin.vulnerabilities.cvss import read

from .ticket_site import address, do, html, look, signed_in, title, words

NOTE = "Looks like the matter of August"
REMARK = "Our lawyer is told as well"
POISON = '{{7*7}} {% now "Y" %} ${7*7} %(who)s {0} <script>alert(1)</script> <b>bold</b>'


@pytest.fixture
def told(ada, bo, dmitri, contoso, rivals, report, later) -> Ticket:
    """Everything that only the desk may know of stands on this ticket."""
    ticket = report(words={"private_remark": REMARK})
    triage.acknowledge(ticket, severity="high", priority="P2", by=ada, now=later)
    file = attaching.receive(ContentFile(b"x", name="desk-only.txt"), by=ada, now=later)
    conversation.note(ticket, NOTE, by=ada, now=later, files=[file])
    triage.score(ticket.findings.get(), read("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"), by=ada, now=later)
    closing.mark_duplicate(ticket, rivals, by=bo, now=later)
    return ticket


def test_the_publisher_sees_no_note_no_relation_and_no_line_of_the_desks(dmitri, carla, told, rivals):
    for person in (dmitri, carla):
        for query in ("", "?history=yes", "?form=note", "?write=note"):
            page = words(look(person, address(told, query)))
            for hidden in (NOTE, "desk-only.txt", "internal", rivals.shown_number, "Northwind", "related", "scored a"):
                assert hidden not in page
        assert "acknowledged the ticket" in words(look(person, address(told, "?history=yes")))


def test_the_desk_sees_them_marked_beyond_mistake(ada, told, rivals):
    page = html(look(ada, address(told, "?history=yes")))
    note = re.search(rf'<article class="message internal"[^>]*>(?:(?!</article>).)*{NOTE}', page, re.S)
    assert note is not None
    assert "⚑" in note[0]
    assert "internal, desk only" in note[0]
    assert "desk-only.txt" in page
    assert rivals.shown_number in page
    lines = re.findall(r"<li data-no-print>.*?</li>", page, re.S)
    assert len(lines) == 3  # the note, the score, the relation
    assert all("internal, desk only" in line for line in lines)


def test_the_boxes_for_notes_and_messages_differ_in_word_sign_and_button(ada, told):
    message, note = (html(look(ada, address(told, f"?write={which}"))) for which in ("message", "note"))
    assert "Send to Contoso" in message
    assert "Save internal note" not in message
    form = re.search(r'<form[^>]*class="internal".*?</form>', note, re.S)
    assert form is not None
    assert "⚑" in form[0]
    assert "internal, desk only" in form[0]
    assert 'class="note"' in form[0]
    assert "Save internal note" in form[0]
    assert "Send to Contoso" not in note


def test_the_private_remark_is_seen_by_writer_owner_and_desk(ada, dmitri, carla, rita, told):
    for person in (dmitri, carla):
        assert f"Your private remark for the desk seen by the reporter, the owners and the desk only {REMARK}" in words(
            look(person, address(told))
        )
    assert REMARK not in html(look(rita, address(told)))
    assert f"⚑ for the desk only {REMARK}" in words(look(ada, address(told)))


def test_the_publisher_sees_no_numbers_of_customers(ada, carla, told, contoso_export):
    for number in range(3):
        customer = Customer.objects.create(key=f"c{number}", name=f"Customer {number}", email=f"{number}@c.example")
        Entitlement.objects.create(customer=customer, version=contoso_export.versions.get(label="2.3"))
    assert "3 different customers" in words(look(ada, address(told)))
    assert "ustomers affected" not in words(look(carla, address(told)))
    assert "different customer" not in words(look(carla, address(told)))


def test_the_desks_score_is_its_own_until_it_has_acknowledged(ada, dmitri, ticket, now):
    triage.score(ticket.findings.get(), read("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"), by=ada, now=now)
    assert "AV:P" in html(look(ada, address(ticket)))
    assert "AV:P" not in html(look(dmitri, address(ticket)))
    triage.acknowledge(ticket, severity="low", priority="P4", severity_reason="So.", by=ada, now=now)
    assert "AV:P" in html(look(dmitri, address(ticket)))


def test_a_source_that_does_not_consent_is_named_to_the_desk_alone(ada, carla, contoso, now):
    words_of = {"source_kind": "finder", "source_name": "Fatima F.", "source_consents": False}
    ticket = opening.open_towards(new_report(contoso, words=words_of), severity="low", priority="P4", by=ada, now=now)
    assert "A finder · Fatima F. not to be named to the publisher" in words(look(ada, address(ticket)))
    assert "Fatima" not in html(look(carla, address(ticket)))
    assert "A finder" in words(look(carla, address(ticket)))


# -- as the publisher sees it -----------------------------------------------------------------------------------------
def test_the_desk_sees_what_the_publisher_sees_and_can_press_nothing(ada, dmitri, told, rivals):
    page = look(ada, address(told, "as-publisher/"))
    text = words(page)
    assert "You see the ticket as Contoso does. Nothing can be pressed here." in text
    for hidden in (NOTE, "internal", rivals.shown_number, "Northwind", "Customers affected"):
        assert hidden not in text
    articles = [re.findall(r"<article.*?</article>", html(seen), re.S) for seen in (page, look(dmitri, address(told)))]
    assert articles[0] == articles[1] != []
    main = html(page)[html(page).index("<main") : html(page).index("</main>")]
    assert "<form" not in main
    assert "data-poll" not in main


def test_what_a_member_is_typing_or_has_read_shows_to_nobody_there(ada, dmitri, told):
    do(dmitri, told, "reply-draft", body="Half a sentence")
    page = look(ada, address(told, "as-publisher/"))
    assert "Half a sentence" not in html(page)
    assert page.context["new"] == []


def test_a_publisher_without_members_is_seen_all_the_same(ada, bo, contoso, rivals, now):
    ticket = opening.open_towards(new_report(contoso), severity="low", priority="P4", by=ada, now=now)
    other = opening.open_towards(new_report(contoso), severity="low", priority="P4", by=ada, now=now)
    closing.mark_duplicate(ticket, other, by=bo, now=now)
    page = look(ada, address(ticket, "as-publisher/"))
    assert page.status_code == 200
    assert "You see the ticket as Contoso does." in words(page)


def test_nobody_else_gets_that_page(dmitri, eve, ticket):
    assert look(dmitri, address(ticket, "as-publisher/")).status_code == 404
    assert look(eve, address(ticket, "as-publisher/")).status_code == 404


# -- the rival (T-37) -------------------------------------------------------------------------------------------------
PLACES = ("", "changes", "calendar.ics", "as-publisher/", "confirmation/", "?form=answer", "?history=yes")


@pytest.mark.parametrize("place", PLACES)
def test_anothers_ticket_and_none_at_all_are_the_same_404(eve, ticket, place):
    unknown = confirmation.shown(confirmation.new_number())
    theirs, nobodys = look(eve, address(ticket, place)), look(eve, f"/tickets/{unknown}/{place}")
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    own = re.compile(rf"{ticket.shown_number}|{unknown}|csrfmiddlewaretoken\" value=\"[^\"]+|X-CSRFToken\": \"[^\"]+")
    assert own.sub("", html(theirs)) == own.sub("", html(nobodys))


@pytest.mark.parametrize("noun", ["answer", "message", "acknowledgement", "participants", "kept", "visit", "export"])
def test_a_rival_can_do_nothing_and_learns_nothing(eve, ticket, noun):
    theirs = do(eve, ticket, noun, body="Hello?")
    nobodys = signed_in(eve).post(f"/tickets/SE-00000-00000/{noun}", {"body": "Hello?"})
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert ticket.messages.count() == 0


def test_a_number_is_found_however_it_is_typed(dmitri, ticket):
    number = ticket.number
    for typed in (number.lower(), f"se{number}", f"{number[:5]} {number[5:]}"):
        assert look(dmitri, f"/tickets/{typed}/").status_code == 200


# -- what people type ---------------------------------------------------------------------------------------------
def test_templates_and_markup_in_any_text_are_shown_as_typed(ada, dmitri, carla, report, now):
    ticket = report(title=POISON[:180], problem=POISON, reference=POISON[:60], words={"private_remark": POISON})
    do(dmitri, ticket, "answer", body=POISON)
    triage.acknowledge(
        ticket, severity="low", priority="P4", severity_reason=POISON, by=ada, now=now
    )  # fmt: skip
    for person in (ada, carla):
        page = look(person, address(ticket, "?history=yes"))
        raw = page.content.decode()
        assert "<script>alert" not in raw
        assert "{{7*7}}" in words(page)
        assert "${7*7}" in words(page)
        assert "%(who)s" in words(page)
        assert not re.search(r"(?<![\d.])49(?![\d.])", words(page))


def test_the_title_of_the_window_says_the_number_only(ada, dmitri, ticket):
    for person in (ada, dmitri):
        assert title(look(person, address(ticket))) == f"{ticket.shown_number} · Tocsin"


def test_no_page_of_a_ticket_may_be_stored(ada, dmitri, ticket):
    for place in ("", "changes", "calendar.ics", "?form=answer", "confirmation/"):
        assert look(dmitri, address(ticket, place))["Cache-Control"] == "no-store"
    assert look(ada, address(ticket, "as-publisher/"))["Cache-Control"] == "no-store"
    assert do(dmitri, ticket, "answer", body="")["Cache-Control"] == "no-store"


def test_the_paper_carries_the_number_and_no_internal_note(ada, dmitri, told):
    page = html(look(dmitri, address(told)))
    assert f'<p class="print-number" aria-hidden="true">{told.shown_number}</p>' in page
    assert NOTE not in page
    desk = html(look(ada, address(told)))
    assert f'<p class="print-number" aria-hidden="true">{told.shown_number}</p>' in desk
    assert re.search(
        rf'<article class="message internal"[^>]*>(?:(?!</article>).)*{NOTE}', desk, re.S
    )  # print.css hides


def test_attachments_are_downloads_that_no_browser_opens(ada, dmitri, ticket, now):
    file = attaching.receive(ContentFile(b"<svg onload=alert(1)>", name="x.svg"), by=dmitri, now=now)
    conversation.answer(ticket, "See the picture.", by=dmitri, now=now, files=[file])
    link = re.search(r'href="(/attachments/[^"]+)" download', html(look(ada, address(ticket))))
    assert link is not None
    answer = signed_in(ada).get(link[1])
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == b"<svg onload=alert(1)>"
