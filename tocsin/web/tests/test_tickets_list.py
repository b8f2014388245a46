"""A publisher's tickets: what needs an answer first, unread before read, each group page by page."""

import re

import pytest

from tocsin.tickets import closing, conversation, lists, restricting
from tocsin.tickets.choices import ClosingReason
from tocsin.tickets.models import Draft, Ticket
from tocsin.tickets.tests.conftest import acknowledge_as

from .ticket_site import address, do, html, look, queries, readings, signed_in, words

HTMX = {"HX-Request": "true"}


def titles(page: object) -> list[str]:
    links = re.findall(r"<a data-row [^>]+>(.*?)</a>", html(page))
    return [" ".join(re.sub("<[^>]+>", "", link).split()) for link in links]


@pytest.fixture
def three(ada, bo, report, now, later) -> dict[str, Ticket]:
    """One that waits for the publisher, one that goes on, one that is closed."""
    made = {name: report(title=name) for name in ("Asked", "Going", "Over")}
    conversation.ask(made["Asked"], "Which?", by=ada, now=later)
    acknowledge_as(ada, made["Over"], now)
    closing.close(made["Over"], reason=ClosingReason.NOT_SECURITY, by=bo, now=later)
    return made


def test_what_needs_an_answer_stands_first_then_what_goes_on_then_what_is_closed(dmitri, three):
    page = look(dmitri, "/tickets/")
    assert titles(page) == ["Asked", "Going", "Over"]
    text = words(page)
    assert text.index("Needs your answer") < text.index("In progress") < text.index("Closed")
    assert "waits for you" in text
    assert re.search(r"Submitted · next word from the desk in ", text)
    assert "Closed · ◆ High · Not a security event" in text


def test_an_overdue_promise_is_said_in_the_list(dmitri, three, now):
    Ticket.objects.filter(pk=three["Going"].pk).update(due_at=now)
    assert "the desk’s answer was due" in words(look(dmitri, "/tickets/"))


def test_what_one_has_not_read_stands_before_the_rest(dmitri, ada, report):
    first, second = report(title="First"), report(title="Second")
    client = signed_in(dmitri)
    for ticket in (first, second):
        client.post(address(ticket, "visit"))
    do(ada, first, "message", body="News.")
    page = client.get("/tickets/")
    assert titles(page) == ["First", "Second"]
    assert html(page).count('class="ticket unread"') == 1


def test_a_note_of_the_desk_makes_nothing_unread(dmitri, ada, ticket, later):
    client = signed_in(dmitri)
    client.post(address(ticket, "visit"))
    etag = client.get("/tickets/changes")["ETag"]
    conversation.note(ticket, "Among us.", by=ada, now=later)
    assert "unread" not in html(client.get("/tickets/"))
    assert client.get("/tickets/changes", headers={"If-None-Match": etag}).status_code == 304
    conversation.send(ticket, "To you.", by=ada, now=later)
    assert client.get("/tickets/changes", headers={"If-None-Match": etag}).status_code == 204


def test_a_restricted_ticket_is_a_number(dmitri, carla, rita, restricted):
    for person in (dmitri, carla):
        page = look(person, "/tickets/")
        assert titles(page) == [restricted.shown_number]
        assert "Signing key" not in html(page)
        assert "Submitted" not in words(page)
        assert readings(person, restricted) == []
    assert restricted.shown_number not in html(look(rita, "/tickets/"))


def test_a_rival_sees_its_own_alone(eve, ticket, rivals):
    page = look(eve, "/tickets/")
    assert titles(page) == ["Relay overwrites files"]
    assert "Contoso" not in html(page)


def test_drafts_stand_with_their_age_and_are_their_writers_alone(dmitri, carla, contoso, ticket, now):
    draft = Draft.objects.create(
        person=dmitri, publisher=contoso, category="vulnerability", started_at=now, saved_at=now
    )
    page = look(dmitri, "/tickets/")
    assert f'href="/report/{draft.key}/"' in html(page)
    assert re.search(r"Drafts Vulnerability Contoso · saved 60 minutes ago|saved 1 hour ago", words(page))
    assert "Drafts" not in words(look(carla, "/tickets/"))


def test_an_empty_list_says_what_to_do(dmitri, rita):
    assert "When you report a security event, you follow it here" in words(look(dmitri, "/tickets/"))
    assert "When your colleagues report a security event" in words(look(rita, "/tickets/"))
    assert "Report a security event" in words(look(dmitri, "/tickets/"))


def test_more_of_one_group_shows_it_alone_page_by_page(dmitri, report, ticket, monkeypatch):
    monkeypatch.setattr(lists.own_tickets, "__kwdefaults__", {"after": None, "limit": 2})
    made = [ticket.title, *(report(title=f"Report {number}").title for number in range(4))]
    seen, path = [], "/tickets/?group=going"
    while path:
        page = look(dmitri, path)
        seen += titles(page)
        assert len(seen) <= 5
        following = re.search(r'href="\./(\?group=going&after=[^"]+)"', html(page))
        path = f"/tickets/{following[1]}" if following else ""
    assert seen == made[::-1]
    assert "All my tickets" in words(page)
    assert "Nothing more of these" in words(look(dmitri, "/tickets/?group=closed"))


def test_a_made_up_group_is_all_of_them(dmitri, three):
    assert titles(look(dmitri, "/tickets/?group=everybodys&after=x")) == ["Asked", "Going", "Over"]


def test_an_open_list_fetches_itself(dmitri, three):
    fragment = look(dmitri, "/tickets/", **HTMX)
    assert titles(fragment) == ["Asked", "Going", "Over"]
    assert "<html" not in html(fragment)


def test_the_list_asks_as_often_for_one_row_as_for_three(dmitri, report, restricted):
    client = signed_in(dmitri)
    report(title="One")
    first = queries(client, "/tickets/")
    for title in ("Two", "Three"):
        report(title=title)
    assert queries(client, "/tickets/") == first


def test_the_desk_has_another_list(ada):
    assert look(ada, "/tickets/").status_code == 404


def test_who_is_named_finds_the_ticket_in_the_list(rita, carla, restricted, later):
    restricting.name_person(restricted, rita, by=carla, now=later)
    assert titles(look(rita, "/tickets/")) == [restricted.shown_number]
