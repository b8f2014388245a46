from django.conf import settings
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.lib.opaque import unveiled, veiled

from ..choices import MessageKind, OutcomeKind, Side
from .draft import Draft
from .ticket import Ticket


class MessageQuerySet(models.QuerySet["Message"]):
    def for_side(self, *, desk: bool) -> "MessageQuerySet":
        """The thread: internal notes are the desk's alone."""
        return self if desk else self.exclude(kind=MessageKind.NOTE)


class Message(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    side = models.CharField(max_length=9, choices=Side.choices)
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    body = models.TextField()
    salt = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    redacted_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=MessageKind.NOTE) | models.Q(side=Side.DESK), name="notes_are_the_desks"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_note(self) -> bool:
        return self.kind == MessageKind.NOTE


class Outcome(models.Model):
    """The outcome communicated, with its statement of reasons; the latest is in force, all are kept."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=9, choices=OutcomeKind.choices)
    facts = models.TextField(_("facts"))
    ground = models.TextField(_("ground"))
    scope = models.TextField(_("scope"), blank=True)
    duration = models.CharField(_("duration"), max_length=200, blank=True)
    appeal = models.TextField(_("how to appeal"), blank=True)
    modify_by = models.DateTimeField(_("to be done by"), null=True)
    salt = models.BinaryField(max_length=32)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    redacted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


def attachment_storage() -> Storage:
    return storages["attachments"]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def for_side(self, *, desk: bool) -> "AttachmentQuerySet":
        """The files of a ticket: those of internal notes are the desk's alone."""
        return self if desk else self.exclude(message__kind=MessageKind.NOTE)


class Attachment(models.Model):
    """A file, private: stored under a random name, served only by `web/attachments` to who may read its ticket.

    A removed one keeps its row, with `removed_at` and without bytes; the ledger keeps its salted digest.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="attachments")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="attachments")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="attachments")
    file = models.FileField(storage=attachment_storage, max_length=80, blank=True)
    name = models.CharField(max_length=120)  # made safe by lib.text.safe_file_name
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    salt = models.BinaryField(max_length=32)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What addresses and forms carry instead of the serial id."""
        return veiled(self.pk, "attachment")

    @staticmethod
    def id_of(key: str) -> int | None:
        return unveiled(key, "attachment")
