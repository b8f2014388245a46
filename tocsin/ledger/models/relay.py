from django.db import models

from .entry import Entry


class Relay(models.Model):
    """One entry's place in the outbox: whoever hears of it is decided when this is done, in the same transaction.

    `position` is the gap-free global order by which feeds page; row ids are committed out of order.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="relay")
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    position = models.PositiveBigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(  # the sweep's question, over the few that wait
                fields=["due_at"], condition=models.Q(done_at=None, dead_at=None), name="ledger_relay_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at=None, position=None)
                | models.Q(done_at__isnull=False, position__isnull=False),
                name="ledger_relay_done_has_position",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {'done' if self.done_at else 'waiting'}"
