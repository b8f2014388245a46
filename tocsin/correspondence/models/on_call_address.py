from django.db import models
from django.utils.translation import gettext_lazy as _


class OnCallAddressQuerySet(models.QuerySet["OnCallAddress"]):
    def active(self) -> "OnCallAddressQuerySet":
        return self.filter(active=True).order_by("address")


class OnCallAddress(models.Model):
    """Where alerts go at any hour when something is exploited or ongoing; one that was removed is kept inactive."""

    address = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5)
    active = models.BooleanField(default=True)

    objects = OnCallAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("on-call address")
        verbose_name_plural = _("on-call addresses")
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=models.Q(active=True), name="on_call_address_once")
        ]

    def __str__(self) -> str:
        return self.address
