from django.db import models
from django.utils.translation import gettext_lazy as _

from .ticket import Ticket


class SearchDoc(models.Model):
    """One searchable text of a ticket: its stems, not its words. The engine's full-text index stands beside it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="search_docs")
    source = models.CharField(max_length=24)  # "report", "private", "message:ID" or "outcome:ID"
    internal = models.BooleanField(default=False)  # the desk's alone
    stems = models.TextField()

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["ticket", "source"], name="one_document_a_source")]

    def __str__(self) -> str:
        return self.source
