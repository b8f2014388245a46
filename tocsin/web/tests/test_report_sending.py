"""Check your answers, send once, and the page that confirms it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from conftest import make_member
from tocsin.accounts.models import Person, Publisher
from tocsin.accounts.roles import PublisherRole
from tocsin.catalogue.models import Offer
from tocsin.ledger.models import Entry, Reading
from tocsin.tickets import triage
from tocsin.tickets.models import Affected, Draft, Ticket

from .reporting import FIRST, answer, begin, fill, page, send, signed_in, url


def sent(person: Person, category: str = "vulnerability", **changed: dict[str, Any]) -> tuple[Any, Ticket]:
    client, draft = begin(person, category)
    fill(client, draft, **changed)
    response = send(client, draft)
    assert response.status_code == 303, page(response)
    return client, Ticket.objects.get(draft=draft)


# -- check your answers -------------------------------------------------------------------------------------------
def test_every_answer_stands_there_with_its_change_link(carla: Person) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    text = page(client.get(url(draft, "check")))
    for words in (
        "Contoso Export: 2.1",
        "Thu 15 Jan, 09:30 CET",
        "Path traversal in the export",
        "CVE-2024-3094",
        "9.8",
    ):
        assert words in text
    assert f'href="{url(draft, "problem")}?from=check#id_title"' in text
    assert "Send the report to the response desk" in text


def test_a_change_leads_back_to_the_check(carla: Person) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    assert "Save and go back to your answers" in page(client.get(url(draft, "problem") + "?from=check"))
    assert answer(client, draft, "problem", query="?from=check")["Location"] == url(draft, "check")


def test_missing_answers_are_listed_with_links_and_nothing_can_be_sent(carla: Person) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    answer(client, draft, "situation", exploited=None)
    answer(client, draft, "remediation", mitigation=None)
    text = page(client.get(url(draft, "check")))
    assert "2 answers are needed before you can send" in text
    assert f'<a href="{url(draft, "situation")}?from=check#id_exploited">Say whether it is being exploited' in text
    assert "Send the report to the response desk" not in text
    refused = send(client, draft)
    assert (refused.status_code, Ticket.objects.count()) == (422, 0)
    assert "<title>Error:" in page(refused)


def test_the_link_to_a_missing_answer_says_it_there_again(carla: Person) -> None:
    client, draft = begin(carla)
    answer(client, draft, "situation", exploited=None)
    text = page(client.get(url(draft, "situation") + "?from=check"))
    assert text.count("Say whether it is being exploited or going on.") == 2


def test_an_untouched_draft_can_be_checked_too(carla: Person) -> None:
    client, draft = begin(carla, "both")
    text = page(client.get(url(draft, "check")))
    assert "are needed before you can send" in text
    assert "Choose at least one offer." in text


def test_the_category_can_be_changed_and_asks_what_it_needs(carla: Person) -> None:
    client, draft = begin(carla, "incident")
    fill(client, draft)
    changed = client.post(url(draft, "category"), {"category": "both"})
    assert changed["Location"] == url(draft, "check")
    assert "Give a CVE id or a CVSS vector" in page(client.get(url(draft, "check")))
    assert client.post(url(draft, "category"), {"category": "x"}).status_code == 422
    assert client.post(url(draft, "category"), {}).status_code == 422


def test_it_says_what_sending_sets_off(carla: Person) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    calm = page(client.get(url(draft, "check")))
    assert "A receipt goes to you by mail." in calm
    assert "on-call" not in calm
    answer(client, draft, "situation", exploited="yes", accounts_compromised="yes")
    urgent = page(client.get(url(draft, "check")))
    assert "Our on-call responder is alerted at once." in urgent
    assert "No mail is sent to you" in urgent


def test_an_own_ticket_about_the_same_cve_is_pointed_out(carla: Person, dmitri: Person, eve: Person) -> None:
    _client, ticket = sent(dmitri)
    client, draft = begin(carla)
    fill(client, draft)
    assert f"/tickets/{ticket.shown_number}/" in page(client.get(url(draft, "check")))
    other, rival = begin(eve)
    other.post(url(rival, "score"), {"cves": "CVE-2024-3094"})
    assert ticket.shown_number not in page(other.get(url(rival, "check")))


def test_the_check_asks_as_many_queries_whatever_is_chosen(
    carla: Person, contoso: Publisher, django_assert_max_num_queries: Any
) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    all_versions = [str(pk) for offer in contoso.offers.all() for pk in offer.versions.values_list("pk", flat=True)]
    answer(client, draft, "offers", versions=all_versions)
    for number in range(3):
        make_member(f"C{number}", f"c{number}@contoso.example", contoso, PublisherRole.READER)
    with django_assert_max_num_queries(13):
        client.get(url(draft, "check"))


# -- sending ------------------------------------------------------------------------------------------------------
def test_what_was_answered_arrives(carla: Person, rita: Person, contoso_export: Offer) -> None:
    _client, ticket = sent(
        carla,
        "both",
        score={"cves": "cve 2024 3094, GHSA-jfh8-c2jp-5v3q", "vector": FIRST},
        remediation={"mitigation": "yes", "remediation": "Install 2.4."},
        customers={
            "message": "yes", "customer_message": "Hej!", "customer_message_language": "sv",
            "wish_date": "2099-01-01", "wish_time": "08:00", "wish_zone": "Europe/Stockholm",
        },
        sharing={
            "tlp": "amber+strict", "who": "named", "restricted_to": str(rita.pk), "reference": "SEC-7",
            "private_remark": "By an insider.", "embargo_date": "2099-02-01", "embargo_time": "12:00",
            "embargo_zone": "UTC",
        },
        problem={"began_date": "2026-01-14", "began_time": "22:00", "customers_hit": "about 40"},
    )  # fmt: skip
    report = ticket.report
    assert (ticket.category, ticket.title, ticket.exploited) == ("both", "Path traversal in the export", "no")
    assert (ticket.tlp, ticket.restricted, ticket.reference) == ("amber+strict", True, "SEC-7")
    assert [row.person for row in ticket.participants.all()] == [rita]
    assert ticket.embargo_until == datetime(2099, 2, 1, 12, 0, tzinfo=ZoneInfo("UTC"))
    assert (report.mitigation, report.remediation, report.private_remark) == (True, "Install 2.4.", "By an insider.")
    assert (report.customer_message, report.customer_message_language) == ("Hej!", "sv")
    assert report.customer_message_wish == datetime(2099, 1, 1, 8, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert (report.data_exposed, report.contained, report.customers_hit) == ("customer", "yes", "about 40")
    assert report.began_at == datetime(2026, 1, 14, 22, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
    [finding] = ticket.findings.all()
    assert (finding.cve_id, finding.aliases) == ("CVE-2024-3094", ["GHSA-jfh8-c2jp-5v3q"])
    [score] = finding.scores.all()
    assert (score.vector, str(score.score)) == ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8")
    [affected] = Affected.objects.filter(ticket=ticket)
    assert (affected.offer, affected.version.label) == (contoso_export, "2.1")


def test_an_incident_arrives_without_a_finding(carla: Person) -> None:
    _client, ticket = sent(carla, "incident")
    assert (ticket.category, ticket.findings.count(), ticket.report.unscored_reason) == ("incident", 0, "")


def test_the_helpers_answers_arrive(carla: Person) -> None:
    client, draft = begin(carla, attacker="no", weakness="yes", harm="yes")
    fill(client, draft)
    send(client, draft)
    assert Ticket.objects.get().report.helper_answers == {"attacker": "no", "weakness": "yes", "harm": "yes"}


def test_the_report_carries_the_language_it_was_written_in(carla: Person) -> None:
    client, draft = begin(carla)
    client.cookies["tocsin_language"] = "sv"
    fill(client, draft)
    send(client, draft)
    assert Ticket.objects.get().report.language == "sv"


def test_red_is_restricted_whatever_else_is_said(carla: Person) -> None:
    _client, ticket = sent(carla, sharing={"tlp": "red"})
    assert ticket.restricted is True


def test_sending_twice_leads_to_the_same_confirmation(carla: Person) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    first, second = send(client, draft), send(client, draft)
    assert (Ticket.objects.count(), first["Location"]) == (1, second["Location"])
    assert Entry.objects.filter(kind="ticket.submitted").count() == 1


def test_after_sending_every_page_of_the_draft_leads_to_the_confirmation(carla: Person) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    there = send(client, draft)["Location"]
    for address in ("", "offers/", "check/", "deletion", "submission"):
        assert client.get(f"/report/{draft.pk}/{address}")["Location"] == there
    assert answer(client, draft, "problem", title="Later")["Location"] == there
    assert Ticket.objects.get().title == "Path traversal in the export"


def test_a_draft_that_is_answered_is_not_yet_sent_by_a_reload(carla: Person) -> None:
    client, draft = begin(carla)
    assert client.get(f"/report/{draft.pk}/submission")["Location"] == url(draft, "check")


def test_what_has_become_wrong_since_is_asked_again(carla: Person, contoso_export: Offer, eve: Person) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    Offer.objects.filter(pk=contoso_export.pk).update(publisher=eve.memberships.get().publisher)
    refused = send(client, draft)
    assert (refused.status_code, Ticket.objects.count()) == (422, 0)
    assert "Something you chose is not among your offers any more." in page(refused)


def test_who_was_signed_out_before_sending_comes_back_to_the_check(carla: Person) -> None:
    client, draft = begin(carla)
    fill(client, draft)
    key = page(client.get(url(draft, "check"))).split('name="draft_key" value="')[1].split('"')[0]
    client.logout()
    late = client.post(f"/report/{draft.pk}/submission", {"draft_key": key})
    assert late["Location"].endswith(f"next=%2Freport%2F{draft.pk}%2Fcheck%2F")
    assert Ticket.objects.count() == 0


# -- the confirmation ---------------------------------------------------------------------------------------------
def test_the_confirmation_carries_number_promise_and_telephone(carla: Person, settings: Any) -> None:
    settings.EMERGENCY_TELEPHONE = "+46 8 123 45 67"
    client, ticket = sent(carla)
    text = page(client.get(f"/tickets/{ticket.shown_number}/confirmation/"))
    assert f'<span class="number">{ticket.shown_number}</span>' in text
    assert f'data-copy="{ticket.shown_number}"' in text
    assert "+46 8 123 45 67" in text
    assert "<strong>carla@contoso.example</strong>" in text
    assert 'aria-current="step"' in text
    assert ticket.title not in text


def test_it_survives_reload_and_any_way_of_writing_the_number(carla: Person) -> None:
    client, ticket = sent(carla)
    for number in (ticket.shown_number, ticket.shown_number.lower(), ticket.number):
        for _ in range(2):
            assert client.get(f"/tickets/{number}/confirmation/").status_code == 200


def test_the_promise_is_the_one_that_was_stored(carla: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    friday = datetime(2026, 11, 20, 17, 5, tzinfo=ZoneInfo("Europe/Stockholm"))
    monkeypatch.setattr(timezone, "now", lambda: friday)
    client, ticket = sent(carla)
    assert "Tue 24 Nov, 09:00 CET" in page(client.get(f"/tickets/{ticket.shown_number}/confirmation/"))


def test_after_the_acknowledgement_nothing_is_promised_any_more(carla: Person, ada: Person) -> None:
    client, ticket = sent(carla)
    now = timezone.now() + timedelta(minutes=1)
    triage.acknowledge(
        ticket, severity="high", priority="P2", severity_reason="By hand.", priority_reason="By hand.", by=ada, now=now
    )
    text = page(client.get(f"/tickets/{ticket.shown_number}/confirmation/"))
    assert "A responder acknowledges the report by" not in text
    assert "with severity and priority" in text or "Acknowledged" in text


def test_only_those_who_may_see_the_ticket_see_it(carla: Person, rita: Person, eve: Person, ada: Person) -> None:
    _client, ticket = sent(carla, sharing={"who": "named"})
    address = f"/tickets/{ticket.shown_number}/confirmation/"
    answers = {person: signed_in(person).get(address).status_code for person in (carla, rita, eve, ada)}
    assert list(answers.values()) == [200, 404, 404, 404]
    assert Reading.objects.count() == 0


def test_who_may_be_compromised_gets_no_mail_and_is_told_so(carla: Person, settings: Any) -> None:
    client, ticket = sent(carla, situation={"accounts_compromised": "yes", "exploited": "yes"})
    text = page(client.get(f"/tickets/{ticket.shown_number}/confirmation/"))
    assert "No mail was sent." in text
    assert "carla@contoso.example" not in text.split("<main", 1)[1].split("</main>", 1)[0]
    second_client, second = sent(carla)
    assert "Another ticket of yours says" in page(second_client.get(f"/tickets/{second.shown_number}/confirmation/"))


def test_the_team_mailbox_is_named_unless_restricted(carla: Person, contoso: Publisher) -> None:
    Publisher.objects.filter(pk=contoso.pk).update(mailbox="security@contoso.example")
    client, ticket = sent(carla)
    open_one = page(client.get(f"/tickets/{ticket.shown_number}/confirmation/"))
    assert "carla@contoso.example, security@contoso.example" in open_one
    client, ticket = sent(carla, sharing={"who": "named"})
    assert "security@contoso.example" not in page(client.get(f"/tickets/{ticket.shown_number}/confirmation/"))


def test_it_can_be_printed(carla: Person) -> None:
    client, ticket = sent(carla)
    text = page(client.get(f"/tickets/{ticket.shown_number}/confirmation/"))
    assert "data-print" in text
    assert '<p class="print-number"' in text


def test_the_draft_is_gone_from_the_list(carla: Person) -> None:
    client, _ticket = sent(carla)
    assert "Your drafts" not in page(client.get("/report/"))
    assert Draft.objects.of(carla).count() == 0
