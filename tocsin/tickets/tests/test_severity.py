"""SPEC section 4 as tables, each row with the reasons a responder is shown."""

from datetime import UTC, datetime

import pytest

from tocsin.tickets.choices import Category
from tocsin.tickets.severity import FindingFacts, IncidentFacts, suggest_priority, suggest_severity

NOTHING = IncidentFacts()
CALM = IncidentFacts("no", "none", "yes")


def finding(severity: str = "", score: str = "", side: str = "publisher") -> FindingFacts:
    return FindingFacts("CVE-2026-1111", severity, score, side)


def codes(suggestion) -> list[str]:
    return [reason.code for reason in suggestion.reasons]


@pytest.mark.parametrize(
    ("findings", "severity", "reasons"),
    [
        ([finding("critical", "9.8")], "critical", ["scored"]),
        ([finding("low", "2.1"), finding("medium", "5.0")], "medium", ["scored", "scored"]),
        ([finding()], "high", ["unscored"]),
        ([finding("medium", "5.0"), finding()], "high", ["scored", "unscored"]),
        ([finding("critical", "9.0"), finding()], "critical", ["scored", "unscored"]),
        ([finding("none", "0.0")], "none", ["scored"]),
        ([], "high", ["unscored"]),
    ],
)
def test_a_vulnerability_is_as_severe_as_its_worst_finding(findings, severity, reasons):
    suggestion = suggest_severity(Category.VULNERABILITY, findings, NOTHING)
    assert (suggestion.value, codes(suggestion)) == (severity, reasons)


@pytest.mark.parametrize(
    ("control", "data", "contained", "severity", "reason"),
    [
        ("yes", "none", "yes", "critical", "attackers_control"),
        ("yes", "customer", "no", "critical", "attackers_control"),
        ("no", "secrets", "yes", "critical", "secrets_exposed"),
        ("unknown", "secrets", "yes", "critical", "secrets_exposed"),
        ("no", "customer", "yes", "high", "customer_data_exposed"),
        ("unknown", "customer", "yes", "high", "customer_data_exposed"),
        ("no", "unknown", "yes", "high", "exposure_unknown"),
        ("unknown", "none", "yes", "high", "exposure_unknown"),
        ("no", "none", "yes", "medium", "contained"),
        ("no", "none", "no", "low", "no_exposure"),
        ("no", "none", "unknown", "low", "no_exposure"),
    ],
)
def test_an_incident_is_as_severe_as_what_attackers_reached(control, data, contained, severity, reason):
    suggestion = suggest_severity(
        Category.INCIDENT, [finding("critical", "9.8")], IncidentFacts(control, data, contained)
    )
    assert (suggestion.value, codes(suggestion)) == (severity, [reason])


@pytest.mark.parametrize(
    ("findings", "incident", "severity"),
    [
        ([finding("low", "2.0")], IncidentFacts("yes", "none", "no"), "critical"),
        ([finding("critical", "9.8")], CALM, "critical"),
        ([finding("low", "2.0")], CALM, "medium"),
    ],
)
def test_where_both_are_reported_the_worse_counts_with_all_reasons(findings, incident, severity):
    suggestion = suggest_severity(Category.BOTH, findings, incident)
    assert (suggestion.value, len(suggestion.reasons)) == (severity, 2)


@pytest.mark.parametrize(
    ("exploited", "severity", "priority", "reasons"),
    [
        ("yes", "none", "P1", ["exploited"]),
        ("yes", "critical", "P1", ["exploited"]),
        ("no", "critical", "P1", ["not_exploited", "by_severity"]),
        ("no", "high", "P2", ["not_exploited", "by_severity"]),
        ("no", "medium", "P3", ["not_exploited", "by_severity"]),
        ("no", "low", "P4", ["not_exploited", "by_severity"]),
        ("no", "none", "P4", ["not_exploited", "by_severity"]),
        ("unknown", "medium", "P3", ["exploitation_unknown", "by_severity"]),
    ],
)
def test_the_priority_follows_exploitation_then_severity(exploited, severity, priority, reasons):
    suggestion = suggest_priority(exploited, severity)
    assert (suggestion.value, codes(suggestion)) == (priority, reasons)


def test_every_reason_says_who_and_when():
    at = datetime(2026, 11, 18, tzinfo=UTC)
    (reason,) = suggest_severity(
        Category.VULNERABILITY, [FindingFacts("CVE-2026-1111", "low", "2.0", "desk", at)], NOTHING
    ).reasons
    assert (reason.source, reason.at, reason.facts) == ("desk", at, {"finding": "CVE-2026-1111", "score": "2.0"})
