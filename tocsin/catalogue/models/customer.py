from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from .offer import Version


class Customer(models.Model):
    """Who holds an offer; belongs to the publisher and the marketplace both."""

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)  # any BCP 47 tag
    region = models.CharField(_("region"), max_length=6, blank=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self) -> str:
        return self.name


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def per_version(self, version_ids: Iterable[int]) -> dict[int, int]:
        """Version id to the number of customers that hold it; versions nobody holds are left out."""
        rows = self.filter(version__in=list(version_ids)).values("version").annotate(held=models.Count("pk"))
        return {row["version"]: row["held"] for row in rows}


class Entitlement(models.Model):
    """That a customer holds a version."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="entitlements")
    version = models.ForeignKey(Version, models.CASCADE, related_name="entitlements")

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        constraints = [models.UniqueConstraint(fields=["customer", "version"], name="held_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} holds {self.version_id}"
