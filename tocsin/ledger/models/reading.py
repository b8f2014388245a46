from datetime import datetime

from django.db import models


class ReadingQuerySet(models.QuerySet["Reading"]):
    def of(self, subject: str) -> "ReadingQuerySet":
        """Who read this subject, newest first."""
        return self.filter(subject=subject).order_by("-at", "-pk")

    def since(self, moment: datetime) -> "ReadingQuerySet":
        return self.filter(at__gte=moment)


class Reading(models.Model):
    """Somebody was given the title, the body or an attachment of a subject. Append-only, and apart from the entries."""

    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    via = models.CharField(max_length=40)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="ledger_reading_of_subject"),
            models.Index(fields=["by", "at"], name="ledger_reading_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.by} read {self.subject} by {self.via}"
