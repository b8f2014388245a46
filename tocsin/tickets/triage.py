"""What a responder decides first, and may decide again: severity, priority, category, who works on it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append, stamp
from tocsin.lib.errors import Invalid, Stale
from tocsin.vulnerabilities.cvss import Reading
from tocsin.vulnerabilities.severities import Severity

from .choices import Category, DeadlineKind, Priority, Side
from .models import Finding, Score, Ticket
from .moving import allow, change, hold, hold_for, move, require
from .posting import Post, stored, words_of
from .promising import meet, promise_update, require_to_come
from .suggesting import Suggestions, suggestions

REASON_NEEDED = _("Say why you differ from the suggestion: both sides see the reason.")
REASON_MISSING = _("Say why: both sides see the reason.")
NO_CHOICE = _("Choose one of the values.")


def acknowledge(
    ticket: Ticket,
    *,
    severity: str,
    priority: str,
    by: Person,
    now: datetime,
    severity_reason: str = "",
    priority_reason: str = "",
    next_update: datetime | None = None,
) -> None:
    """Ends the acknowledgement deadline, as only a human acknowledgement does, and promises the next update.

    Raises NotAllowed, Stale, Invalid (`severity`, `priority`, `severity_reason`, `priority_reason`, `next_update`).
    """
    allow(ticket, "acknowledge", by)
    require_values(severity=severity, priority=priority)
    require_to_come(next_update, now)
    said = [words_of(ticket, reason, by=by, side=Side.DESK, now=now) for reason in (severity_reason, priority_reason)]
    with transaction.atomic():
        hold_for(ticket, "acknowledge")
        known = suggestions(ticket)
        require_reasons(known, severity, priority, severity_reason, priority_reason)
        assignee = ticket.assignee or by
        move(ticket, "acknowledge", by=by, now=now, severity=severity, priority=priority, assignee=assignee)
        meet(ticket, now, DeadlineKind.ACKNOWLEDGE)
        due_at = promise_update(ticket, now, next_update)
        facts = {"severity": severity, "priority": priority, "next_update": stamp(due_at)}
        append(ticket, "ticket.acknowledged", by=by, **facts, **suggested(known, severity), **reasons(*said))


def suggested(known: Suggestions, severity: str) -> dict[str, object]:
    """What was suggested, as the entry keeps it beside what was decided."""
    return {"suggested_severity": known.severity.value, "suggested_priority": known.priority_for(severity).value}


def reasons(severity: Post | None, priority: Post | None) -> dict[str, object]:
    """Stores the reasons as messages; the facts that name them."""
    facts: dict[str, object] = {}
    for name, words in (("severity", severity), ("priority", priority)):
        told = stored(words)
        facts |= {f"{name}_reason": told["message"], f"{name}_body": told["body"]}
    return facts


def require_values(*, severity: str, priority: str) -> None:
    fields: dict[str, list[str | Promise]] = {}
    if severity not in Severity.values:
        fields["severity"] = [NO_CHOICE]
    if priority not in Priority.values:
        fields["priority"] = [NO_CHOICE]
    if fields:
        raise Invalid(fields)


def require_reasons(known: Suggestions, severity: str, priority: str, why_severity: str, why_priority: str) -> None:
    fields: dict[str, list[str | Promise]] = {}
    if severity != known.severity.value and not why_severity.strip():
        fields["severity_reason"] = [REASON_NEEDED]
    if priority != known.priority_for(severity).value and not why_priority.strip():
        fields["priority_reason"] = [REASON_NEEDED]
    if fields:
        raise Invalid(fields)


def change_severity(ticket: Ticket, *, severity: str, reason: str, by: Person, now: datetime) -> None:
    change_judgement(ticket, "severity", severity, Severity.values, reason=reason, by=by, now=now)


def change_priority(ticket: Ticket, *, priority: str, reason: str, by: Person, now: datetime) -> None:
    change_judgement(ticket, "priority", priority, Priority.values, reason=reason, by=by, now=now)


def change_category(ticket: Ticket, *, category: Category, reason: str, by: Person, now: datetime) -> None:
    change_judgement(ticket, "category", category, Category.values, reason=reason, by=by, now=now)


def change_judgement(
    ticket: Ticket, field: str, value: str, values: list[str], *, reason: str, by: Person, now: datetime
) -> None:
    """Guarded by what the responder saw: of two who change it at once, the second is told."""
    require(ticket, by, "desk.triage")
    before = getattr(ticket, field)
    if value not in values:
        raise Invalid({field: [NO_CHOICE]})
    if not reason.strip():
        raise Invalid({"reason": [REASON_MISSING]})
    if not ticket.priority:
        raise Invalid({"": [_("Acknowledge the ticket first.")]})
    if before == value:
        raise Invalid({field: [_("This is what it is already.")]})
    said = words_of(ticket, reason, by=by, side=Side.DESK, now=now)
    with transaction.atomic():
        changed: dict[str, Any] = {field: value}
        change(ticket, now=now, guard={field: before}, **changed)
        words = stored(said)
        append(
            ticket, f"ticket.{field}_changed", by=by, before=before, after=value,
            reason=words["message"], body=words["body"],
        )  # fmt: skip


@transaction.atomic
def assign(ticket: Ticket, *, to: Person | None, by: Person, now: datetime) -> None:
    """Names who works on it, or nobody; on a restricted ticket that person may then read it.

    Stale if somebody else was assigned meanwhile; nothing happens where it is so already.
    """
    require(ticket, by, "desk.triage")
    if to is not None and not (to.is_active and to.at_desk("desk.triage")):
        raise Invalid({"to": [_("Choose a responder.")]})
    before, after = ticket.assignee_id, to.pk if to else None
    hold(ticket)
    if ticket.assignee_id == after:
        return
    if ticket.assignee_id != before:
        raise Stale
    change(ticket, now=now, assignee=to)
    append(ticket, "ticket.assigned", by=by, before=before, after=after)


@transaction.atomic
def score(finding: Finding, reading: Reading, *, by: Person, now: datetime) -> None:
    """The desk's own vector for a finding; the publisher's stays beside it."""
    ticket = finding.ticket
    require(ticket, by, "desk.triage")
    hold(ticket)
    change(ticket, now=now, internal=True)
    Score.objects.create(
        finding=finding, side=Side.DESK, vector=reading.vector, version=reading.version,
        score=reading.score, severity=reading.severity, given_at=now,
    )  # fmt: skip
    append(ticket, "ticket.scored", by=by, finding=finding.pk, vector=reading.vector)
