from django.db import models
from django.db.models import Exists, OuterRef

from .checkpoint import Checkpoint
from .order import by_subject


class LeafQuerySet(models.QuerySet["Leaf"]):
    def in_order(self) -> "LeafQuerySet":
        return by_subject(self, "seq")

    def standing_at(self, number: int) -> "LeafQuerySet":
        """Each subject's leaf as checkpoint `number` covers it: the latest that is not younger."""
        until = self.filter(checkpoint__number__lte=number)
        later = Leaf.objects.filter(
            subject=OuterRef("subject"), seq__gt=OuterRef("seq"), checkpoint__number__lte=number
        )
        return until.exclude(Exists(later))


class Leaf(models.Model):
    """A head that had moved since the checkpoint before: with the earlier leaves, all that the root was made of."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="leaves")
    subject = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    objects = LeafQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "leaves"
        constraints = [models.UniqueConstraint(fields=["subject", "seq"], name="ledger_leaf_once_per_place")]

    def __str__(self) -> str:
        return f"{self.subject} #{self.seq}"
