"""What a responder decides first, and may decide again: severity, priority, category, who works on it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append, stamp
from tocsin.ledger.digests import digest, new_salt
from tocsin.lib.errors import Invalid
from tocsin.vulnerabilities.cvss import Reading

from .choices import Category, DeadlineKind, Side
from .models import Finding, Message, Score, Ticket
from .moving import change, move, require
from .promising import meet, promise_update
from .suggesting import suggestions

REASON_NEEDED = _("Say why you differ from the suggestion: both sides see the reason.")
REASON_MISSING = _("Say why: both sides see the reason.")


@transaction.atomic
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
    """Ends the acknowledgement deadline, as only a human acknowledgement does, and promises the next update."""
    suggested = suggestions(ticket)
    fields = {}
    if severity != suggested.severity.value and not severity_reason:
        fields["severity_reason"] = [REASON_NEEDED]
    if priority != suggested.priority_for(severity).value and not priority_reason:
        fields["priority_reason"] = [REASON_NEEDED]
    if fields:
        raise Invalid(fields)
    move(ticket, "acknowledge", by=by, now=now, severity=severity, priority=priority, assignee=ticket.assignee or by)
    meet(ticket, now, DeadlineKind.ACKNOWLEDGE)
    due_at = promise_update(ticket, now, next_update)
    append(
        ticket, "ticket.acknowledged", by=by,
        severity=severity, suggested_severity=suggested.severity.value,
        severity_reason=note_reason(ticket, severity_reason, by, now),
        priority=priority, suggested_priority=suggested.priority_for(severity).value,
        priority_reason=note_reason(ticket, priority_reason, by, now),
        next_update=stamp(due_at),
    )  # fmt: skip


def note_reason(ticket: Ticket, reason: str, by: Person, now: datetime) -> int | None:
    """A recorded reason is a message both sides see; the entry names it by id."""
    if not reason:
        return None
    message = Message.objects.create(
        ticket=ticket, author=by, side=Side.DESK, kind="message", body=reason, salt=new_salt(), at=now
    )
    return message.pk


@transaction.atomic
def change_severity(ticket: Ticket, *, severity: str, reason: str, by: Person, now: datetime) -> None:
    change_judgement(ticket, "severity", severity, reason=reason, by=by, now=now)


@transaction.atomic
def change_priority(ticket: Ticket, *, priority: str, reason: str, by: Person, now: datetime) -> None:
    change_judgement(ticket, "priority", priority, reason=reason, by=by, now=now)


@transaction.atomic
def change_category(ticket: Ticket, *, category: Category, reason: str, by: Person, now: datetime) -> None:
    change_judgement(ticket, "category", category, reason=reason, by=by, now=now)


def change_judgement(ticket: Ticket, field: str, value: str, *, reason: str, by: Person, now: datetime) -> None:
    require(ticket, by, "desk.triage")
    if not reason:
        raise Invalid({"reason": [REASON_MISSING]})
    before = getattr(ticket, field)
    if not before:
        raise Invalid({"": [_("Acknowledge the ticket first.")]})
    if before == value:
        raise Invalid({field: [_("This is what it is already.")]})
    change(ticket, now=now, **{field: value})
    message = note_reason(ticket, reason, by, now)
    append(ticket, f"ticket.{field}_changed", by=by, before=before, after=value, reason=message)


@transaction.atomic
def assign(ticket: Ticket, *, to: Person | None, by: Person, now: datetime) -> None:
    """Names who works on it, or nobody; on a restricted ticket that person may then read it."""
    require(ticket, by, "desk.triage")
    if to is not None and not (to.is_active and to.at_desk("desk.triage")):
        raise Invalid({"to": [_("Choose a responder.")]})
    before = ticket.assignee_id
    change(ticket, now=now, assignee=to)
    append(ticket, "ticket.assigned", by=by, before=before, after=to.pk if to else None)


@transaction.atomic
def score(finding: Finding, reading: Reading, *, by: Person, now: datetime) -> None:
    """The desk's own vector for a finding; the publisher's stays beside it."""
    ticket = finding.ticket
    require(ticket, by, "desk.triage")
    change(ticket, now=now)
    Score.objects.create(
        finding=finding, side=Side.DESK, vector=reading.vector, version=reading.version,
        score=reading.score, severity=reading.severity, given_at=now,
    )  # fmt: skip
    append(ticket, "ticket.scored", by=by, finding=finding.pk, vector=reading.vector)


def message_digest(message: Message) -> str:
    return digest(message.body, bytes(message.salt))
