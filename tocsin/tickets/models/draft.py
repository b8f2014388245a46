import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person, Publisher

from ..choices import Category
from .ticket import Ticket


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, person: Person) -> "DraftQuerySet":
        """Drafts are their writer's alone, and end with the membership they were written in."""
        return self.filter(person=person, ticket=None, publisher__in=list(person.roles))


class Draft(models.Model):
    """A report being written: the answers as typed, by field name, so that nothing is lost by being wrong."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    publisher = models.ForeignKey(Publisher, models.CASCADE, related_name="+")
    category = models.CharField(max_length=13, choices=Category.choices)
    answers = models.JSONField(default=dict)  # step name to {field name: list of strings}
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    ticket = models.OneToOneField(Ticket, models.CASCADE, null=True, related_name="draft")  # set once: one submission

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ("-saved_at",)

    def __str__(self) -> str:
        return str(self.key)


class ReplyDraft(models.Model):
    """What stands in a person's answer box on one ticket, saved while typing."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="reply_drafts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    body = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reply draft")
        verbose_name_plural = _("reply drafts")
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="one_reply_draft_each")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.ticket_id}"


class Parked(models.Model):
    """A form that arrived with a lapsed session: kept for that person, changes nothing, offered after sign-in."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="parked")
    path = models.CharField(max_length=300)
    answers = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("parked form")
        verbose_name_plural = _("parked forms")
        constraints = [models.UniqueConstraint(fields=["person", "path"], name="parked_once_a_page")]

    def __str__(self) -> str:
        return self.path
