"""The desk's judgement, and what follows from it for the offer."""

from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from types import EllipsisType

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append, stamp
from tocsin.ledger.digests import digest, new_salt
from tocsin.lib.errors import Invalid, Stale

from . import search
from .choices import OutcomeKind, WaitingFor
from .models import Outcome, Ticket
from .moving import allow, hold, move
from .promising import promise_update, require_to_come, resume


@transaction.atomic
def start(ticket: Ticket, *, by: Person, now: datetime) -> None:
    allow(ticket, "assess", by)
    hold(ticket)
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

    @property
    def words(self) -> str:
        """All of it as one text: what is searched, and what the ledger's digest is of."""
        return "\n\n".join(astuple(self))


def communicate(
    ticket: Ticket,
    kind: OutcomeKind,
    reasons: Reasons,
    *,
    by: Person,
    now: datetime,
    modify_by: datetime | None = None,
    next_update: datetime | None = None,
    after: int | EllipsisType | None = ...,
) -> Outcome:
    """Records the outcome with its reasons and tells the publisher; what acts on the offer are later verbs.

    `after` is the id of the newest outcome that the responder saw, None for none. Raises NotAllowed, Stale (also if
    there is another by now), Invalid (the parts of `reasons`, `modify_by`, `next_update`).
    """
    allow(ticket, "communicate", by)
    check(kind, reasons, modify_by, now)
    require_to_come(next_update, now)
    told = {"kind": kind, "modify_by": modify_by, "author": by, "at": now, "salt": new_salt(), **asdict(reasons)}
    outcome = Outcome(ticket=ticket, **told)
    found_by = search.prepare("", reasons.words)
    with transaction.atomic():
        hold(ticket)
        if after is not ... and after != newest_outcome(ticket):
            raise Stale
        move(ticket, "communicate", by=by, now=now, waiting_for=WaitingFor.DESK)
        outcome.save(force_insert=True)
        search.store(ticket, [found_by.named(f"outcome:{outcome.pk}")])
        resume(ticket, now)
        promise_update(ticket, now, next_update)
        append(
            ticket, "ticket.outcome_communicated", by=by, outcome=outcome.pk, action=kind,
            modify_by=stamp(modify_by) if modify_by else None, reasons=digest(reasons.words, bytes(outcome.salt)),
        )  # fmt: skip
    return outcome


def newest_outcome(ticket: Ticket) -> int | None:
    return ticket.outcomes.order_by("-pk").values_list("pk", flat=True).first()


def check(kind: OutcomeKind, reasons: Reasons, modify_by: datetime | None, now: datetime) -> None:
    """A removal or a modification owes the publisher all of it; Invalid by the name of the part."""
    missing = _("The publisher is owed this part of the statement of reasons.")
    owed = ["facts", "ground"] if kind == OutcomeKind.NO_ACTION else ["facts", "ground", "scope", "appeal"]
    fields: dict[str, list[str | Promise]] = {name: [missing] for name in owed if not getattr(reasons, name).strip()}
    if kind == OutcomeKind.MODIFY and modify_by is None:
        fields["modify_by"] = [_("Say by when the offer is to be modified.")]
    if fields:
        raise Invalid(fields)
    require_to_come(modify_by, now, "modify_by")
