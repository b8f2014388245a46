from django.db import models
from django.db.models import Exists, OuterRef

from .leaf import Leaf
from .order import by_subject

MOVED = ~Exists(Leaf.objects.filter(subject=OuterRef("subject"), seq=OuterRef("seq")))


class HeadQuerySet(models.QuerySet["Head"]):
    def in_order(self) -> "HeadQuerySet":
        return by_subject(self)

    def moved(self) -> "HeadQuerySet":
        """Those that no checkpoint covers yet."""
        return self.filter(MOVED)


class Head(models.Model):
    """The end of one subject's chain: what the next entry hangs on, and the row that its writers wait for."""

    subject = models.CharField(max_length=80, unique=True)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    objects = HeadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.subject} #{self.seq}"
