from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..roles import PublisherRole


class Publisher(models.Model):
    """An organisation that sells offers in the marketplace."""

    key = models.CharField(max_length=80, unique=True)  # the marketplace's own id, by which imports find it
    name = models.CharField(_("name"), max_length=160)
    region = models.CharField(_("region"), max_length=6)  # ISO 3166-1 alpha-2, or 3166-2 such as DE-BY
    language = models.CharField(_("language"), max_length=5, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    mailbox = models.EmailField(_("team mailbox"), blank=True)
    security_contact = models.CharField(_("security contact"), max_length=160, blank=True)
    security_telephone = models.CharField(_("security contact’s telephone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="publisher_has_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def ledger_subject(self) -> str:
        return f"publisher:{self.pk}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def owners(self) -> "MembershipQuerySet":
        """Those who can act as owners: not the deactivated."""
        return self.filter(role=PublisherRole.OWNER, person__is_active=True)


class Membership(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    publisher = models.ForeignKey(Publisher, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=PublisherRole.choices)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["person", "publisher"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.person} · {self.publisher} · {self.get_role_display()}"
