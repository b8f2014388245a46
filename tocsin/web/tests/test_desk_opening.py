"""The desk opens a ticket towards a publisher; nothing typed is lost on the way."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tocsin.tickets.models import Parked, Ticket

from .ticket_site import html, look, says, signed_in, told, words


@pytest.fixture
def page(contoso) -> str:
    return f"/desk/tickets/new?publisher={contoso.pk}"


@pytest.fixture
def typed(contoso_export) -> dict[str, str]:
    version = contoso_export.versions.get(label="2.3")
    return {
        "category": "vulnerability", "affected": f"{contoso_export.pk}:{version.pk}", "title": "An open debug port",
        "problem": "Port 9229 answers.", "cve": "cve-2024-3094", "vector": "", "exploited": "no",
        "aware_at_date": "2026-01-05", "aware_at_time": "10:30", "aware_at_zone": "Europe/Stockholm",
        "source_kind": "finder", "source_name": "Fatima F.", "severity": "high", "priority": "P2", "tlp": "amber",
    }  # fmt: skip


def test_first_the_publisher_is_chosen(ada, contoso, northwind):
    text = words(look(ada, "/desk/tickets/new"))
    assert "Contoso Northwind" in text
    assert "Continue" in text
    assert look(ada, "/desk/tickets/new?publisher=999").status_code == 404


def test_a_ticket_is_opened_and_the_publisher_told(ada, page, typed):
    answer = signed_in(ada).post(page, typed)
    assert answer.status_code == 303
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/tickets/{ticket.shown_number}/"
    assert told(answer) == ["The ticket is open. Contoso is told."]
    assert (ticket.opened_by, ticket.state, ticket.waiting_for) == ("desk", "acknowledged", "publisher")
    assert (ticket.severity, ticket.priority, ticket.assignee) == ("high", "P2", ada)
    assert ticket.findings.get().cve_id == "CVE-2024-3094"
    assert (ticket.report.source_kind, ticket.report.source_consents) == ("finder", False)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"category": ""}, "Choose a category."),
        ({"affected": ""}, "Choose at least one of the publisher’s offers."),
        ({"title": " "}, "Give it a title."),
        ({"problem": ""}, "Say what is known."),
        ({"cve": "CVE-1872-1"}, "“CVE-1872-1” cannot be right: the year of a CVE id lies between 1999 and"),
        ({"exploited": ""}, "Choose an answer."),
        ({"aware_at_date": ""}, "Give the date as well."),
        ({"source_kind": ""}, "Say where it comes from."),
        ({"severity": ""}, "Choose a severity."),
        ({"priority": ""}, "Choose a priority."),
        ({"tlp": "purple"}, "Choose a TLP label."),
    ],
)
def test_what_is_wrong_is_said_and_what_is_typed_stays(ada, page, typed, changed, sentence):
    answer = signed_in(ada).post(page, typed | changed)
    assert answer.status_code == 422
    assert says(answer, sentence) or sentence in words(answer)
    assert re.search(rf'<li><a href="#[^"]+">{re.escape(sentence)}', html(answer))
    assert "Port 9229 answers." in html(answer) or "problem" in changed
    assert not Ticket.objects.exists()


def test_an_empty_form_is_refused(ada, page):
    answer = signed_in(ada).post(page, {})
    assert answer.status_code == 422
    assert says(answer, "Give it a title.")


def test_an_offer_of_another_publisher_is_not_to_be_had(ada, page, typed, northwind):
    theirs = northwind.offers.get()
    answer = signed_in(ada).post(page, typed | {"affected": f"{theirs.pk}:"})
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_an_offer_without_known_versions_can_be_named(ada, page, typed, contoso_export):
    assert signed_in(ada).post(page, typed | {"affected": f"{contoso_export.pk}:"}).status_code == 303
    assert Ticket.objects.get().affected.get().version is None


def test_a_lapsed_session_leads_back_to_the_form_as_it_was_typed(ada, page, typed):
    key = re.search(r'name="draft_key" value="([^"]+)"', html(look(ada, page)))
    assert key is not None
    answer = Client().post(page, typed | {"draft_key": key[1]})
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [page]
    shown = look(ada, page)
    assert "We kept what you typed." in words(shown)
    form = shown.context["form"]
    assert form["title"].value() == "An open debug port"
    assert form["affected"].value() == [typed["affected"]]
    assert form["aware_at"].value() == ["2026-01-05", "10:30", "Europe/Stockholm"]
    assert signed_in(ada).post(page, typed).status_code == 303
    assert not Parked.objects.exists()


def test_kept_text_can_be_discarded(ada, page, typed):
    key = look(ada, page).context["draft_key"]
    Client().post(page, typed | {"draft_key": key})
    assert signed_in(ada).post(page, {"discard": "yes"})["Location"] == page
    assert "An open debug port" not in html(look(ada, page))


@pytest.mark.parametrize("most", [20, 0])
def test_a_change_of_language_keeps_what_is_typed(ada, page, typed, most, monkeypatch):
    monkeypatch.setattr("tocsin.web.parking.MAX_FORMS", most)
    key = look(ada, page).context["draft_key"]
    answer = signed_in(ada).post(page, typed | {"draft_key": key, "language": "nl", "title": ""})
    assert answer.cookies["tocsin_language"].value == "nl"
    assert answer.status_code == (303 if most else 200)
    shown = answer.client.get(answer["Location"]) if most else answer
    assert "Port 9229 answers.</textarea>" in html(shown)
    assert shown.context["form"].errors == {}
    assert not Ticket.objects.exists()


def test_an_auditor_opens_nothing(otto, page, typed):
    assert look(otto, page).status_code == 403
    assert signed_in(otto).post(page, typed).status_code == 403
