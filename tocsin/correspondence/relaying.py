"""From the outbox to deliveries: each entry's fan-out is committed in the transaction that marks its relay done."""

import logging
from datetime import datetime, timedelta

from django.db import models, transaction

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append
from tocsin.ledger.models import Relay
from tocsin.ledger.relaying import finish
from tocsin.lib.errors import NotAllowed, Stale
from tocsin.lib.leases import claim, retry_later, revive

from .models import Delivery
from .models.delivery import new_message_id
from .recipients import Recipient, recipients

log = logging.getLogger("tocsin.mail")

LEASE = timedelta(seconds=15)


def relay_due(now: datetime, limit: int = 20) -> int:
    """Decide who hears of the entries that wait; how many were relayed. One that fails does not hold the others."""
    relayed = 0
    unfinished = Relay.objects.filter(done_at=None).select_related("entry")
    for relay in claim(unfinished, now, LEASE, limit):
        try:
            relayed += fan_out(relay, now)
        except Exception as error:
            log.exception("Entry %s cannot be relayed.", relay.entry_id)
            retry_later(relay, now, f"{type(error).__name__}: {error}")
    return relayed


def fan_out(relay: Relay, now: datetime) -> bool:
    """False if somebody else has relayed it: then nothing is written."""
    rows = [row_for(relay, one, now) for one in recipients(relay.entry)]
    with transaction.atomic():
        if not finish(relay):
            return False
        Delivery.objects.bulk_create(rows)
    return True


def row_for(relay: Relay, recipient: Recipient, now: datetime) -> Delivery:
    return Delivery(
        entry=relay.entry,
        kind=recipient.kind,
        address=recipient.address,
        person=recipient.person,
        language=recipient.language,
        created_at=now,
        due_at=now,
        message_id=new_message_id(),
    )


def dead_relays() -> models.QuerySet[Relay]:
    """Entries of which nobody has heard, and nobody will unless somebody lets them be tried again."""
    return Relay.objects.filter(done_at=None, dead_at__isnull=False)


@transaction.atomic
def revive_dead(*, by: Person, now: datetime) -> int:
    """Try all of them again; leads only. NotAllowed; Stale if there is none (any more)."""
    if not by.at_desk("desk.lead"):
        raise NotAllowed
    revived = [relay.entry_id for relay in dead_relays().order_by("pk") if revive(relay, now)]
    if not revived:
        raise Stale
    append("desk:relays", "relays.revived", by=by, entries=revived)
    return len(revived)
