from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..roles import DESK_PERMISSIONS, PUBLISHER_PERMISSIONS, DeskRole


class People(BaseUserManager["Person"]):
    def leads(self) -> models.QuerySet["Person"]:
        """Those who can act as the desk's lead: not the deactivated."""
        return self.filter(desk_role=DeskRole.LEAD, is_active=True)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())

    @transaction.atomic
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(email=email.lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in: a publisher's member, a responder, or (never both at once) neither yet."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)  # blank: not chosen yet
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    desk_role = models.CharField(_("role at the desk"), max_length=12, blank=True, choices=DeskRole.choices)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)  # raised to end all sessions at once, see sessions.py

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        if self.erased_at:
            return pgettext("person", "Erased person")
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Django compares this at every request; the epoch beside the password is what ends sessions.
        salt = "tocsin.accounts.models.Person.session"
        return salted_hmac(salt, f"{self.session_epoch}:{self.password}", secret=secret, algorithm="sha256").hexdigest()

    @property
    def key(self) -> str:
        """How the ledger names this person: `person:ID`, without a foreign key."""
        return f"person:{self.pk}"

    @property
    def ledger_subject(self) -> str:
        return self.key

    @property
    def is_desk(self) -> bool:
        return bool(self.desk_role)

    def at_desk(self, permission: str) -> bool:
        """Whether the person's desk role carries this permission (`desk.…`)."""
        return permission in DESK_PERMISSIONS.get(self.desk_role, frozenset())

    @cached_property
    def roles(self) -> dict[int, str]:
        """Publisher id to role; one query, kept for this instance (a request)."""
        return dict(self.memberships.values_list("publisher_id", "role"))

    def forget_roles(self) -> None:
        """Ask the database again next time: a verb has just changed the answer."""
        vars(self).pop("roles", None)

    def at_publisher(self, publisher_id: int, permission: str) -> bool:
        """Whether the person is a member of that publisher with this permission (`publisher.…`)."""
        return permission in PUBLISHER_PERMISSIONS.get(self.roles.get(publisher_id, ""), frozenset())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or settings.DEFAULT_TIME_ZONE)
