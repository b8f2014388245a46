from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .ticket import Ticket


class Participant(models.Model):
    """A person named on a ticket: on a restricted one, who may see it beside its reporter and the owners."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="participations")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="named_once")]

    def __str__(self) -> str:
        return str(self.person)


class Visit(models.Model):
    """When a person last read a ticket's thread: what makes "unread" and "n new since your last visit"."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="visits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="one_visit_each")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.at}"
