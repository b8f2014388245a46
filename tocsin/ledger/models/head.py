from django.db import models


class Head(models.Model):
    """The end of one subject's chain: what the next entry hangs on, and the row that its writers wait for."""

    subject = models.CharField(max_length=80, unique=True)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.subject} #{self.seq}"
