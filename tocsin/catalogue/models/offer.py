from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person, Publisher


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, person: Person) -> "OfferQuerySet":
        """The desk sees every offer, a member those of the publishers it belongs to."""
        return self if person.is_desk else self.filter(publisher__in=list(person.roles))

    def keyed(self, keys: Iterable[str]) -> "OfferQuerySet":
        """Those that the marketplace's own keys name, as bookmarks carry them (`bookmarks.offer_keys`)."""
        return self.filter(key__in=list(keys))

    def on_sale(self) -> "OfferQuerySet":
        return self.filter(active=True)


class Offer(models.Model):
    """One listing in the marketplace."""

    key = models.CharField(max_length=120, unique=True)  # the marketplace's id: what `pesid=` and `offer=` carry
    publisher = models.ForeignKey(Publisher, models.PROTECT, related_name="offers", verbose_name=_("publisher"))
    name = models.CharField(_("name"), max_length=200)
    active = models.BooleanField(default=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One released version of an offer; the newest is the one released last."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="versions")
    label = models.CharField(_("version"), max_length=80)
    released_at = models.DateField(_("released"), null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        # PostgreSQL and SQLite differ on where nothing sorts; a version without a date is never the newest.
        ordering = ("offer", models.F("released_at").desc(nulls_last=True), "-pk")
        constraints = [models.UniqueConstraint(fields=["offer", "label"], name="one_version_of_a_label")]

    def __str__(self) -> str:
        return self.label
