"""Gathers what a ticket is known by and asks the pure rules for a suggestion."""

from dataclasses import dataclass

from .choices import Side
from .models import Finding, Ticket
from .severity import FindingFacts, IncidentFacts, Suggestion, suggest_priority, suggest_severity


@dataclass(frozen=True)
class Suggestions:
    severity: Suggestion
    exploited: str

    @property
    def priority(self) -> Suggestion:
        return self.priority_for(self.severity.value)

    def priority_for(self, severity: str) -> Suggestion:
        """The priority suggested once the severity is decided; it may be another than the suggested one."""
        return suggest_priority(self.exploited, severity)


def suggestions(ticket: Ticket) -> Suggestions:
    """Two queries: findings and their scores; the report comes with the ticket."""
    findings = [facts_of(finding) for finding in ticket.findings.prefetch_related("scores")]
    report = ticket.report
    incident = IncidentFacts(report.attackers_control, report.data_exposed, report.contained, ticket.submitted_at)
    return Suggestions(suggest_severity(ticket.category_enum, findings, incident), ticket.exploited)


def facts_of(finding: Finding) -> FindingFacts:
    """The desk's newest vector is in force, else the publisher's newest."""
    scores = list(finding.scores.all())
    for side in (Side.DESK, Side.PUBLISHER):
        given = [score for score in scores if score.side == side]
        if given:
            last = given[-1]
            return FindingFacts(finding.cve_id, last.severity, str(last.score), side, last.given_at)
    return FindingFacts(finding.cve_id, at=finding.ticket.submitted_at)
