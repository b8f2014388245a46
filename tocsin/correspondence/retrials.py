"""What a person does with a mail that the program gave up on: send it again, or lay it aside."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append
from tocsin.lib.errors import NotAllowed, Stale

from .deliveries import NO_WORDS
from .models import Delivery
from .recipients import ticket_of


@transaction.atomic
def send_again(delivery: Delivery, *, by: Person, now: datetime) -> Delivery:
    """A new attempt group of a failed, dead or uncertain delivery. NotAllowed; Stale if somebody was faster.

    Its Message-ID stays, so that a receiver who has the first one after all can tell that this is the same mail.
    """
    settle(delivery, by=by, now=now)
    again = Delivery.objects.create(
        entry=delivery.entry,
        kind=delivery.kind,
        channel=delivery.channel,
        address=delivery.address,
        person=delivery.person,
        language=delivery.language,
        attempt_group=delivery.attempt_group + 1,
        created_at=now,
        due_at=now,
        message_id=delivery.message_id,
        subject=delivery.subject,
        text=delivery.text,
        html=delivery.html,
    )
    append(delivery, "delivery.sent_again", by=by, again=again.pk)
    return again


@transaction.atomic
def lay_aside(delivery: Delivery, *, by: Person, now: datetime) -> None:
    """It needs nobody's attention any more, because the receiver was told otherwise. NotAllowed, Stale."""
    settle(delivery, by=by, now=now)
    append(delivery, "delivery.laid_aside", by=by)


def settle(delivery: Delivery, *, by: Person, now: datetime) -> None:
    """Takes it off the list of what needs attention, once; an account mail's words go with it."""
    if not by.at_desk("desk.triage"):
        raise NotAllowed
    ticket = ticket_of(delivery.entry) if delivery.entry else None
    if ticket is not None and not type(ticket).objects.visible_to(by).filter(pk=ticket.pk).exists():
        raise NotAllowed(_("This mail belongs to a restricted ticket. Ask somebody who may see it."))
    if not Delivery.objects.unsent().filter(pk=delivery.pk).update(settled_at=now, **NO_WORDS):
        raise Stale
