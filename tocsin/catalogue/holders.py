"""Whom a ticket reaches: the customers that hold the versions it names."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, F, Q

from .models import Entitlement, Offer, Version


class VersionHeld(NamedTuple):
    offer: Offer
    version: Version
    customers: int


class Holders(NamedTuple):
    """`customers` counts each customer once, however many of the versions it holds."""

    rows: list[VersionHeld]
    customers: int


def customers_per_version(offers: Iterable[Offer], versions: Iterable[Version]) -> Holders:
    """How many customers hold each version: by offer, the newest version first, in two queries whatever the numbers.

    An offer of which versions are given counts with these alone, any other with all of its versions.
    """
    named = list(versions)
    apart = {version.offer_id for version in named}
    whole = [offer.pk for offer in offers if offer.pk not in apart]
    reached = Version.objects.filter(Q(pk__in=[version.pk for version in named]) | Q(offer__in=whole))
    counted = reached.select_related("offer").annotate(held=Count("entitlements")).order_by(
        "offer__name", "offer_id", F("released_at").desc(nulls_last=True), "-pk"
    )  # fmt: skip
    rows = [VersionHeld(version.offer, version, version.held) for version in counted]
    holders = Entitlement.objects.filter(version__in=reached.values("pk"))
    return Holders(rows, holders.aggregate(total=Count("customer", distinct=True))["total"])
