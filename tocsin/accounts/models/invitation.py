import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .publisher import Publisher

DESK_SUBJECT = "desk:members"
VALID_FOR = timedelta(days=7)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def default_expiry() -> datetime:
    return timezone.now() + VALID_FOR


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> "InvitationQuerySet":
        """Neither accepted nor revoked nor past its time."""
        return self.unanswered().filter(expires_at__gt=now)

    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; its time may have run out."""
        return self.filter(accepted_at=None, revoked_at=None)

    def by_token(self, token: str) -> "InvitationQuerySet":
        return self.filter(token_digest=token_digest(token))


class Invitation(models.Model):
    """One address asked to join one publisher, or the desk. Only the token's digest is stored."""

    email = models.EmailField(_("e-mail address"))
    publisher = models.ForeignKey(Publisher, models.CASCADE, null=True, blank=True, related_name="invitations")
    role = models.CharField(_("role"), max_length=12)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(default=default_expiry)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email

    @property
    def side(self) -> str:
        """Whose invitation it is, as kinds of entries begin: `desk` or `publisher`."""
        return "desk" if self.publisher_id is None else "publisher"

    @property
    def ledger_subject(self) -> str:
        """The chain of what the invitation leads to: the publisher's, or the desk's."""
        return DESK_SUBJECT if self.publisher_id is None else f"publisher:{self.publisher_id}"
