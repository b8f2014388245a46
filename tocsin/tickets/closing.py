"""How a ticket ends, and begins again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append
from tocsin.ledger.digests import digest, new_salt
from tocsin.lib.errors import Invalid

from .choices import CLOSABLE, ClosingReason, MessageKind, Side, WaitingFor
from .models import Message, Relation, Ticket
from .moving import change, move, require
from .promising import meet, promise_update
from .states import State


def tell(ticket: Ticket, body: str, *, side: Side, by: Person, now: datetime) -> dict[str, object]:
    """The words that go with an act, as a message of the thread; the facts that name them."""
    if not body.strip():
        return {"message": None}
    message = Message.objects.create(
        ticket=ticket, author=by, side=side, kind=MessageKind.MESSAGE, body=body, salt=new_salt(), at=now
    )
    return {"message": message.pk, "body": digest(body, bytes(message.salt))}


@transaction.atomic
def close(ticket: Ticket, *, reason: ClosingReason, by: Person, now: datetime, words: str = "") -> None:
    if reason not in CLOSABLE:
        raise Invalid({"reason": [_("Choose one of the reasons.")]})
    move(ticket, "close", by=by, now=now, closing_reason=reason, waiting_for=WaitingFor.NOBODY)
    meet(ticket, now)
    append(ticket, "ticket.closed", by=by, reason=reason, **tell(ticket, words, side=Side.DESK, by=by, now=now))


@transaction.atomic
def mark_duplicate(ticket: Ticket, original: Ticket, *, by: Person, now: datetime) -> bool:
    """Closes it in favour of another ticket of the same publisher; True if closed.

    Over publishers nothing is closed and nobody is told: each publisher's offer is affected on its own, and a
    closing reason would show one that another's ticket exists. The two are related for the desk alone.
    """
    require(ticket, by, "desk.assess")
    if original.pk == ticket.pk:
        raise Invalid({"number": [_("A ticket is no duplicate of itself.")]})
    if original.publisher_id != ticket.publisher_id:
        relate(ticket, original, by=by, now=now)
        return False
    if original.duplicate_of_id is not None:
        raise Invalid(
            {"number": [_("That ticket is itself marked as a duplicate. Name the one it is a duplicate of.")]}
        )
    move(
        ticket, "close", by=by, now=now, closing_reason=ClosingReason.DUPLICATE, duplicate_of=original,
        waiting_for=WaitingFor.NOBODY,
    )  # fmt: skip
    meet(ticket, now)
    append(ticket, "ticket.duplicate_marked", by=by, original=original.number)
    return True


def relate(ticket: Ticket, other: Ticket, *, by: Person, now: datetime) -> None:
    for one, two in ((ticket, other), (other, ticket)):
        _row, made = Relation.objects.get_or_create(ticket=one, other=two, defaults={"by": by, "at": now})
        if made:
            append(one, "ticket.related", by=by, other=two.number)


@transaction.atomic
def retract(ticket: Ticket, *, words: str, by: Person, now: datetime) -> None:
    """The publisher takes its own report back, while the desk has not communicated an outcome."""
    if not words.strip():
        raise Invalid({"words": [_("Say why you retract the report.")]})
    move(ticket, "retract", by=by, now=now, closing_reason=ClosingReason.RETRACTED, waiting_for=WaitingFor.NOBODY)
    meet(ticket, now)
    append(ticket, "ticket.retracted", by=by, **tell(ticket, words, side=Side.PUBLISHER, by=by, now=now))


@transaction.atomic
def reopen(ticket: Ticket, *, words: str, by: Person, now: datetime) -> None:
    """Either side may, with a reason; a ticket that was never acknowledged is judged as it is acknowledged."""
    if not words.strip():
        raise Invalid({"words": [_("Say why the ticket is reopened.")]})
    side = Side.DESK if by.is_desk else Side.PUBLISHER
    if not ticket.priority:
        raise Invalid({"": [_("This report was retracted before it was acknowledged. Please report it anew.")]})
    move(
        ticket, "reopen" if by.is_desk else "ask_again", by=by, now=now, closing_reason="", duplicate_of=None,
        waiting_for=WaitingFor.DESK,
    )  # fmt: skip
    promise_update(ticket, now)
    append(ticket, "ticket.reopened", by=by, **tell(ticket, words, side=side, by=by, now=now))


@transaction.atomic
def report_exploitation(ticket: Ticket, *, by: Person, now: datetime) -> None:
    """It is being exploited after all, or going on: heads the queue and pages the on-call; never taken back."""
    require(ticket, by, "desk.triage" if by.is_desk else "publisher.answer")
    if ticket.urgent:
        raise Invalid({"": [_("This is known already.")]})
    change(ticket, now=now, exploited="yes", urgent=True)
    append(ticket, "ticket.exploitation_reported", by=by, submitted=ticket.state == State.SUBMITTED)
