"""The desk's queue: what heads it, what a row says, and what an open one fetches."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tocsin.accounts.models import Person, Publisher
from tocsin.correspondence.models import Delivery
from tocsin.ledger.models import Entry
from tocsin.tickets import closing, conversation, triage
from tocsin.tickets.choices import Category, ClosingReason
from tocsin.tickets.models import Ticket

from .ticket_site import html, look, queries, readings, signed_in, words

HTMX = {"HX-Request": "true"}


def row(page: object, ticket: Ticket) -> str:
    """The text of the ticket's row."""
    found = re.search(rf"<tr(?:(?!</tr>).)*{ticket.shown_number}.*?</tr>", html(page), re.S)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def numbers(page: object) -> list[str]:
    return re.findall(r'<td class="number-cell"><span class="number">([^<]+)', html(page))


def test_what_is_exploited_heads_the_queue_then_the_nearest_due(ada, report, now):
    later_due = report(title="Later")
    sooner_due = report(title="Sooner", at=now - timedelta(days=3))
    urgent = report(title="Now", exploited="yes", at=now)
    assert numbers(look(ada, "/desk/")) == [each.shown_number for each in (urgent, sooner_due, later_due)]


def test_a_row_says_what_decides_what_to_open_next(ada, acknowledged):
    text = row(look(ada, "/desk/"), acknowledged)
    assert re.fullmatch(
        rf"{acknowledged.shown_number} Path traversal in the archive Vulnerability · .+ ago Contoso ◆ High P2 "
        r"Acknowledged desk Ada Lindqvist in .+ next update", text,
    )  # fmt: skip


def test_a_new_report_waits_for_its_acknowledgement(ada, ticket):
    assert re.search(r"– Submitted desk in .+ acknowledge$", row(look(ada, "/desk/"), ticket))


def test_a_ticket_that_waits_for_the_publisher_stands_still(ada, acknowledged, later):
    conversation.ask(acknowledged, "Which?", by=ada, now=later)
    assert row(look(ada, "/desk/"), acknowledged).endswith("Acknowledged publisher Ada Lindqvist paused")


@pytest.mark.parametrize(
    ("left", "mark"),
    [(timedelta(hours=-1), "due-past"), (timedelta(hours=1), "due-soon"), (timedelta(hours=9), "")],
)
def test_colour_stands_where_something_needs_an_act(ada, ticket, left, mark):
    Ticket.objects.update(due_at=timezone.now() + left)
    assert f'<span class="{mark}"><time' in html(look(ada, "/desk/"))


def test_what_goes_on_says_when_the_on_call_was_alerted_once_a_mail_has_left(ada, report):
    urgent = report(exploited="yes", category=Category.INCIDENT)
    page = look(ada, "/desk/")
    assert "on-call not alerted yet acknowledge in" in row(page, urgent)
    assert "going on Submitted" in row(page, urgent)
    assert '<tr class="urgent">' in html(page)
    Delivery.objects.create(
        entry=Entry.objects.of(urgent.ledger_subject).get(), kind="on_call", address="oncall@market.example",
        language="en", message_id="<1@x>", state="sent", sent_at=timezone.now() - timedelta(minutes=12),
    )  # fmt: skip
    assert "on-call alerted 12 minutes ago acknowledge in" in row(look(ada, "/desk/"), urgent)


def test_the_views_are_of_all_open_ones_of_mine_and_of_nobodys(ada, bo, ticket, acknowledged, report, later):
    other = report(title="Another")
    triage.assign(acknowledged, to=bo, by=ada, now=later)
    found = {view: set(numbers(look(bo, f"/desk/?view={view}"))) for view in ("open", "mine", "unassigned", "made-up")}
    both = {acknowledged.shown_number, other.shown_number}
    assert found == {
        "open": both, "mine": {acknowledged.shown_number}, "unassigned": {other.shown_number}, "made-up": both,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("view", "heading"),
    [
        ("open", "Nothing waits here"),
        ("mine", "Nothing is assigned to you"),
        ("unassigned", "Every open ticket has somebody who works on it"),
    ],
)
def test_an_empty_view_says_what_to_do_next(ada, view, heading):
    assert heading in words(look(ada, f"/desk/?view={view}"))


def test_what_is_closed_leaves_the_queue(ada, bo, acknowledged, later):
    closing.close(acknowledged, reason=ClosingReason.RESOLVED, by=bo, now=later)
    assert numbers(look(ada, "/desk/")) == []


def test_a_restricted_ticket_is_a_number_and_leads_only_who_may_open_it(ada, lena, otto, restricted):
    for person, leads in ((ada, False), (lena, True), (otto, True)):
        page = look(person, "/desk/")
        assert re.fullmatch(rf"{restricted.shown_number} Restricted in .+", row(page, restricted))
        assert (f'href="/tickets/{restricted.shown_number}/"' in html(page)) is leads
        for hidden in ("Signing key", "Contoso", "Vulnerability", "High"):
            assert hidden not in row(page, restricted)
        assert readings(person, restricted) == []


def test_every_title_in_the_list_is_a_reading(ada, ticket, rivals, restricted):
    client = signed_in(ada)
    client.get("/desk/")
    client.get("/desk/", headers=HTMX)
    for shown in (ticket, rivals):
        assert readings(ada, shown) == ["page", "fragment"]
    assert readings(ada, restricted) == []


def test_pages_follow_each_other_without_a_gap_and_are_not_counted(ada, report, monkeypatch):
    made = [report(title=f"Report {number}").shown_number for number in range(5)]
    monkeypatch.setattr("tocsin.tickets.lists.queue.__kwdefaults__", {"after": None, "limit": 2})
    seen, address = [], "/desk/"
    while address:
        page = look(ada, address)
        seen += numbers(page)
        assert len(seen) <= 5
        following = re.search(r'rel="next" href="([^"]+)"', html(page))
        address = f"/desk/{following[1]}" if following else ""
    assert seen == made
    assert "To the head of the queue" in words(page)


def test_an_open_queue_is_told_of_every_change_at_the_desk(ada, ticket, later):
    client = signed_in(ada)
    etag = client.get("/desk/changes")["ETag"]
    assert f'data-etag="{etag[1:-1]}"' in html(client.get("/desk/"))
    assert client.get("/desk/changes", headers={"If-None-Match": etag}).status_code == 304
    conversation.note(ticket, "Among us.", by=ada, now=later)
    assert client.get("/desk/changes", headers={"If-None-Match": etag}).status_code == 204
    assert readings(ada, ticket) == ["page"]


def test_the_fragment_is_the_list_alone(ada, ticket):
    fragment = look(ada, "/desk/?view=open", **HTMX)
    assert numbers(fragment) == [ticket.shown_number]
    assert "<html" not in html(fragment)


def test_a_row_keeps_its_focus_over_a_refresh_by_its_id(ada, ticket):
    assert f'data-row id="row-{ticket.number}"' in html(look(ada, "/desk/"))
    assert f'data-row id="row-{ticket.number}"' in html(look(ada, "/desk/", **HTMX))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_queue_asks_as_often_for_one_row_as_for_three(ada, bo, report, restricted, headers, later):
    def busy(title: str) -> None:
        ticket = report(title=title, exploited="yes")
        triage.assign(ticket, to=bo, by=ada, now=later)

    busy("First")
    client = signed_in(ada)
    first = queries(client, "/desk/", **headers)
    busy("Second")
    busy("Third")
    assert queries(client, "/desk/", **headers) == first


def test_the_queue_is_the_desks_alone(carla, eve):
    for path in ("/desk/", "/desk/changes", "/desk/closed/", "/desk/cves/", "/desk/tickets/new"):
        assert look(carla, path).status_code == 404
        assert look(eve, path).status_code == 404


def test_only_who_may_open_tickets_is_offered_to(ada, otto):
    assert "Open a ticket" in words(look(ada, "/desk/"))
    assert "Open a ticket" not in words(look(otto, "/desk/"))


def test_the_keys_are_told_and_can_be_switched_off(ada):
    page = html(look(ada, "/desk/"))
    assert re.findall(r'data-key="(g\w)"', page) == ["go", "gm", "gu"]
    assert "data-keys-help" in page
    client = signed_in(ada)
    client.cookies["tocsin_keys"] = "off"
    assert 'data-shortcuts="off"' in html(client.get("/desk/"))


def test_a_publisher_of_any_name_stands_there_as_text(ada, report, contoso: Publisher, dmitri: Person):
    contoso.name = "<b>Contoso</b> & {{7*7}}"
    contoso.save()
    report()
    page = look(ada, "/desk/").content.decode()
    assert "&lt;b&gt;Contoso&lt;/b&gt; &amp; {{7*7}}" in page
