from django.db import models


class Checkpoint(models.Model):
    """A signed Merkle root over all heads at one moment, chained to the checkpoint before (`checkpoints.py`)."""

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    heads = models.PositiveIntegerField()
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"checkpoint {self.number}"
