from django.db import models

from .order import by_subject


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, subject: str) -> "EntryQuerySet":
        """One subject's chain, oldest first."""
        return self.filter(subject=subject).order_by("seq")

    def since(self, position: int) -> "EntryQuerySet":
        """What was relayed after this position, in the global order by which feeds page (0 is the beginning)."""
        return self.filter(relay__position__gt=position).order_by("relay__position")

    def in_order(self) -> "EntryQuerySet":
        """Chain after chain, as exports and verification go through them."""
        return by_subject(self, "seq")

    def of_kind(self, *kinds: str) -> "EntryQuerySet":
        return self.filter(kind__in=kinds)


class Entry(models.Model):
    """One thing that happened. Never updated and never deleted: triggers refuse both.

    `hash` is SHA-256 over the canonical JSON of all the rest, `prev` included, so that no earlier entry of the subject
    can change unseen. `facts` are ids, enums and salted digests, never personal text.
    """

    subject = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    facts = models.JSONField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["subject", "seq"], name="ledger_entry_once_per_place")]

    def __str__(self) -> str:
        return f"{self.subject} #{self.seq} {self.kind}"
