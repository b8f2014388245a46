import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.ledger.models import Entry

from ..kinds import Kind

if TYPE_CHECKING:
    from tocsin.tickets.models import Ticket


class State(models.TextChoices):
    """What is stored. A row that leases gave up on keeps `waiting` and has `dead_at`: see `Delivery.standing`."""

    WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
    SENDING = "sending", pgettext_lazy("delivery", "Being sent")
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    UNCERTAIN = "uncertain", pgettext_lazy("delivery", "Perhaps sent")
    FAILED = "failed", pgettext_lazy("delivery", "Refused")
    WITHHELD = "withheld", pgettext_lazy("delivery", "Withheld")


class Standing(models.TextChoices):
    """What people are told: the states, and what `waiting` means more exactly."""

    WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
    RETRYING = "retrying", pgettext_lazy("delivery", "Not sent yet, will be tried again")
    SENDING = "sending", pgettext_lazy("delivery", "Being sent")
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    UNCERTAIN = "uncertain", pgettext_lazy("delivery", "Perhaps sent: the connection was lost before the answer")
    FAILED = "failed", pgettext_lazy("delivery", "Not sent: the receiver’s server refused it")
    DEAD = "dead", pgettext_lazy("delivery", "Not sent: given up after many attempts")
    WITHHELD = "withheld", pgettext_lazy("delivery", "Not sent: the receiver may no longer get it")


UNSENT = Q(state=State.FAILED) | Q(state=State.UNCERTAIN) | Q(state=State.WAITING, dead_at__isnull=False)
RETRYING = Q(state=State.WAITING, dead_at=None) & ~Q(last_error="")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(state=State.WAITING)

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """What `leases.claim` would give (index `delivery_waiting`)."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.waiting().filter(free, dead_at=None, due_at__lte=now)

    def in_line(self) -> "DeliveryQuerySet":
        return self.order_by("due_at", "pk")

    def lost(self, now: datetime) -> "DeliveryQuerySet":
        """Whoever was sending these was killed in the middle, or hangs (index `delivery_sending`)."""
        return self.filter(state=State.SENDING, lease_until__lte=now)

    def unsent(self) -> "DeliveryQuerySet":
        """What only a person can bring forward: failed, dead or uncertain, and nobody has dealt with it."""
        return self.filter(UNSENT, settled_at=None)

    def troubled(self) -> "DeliveryQuerySet":
        """What the desk must know of: the unsent, and what waits for another attempt after a failure."""
        return self.filter(UNSENT | RETRYING, state__in=TROUBLE, settled_at=None)

    def for_ticket(self, ticket: "Ticket") -> "DeliveryQuerySet":
        return self.filter(entry__subject=ticket.ledger_subject)

    def newest_first(self) -> "DeliveryQuerySet":
        return self.order_by("-pk")


TROUBLE = [State.WAITING, State.FAILED, State.UNCERTAIN]  # few rows, by index `delivery_list`; the rest is `sent`


def new_message_id() -> str:
    """A Message-ID (RFC 5322 section 3.6.4) that tells nothing."""
    return f"<delivery.{secrets.token_hex(16)}@{settings.DESK_ADDRESS.rpartition('@')[2]}>"


class Delivery(models.Model):
    """One mail to one address, with all that became of it. Its lease, attempts and death are `lib/leases.py`'s.

    What it says is made of the entry when it is sent; only an account mail carries its words here, until it is sent.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="deliveries")
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    channel = models.CharField(max_length=8, default="mail")
    address = models.EmailField(_("to"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="deliveries")
    language = models.CharField(_("language"), max_length=5)
    attempt_group = models.PositiveSmallIntegerField(default=1)  # one more each time a person sends it again

    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)  # from here on a broken line, or a killed sender, is uncertain
    sent_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # what the receiving server said when it took the mail
    settled_at = models.DateTimeField(null=True)  # somebody sent the unsent again, or laid it aside
    message_id = models.CharField(max_length=200, db_index=True)

    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["entry", "channel", "address", "attempt_group"], name="delivered_once"),
            models.CheckConstraint(
                condition=Q(entry=None, kind=Kind.ACCOUNT) | (Q(entry__isnull=False) & ~Q(kind=Kind.ACCOUNT)),
                name="delivery_of_entry_or_account",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False) | (~Q(state=State.SENT) & Q(sent_at=None)),
                name="sent_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SENT, State.WITHHELD]) | Q(subject="", text="", html=""),
                name="sent_has_no_words",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_waiting", condition=Q(state="waiting", dead_at=None)),
            models.Index(fields=["lease_until"], name="delivery_sending", condition=Q(state="sending")),
            models.Index(fields=["state", "-id"], name="delivery_list"),
            models.Index(fields=["address", "created_at"], name="delivery_account", condition=Q(entry=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.address}: {self.standing}"

    @property
    def ledger_subject(self) -> str:
        return f"delivery:{self.pk}"

    @property
    def standing(self) -> Standing:
        if self.state != State.WAITING:
            return Standing(self.state)
        if self.dead_at:
            return Standing.DEAD
        return Standing.RETRYING if self.last_error else Standing.WAITING

    @property
    def is_unsent(self) -> bool:
        """As `DeliveryQuerySet.unsent`."""
        return self.settled_at is None and self.standing in {Standing.FAILED, Standing.UNCERTAIN, Standing.DEAD}

    @property
    def number(self) -> str:
        """The ticket's number as stored; empty for an account mail."""
        return self.entry.subject.removeprefix("ticket:") if self.entry else ""
