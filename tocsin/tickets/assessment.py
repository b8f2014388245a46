"""The desk's judgement, and what follows from it for the offer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append, stamp
from tocsin.ledger.digests import digest, new_salt
from tocsin.lib.errors import Invalid

from .choices import OutcomeKind, WaitingFor
from .models import Outcome, Ticket
from .moving import move
from .promising import promise_update, resume


@transaction.atomic
def start(ticket: Ticket, *, by: Person, now: datetime) -> None:
    move(ticket, "assess", by=by, now=now, assignee=ticket.assignee or by)
    append(ticket, "ticket.assessment_started", by=by)


@dataclass(frozen=True)
class Reasons:
    """A statement of reasons (SPEC section 1): facts, ground, scope, duration, how to appeal."""

    facts: str
    ground: str
    scope: str = ""
    duration: str = ""
    appeal: str = ""


def communicate(
    ticket: Ticket,
    kind: OutcomeKind,
    reasons: Reasons,
    *,
    by: Person,
    now: datetime,
    modify_by: datetime | None = None,
    next_update: datetime | None = None,
) -> Outcome:
    """Records the outcome with its reasons and tells the publisher; what acts on the offer are later verbs."""
    check(kind, reasons, modify_by, now)
    outcome = Outcome(
        ticket=ticket, kind=kind, facts=reasons.facts, ground=reasons.ground, scope=reasons.scope,
        duration=reasons.duration, appeal=reasons.appeal, modify_by=modify_by, salt=new_salt(), author=by, at=now,
    )  # fmt: skip
    words = "\n\n".join([reasons.facts, reasons.ground, reasons.scope, reasons.duration, reasons.appeal])
    with transaction.atomic():
        move(ticket, "communicate", by=by, now=now, waiting_for=WaitingFor.DESK)
        outcome.save(force_insert=True)
        resume(ticket, now)
        promise_update(ticket, now, next_update)
        append(
            ticket, "ticket.outcome_communicated", by=by, outcome=outcome.pk, action=kind,
            modify_by=stamp(modify_by) if modify_by else None, reasons=digest(words, bytes(outcome.salt)),
        )  # fmt: skip
    return outcome


def check(kind: OutcomeKind, reasons: Reasons, modify_by: datetime | None, now: datetime) -> None:
    missing = _("The publisher is owed this part of the statement of reasons.")
    fields = {name: [missing] for name in ("facts", "ground") if not getattr(reasons, name).strip()}
    if kind != OutcomeKind.NO_ACTION:
        fields |= {name: [missing] for name in ("scope", "appeal") if not getattr(reasons, name).strip()}
    if kind == OutcomeKind.MODIFY and modify_by is None:
        fields["modify_by"] = [_("Say by when the offer is to be modified.")]
    if modify_by is not None and modify_by <= now:
        fields["modify_by"] = [_("Choose a moment that is still to come.")]
    if fields:
        raise Invalid(fields)
