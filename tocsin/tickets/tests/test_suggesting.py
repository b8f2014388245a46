import pytest

from tocsin.tickets import triage
from tocsin.tickets.choices import Category, Certainty
from tocsin.tickets.models import Ticket
from tocsin.tickets.reasons import SENTENCES, key, sentence
from tocsin.tickets.severity import Reason
from tocsin.tickets.suggesting import suggestions
from tocsin.vulnerabilities.cvss import read

from .conftest import CVE, VECTOR

CRITICAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
LOW = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"


def spoken(ticket: Ticket) -> list[str]:
    known = suggestions(ticket)
    return [sentence(reason) for reason in (*known.severity.reasons, *known.priority.reasons)]


def test_the_publishers_vector_counts_until_the_desk_gives_one(ticket, ada, later):
    assert spoken(ticket) == [
        "CVE-2026-12345 is scored 8.8 by the publisher.",
        "It is not being exploited.",
        "The priority follows from the severity: High.",
    ]
    triage.score(ticket.findings.get(), read(LOW), by=ada, now=later)
    assert suggestions(ticket).severity.value == "low"
    assert spoken(ticket)[0] == "CVE-2026-12345 is scored 1.8 by the response desk."


def test_of_one_side_the_newest_vector_counts(ticket, ada, later):
    for vector in (LOW, CRITICAL):
        triage.score(ticket.findings.get(), read(vector), by=ada, now=later)
    assert suggestions(ticket).severity.value == "critical"


def test_the_worst_finding_counts_and_what_has_no_score_is_high(report):
    ticket = report(cve_ids=[CVE, "CVE-2026-2222"], scores=[])
    assert suggestions(ticket).severity.value == "high"
    assert spoken(ticket)[:2] == [
        "CVE-2026-12345 has no score yet, which counts as high until it has one.",
        "CVE-2026-2222 has no score yet, which counts as high until it has one.",
    ]


def test_a_finding_without_a_name_is_spoken_of_too(report):
    assert spoken(report(cve_ids=[]))[0] == "The vulnerability is scored 8.8 by the publisher."


def test_an_incident_going_on_is_first(report):
    ticket = report(
        category=Category.INCIDENT,
        exploited=Certainty.YES,
        words={"attackers_control": "no", "data_exposed": "customer", "contained": "no"},
    )
    known = suggestions(ticket)
    assert (known.severity.value, known.priority.value) == ("high", "P1")
    assert spoken(ticket) == ["Customer data is exposed.", "It is being exploited, or the incident is going on."]


def test_the_priority_follows_the_severity_that_is_decided(ticket):
    assert [suggestions(ticket).priority_for(one).value for one in ("critical", "low")] == ["P1", "P4"]


def test_it_takes_two_queries_whatever_there_is(report, django_assert_num_queries):
    ticket = report(cve_ids=[CVE, "CVE-2026-2222", "CVE-2026-3333"], scores=[read(VECTOR), read(LOW)])
    ticket = Ticket.objects.select_related("report").get(pk=ticket.pk)
    with django_assert_num_queries(2):
        assert suggestions(ticket).severity.value == "high"


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_is_a_whole_sentence(code):
    name, _, side = code.partition(".")
    reason = Reason(name, {"finding": "CVE-2026-1111", "score": "5.0", "severity": "low"}, side or "publisher")
    assert key(reason) == code
    said = sentence(reason)
    assert said.endswith(".")
    assert "%" not in said
