"""Severity and priority as suggested (SPEC section 4): pure, each with the reasons a responder is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.vulnerabilities.severities import Severity

from .choices import Category, Certainty, DataExposed, Priority


@dataclass(frozen=True)
class Reason:
    """One input of a suggestion: a code the page makes a sentence of, its values, who said so and when."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)
    source: str = "publisher"
    at: datetime | None = None


@dataclass(frozen=True)
class Suggestion:
    value: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class FindingFacts:
    """What is known of one finding: its name and the score in force, the desk's before the publisher's."""

    name: str
    severity: str = ""
    score: str = ""
    side: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class IncidentFacts:
    attackers_control: str = ""
    data_exposed: str = ""
    contained: str = ""
    at: datetime | None = None


def worst(suggestions: Sequence[Suggestion]) -> Suggestion:
    """The highest of them, with the reasons of all."""
    top = max(suggestions, key=lambda one: Severity(one.value).rank)
    return Suggestion(top.value, tuple(reason for one in suggestions for reason in one.reasons))


def of_finding(finding: FindingFacts) -> Suggestion:
    if not finding.severity:
        return Suggestion(Severity.HIGH, (Reason("unscored", {"finding": finding.name}, at=finding.at),))
    facts = {"finding": finding.name, "score": finding.score}
    return Suggestion(finding.severity, (Reason("scored", facts, finding.side, finding.at),))


def of_incident(incident: IncidentFacts) -> Suggestion:
    if incident.attackers_control == Certainty.YES:
        return Suggestion(Severity.CRITICAL, (Reason("attackers_control", at=incident.at),))
    if incident.data_exposed == DataExposed.SECRETS:
        return Suggestion(Severity.CRITICAL, (Reason("secrets_exposed", at=incident.at),))
    if incident.data_exposed == DataExposed.CUSTOMER:
        return Suggestion(Severity.HIGH, (Reason("customer_data_exposed", at=incident.at),))
    if incident.data_exposed == DataExposed.UNKNOWN or incident.attackers_control == Certainty.UNKNOWN:
        # Not known yet is judged as an unscored finding is: high until somebody knows.
        return Suggestion(Severity.HIGH, (Reason("exposure_unknown", at=incident.at),))
    if incident.contained == Certainty.YES:
        return Suggestion(Severity.MEDIUM, (Reason("contained", at=incident.at),))
    return Suggestion(Severity.LOW, (Reason("no_exposure", at=incident.at),))


def suggest_severity(category: Category, findings: Sequence[FindingFacts], incident: IncidentFacts) -> Suggestion:
    parts = [of_finding(finding) for finding in findings] if category.has_vulnerability else []
    if category.has_vulnerability and not parts:
        parts.append(of_finding(FindingFacts("")))
    if category.has_incident:
        parts.append(of_incident(incident))
    return worst(parts)


BY_SEVERITY = {
    Severity.CRITICAL: Priority.P1,
    Severity.HIGH: Priority.P2,
    Severity.MEDIUM: Priority.P3,
    Severity.LOW: Priority.P4,
    Severity.NONE: Priority.P4,
}


def suggest_priority(exploited: str, severity: str, at: datetime | None = None) -> Suggestion:
    if exploited == Certainty.YES:
        return Suggestion(Priority.P1, (Reason("exploited", at=at),))
    known = Reason("exploitation_unknown" if exploited == Certainty.UNKNOWN else "not_exploited", at=at)
    by_severity = Reason("by_severity", {"severity": severity}, "desk")
    return Suggestion(BY_SEVERITY[Severity(severity)], (known, by_severity))
