from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .ticket import Ticket


class Relation(models.Model):
    """That the desk sees two tickets as one matter, over publishers; the desk's knowledge alone."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="relations")
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [models.UniqueConstraint(fields=["ticket", "other"], name="related_once")]

    def __str__(self) -> str:
        return f"{self.ticket} ~ {self.other}"
