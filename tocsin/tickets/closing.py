"""How a ticket ends, and begins again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append
from tocsin.lib.errors import Invalid, Stale

from .choices import CLOSABLE, Certainty, ClosingReason, Side, WaitingFor
from .models import Relation, Ticket
from .moving import allow, change, hold, hold_for, move, require, touch
from .posting import stored, words_of
from .promising import end, promise_update
from .states import State


def close(ticket: Ticket, *, reason: ClosingReason, by: Person, now: datetime, words: str = "") -> None:
    allow(ticket, "close", by)
    if reason not in CLOSABLE:
        raise Invalid({"reason": [_("Choose one of the reasons.")]})
    said = words_of(ticket, words, by=by, side=Side.DESK, now=now)
    with transaction.atomic():
        move(ticket, "close", by=by, now=now, closing_reason=reason, waiting_for=WaitingFor.NOBODY)
        end(ticket, now)
        append(ticket, "ticket.closed", by=by, reason=reason, **stored(said))


@transaction.atomic
def mark_duplicate(ticket: Ticket, original: Ticket, *, by: Person, now: datetime) -> bool:
    """Closes it in favour of another ticket of the same publisher; True if closed.

    Over publishers nothing is closed and nobody is told: each publisher's offer is affected on its own, and a
    closing reason would show one that another's ticket exists. The two are related for the desk alone.
    """
    allow(ticket, "close", by)
    if original.pk == ticket.pk:
        raise Invalid({"number": [_("A ticket is no duplicate of itself.")]})
    hold_both(ticket, original)
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
    end(ticket, now)
    append(ticket, "ticket.duplicate_marked", by=by, original=original.number)
    return True


def hold_both(one: Ticket, two: Ticket) -> None:
    """In one order, so that two responders who name the same pair the other way round do not wait crosswise."""
    for ticket in sorted((one, two), key=lambda each: each.pk):
        hold(ticket)


def relate(ticket: Ticket, other: Ticket, *, by: Person, now: datetime) -> None:
    """Both heads of chains are held already by the order in which the tickets' rows are."""
    for one, two in sorted(((ticket, other), (other, ticket)), key=lambda pair: pair[0].pk):
        _row, made = Relation.objects.get_or_create(ticket=one, other=two, defaults={"by": by, "at": now})
        if made:
            touch(one, now, internal=True)
            append(one, "ticket.related", by=by, other=two.number)


def retract(ticket: Ticket, *, words: str, by: Person, now: datetime) -> None:
    """The publisher takes its own report back, while the desk has not communicated an outcome."""
    allow(ticket, "retract", by)
    if not words.strip():
        raise Invalid({"words": [_("Say why you retract the report.")]})
    said = words_of(ticket, words, by=by, side=Side.PUBLISHER, now=now)
    with transaction.atomic():
        move(ticket, "retract", by=by, now=now, closing_reason=ClosingReason.RETRACTED, waiting_for=WaitingFor.NOBODY)
        end(ticket, now)
        append(ticket, "ticket.retracted", by=by, **stored(said))


def reopen(ticket: Ticket, *, words: str, by: Person, now: datetime) -> None:
    """Either side may, with a reason. What was retracted before it was acknowledged is reported anew instead."""
    name, side = ("reopen", Side.DESK) if by.is_desk else ("ask_again", Side.PUBLISHER)
    allow(ticket, name, by)
    if not words.strip():
        raise Invalid({"words": [_("Say why the ticket is reopened.")]})
    said = words_of(ticket, words, by=by, side=side, now=now)
    with transaction.atomic():
        hold_for(ticket, name)
        if not ticket.priority:
            raise Invalid({"": [_("This report was retracted before it was acknowledged. Please report it anew.")]})
        move(ticket, name, by=by, now=now, closing_reason="", duplicate_of=None, waiting_for=WaitingFor.DESK)
        promise_update(ticket, now)
        append(ticket, "ticket.reopened", by=by, **stored(said))


@transaction.atomic
def report_exploitation(ticket: Ticket, *, by: Person, now: datetime) -> None:
    """It is being exploited after all, or going on: heads the queue and pages the on-call; never taken back."""
    require(ticket, by, "desk.triage" if by.is_desk else "publisher.answer")
    hold(ticket)
    if ticket.urgent:
        raise Stale(_("This is known already: the ticket heads the desk’s queue."))
    change(ticket, now=now, exploited=Certainty.YES, urgent=True)
    append(ticket, "ticket.exploitation_reported", by=by, submitted=ticket.state == State.SUBMITTED)
