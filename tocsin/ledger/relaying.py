"""The end of an entry's stay in the outbox. Claiming and retrying are `lib/leases.py`'s."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from .models import Installation, Relay


@transaction.atomic
def finish(relay: Relay) -> bool:
    """Mark the relay done and give it the next position; False if somebody was faster.

    Call it in the transaction that commits the fan-out. From here to its end other relayers wait, so that positions
    become visible in their order and without a gap; the unique constraint is the guard behind that.
    """
    Installation.objects.locked()
    now = timezone.now()
    waiting = Relay.objects.filter(pk=relay.pk, done_at=None)
    return bool(waiting.update(done_at=now, position=next_position(), lease_until=None))


def next_position() -> int:
    """One more than the last; 1 at the beginning. Means something only while the installation's row is locked."""
    last: int | None = Relay.objects.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1
