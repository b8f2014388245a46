"""Storing one batch of checked rows of one kind: what is new, what differs, what is known as it stands.

Each function takes at most a batch (500 rows) and asks a fixed number of questions whatever its size. A later row of
the same key holds over an earlier one. Call inside a transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Publisher

from .columns import missing
from .models import Customer, Entitlement, Offer, Version
from .rows import Checked, Refusal

Values = Mapping[str, object]
Keyed = type[Publisher | Customer | Offer]

NO_PUBLISHER = _("There is no publisher with this key, neither here nor in the file.")
NO_CUSTOMER = _("There is no customer with this key, neither here nor in the file.")
NO_OFFER = _("There is no offer with this key, neither here nor in the file.")
NO_VERSION = _("The offer has no version of this name, neither here nor in the file.")


@dataclass
class Stored:
    """What became of a batch, in rows of the file; `ids` are those of the rows that differed, `fields` in what."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    ids: set[int] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        self.refusals.extend(refusals)
        self.refused += 1


def publishers(batch: Sequence[Checked]) -> Stored:
    return keyed(Publisher, batch, lambda row: row.values)


def customers(batch: Sequence[Checked]) -> Stored:
    return keyed(Customer, batch, lambda row: row.values)


def offers(batch: Sequence[Checked]) -> Stored:
    owners = ids_by_key(Publisher, column(batch, "publisher"))

    def values(row: Checked) -> Values | Refusal:
        if "publisher" not in row.values:
            return row.values
        owner = owners.get(row.values["publisher"])
        if owner is None:
            return Refusal(row.line, "publisher", NO_PUBLISHER)
        rest = {name: value for name, value in row.values.items() if name != "publisher"}
        return {**rest, "publisher_id": owner}

    return keyed(Offer, batch, values)


def versions(batch: Sequence[Checked]) -> Stored:
    sold = ids_by_key(Offer, column(batch, "offer"))
    known = Version.objects.filter(offer__in=set(sold.values()), label__in=column(batch, "version"))
    saver = Saver(Version, {(version.offer_id, version.label): version for version in known})
    for row in batch:
        offer = sold.get(row.values["offer"])
        if offer is None:
            saver.stored.refuse([Refusal(row.line, "offer", NO_OFFER)])
            continue
        values: dict[str, object] = {"offer_id": offer, "label": row.values["version"]}
        if "released" in row.values:
            values["released_at"] = row.values["released"]
        saver.put(row, (offer, row.values["version"]), values)
    return saver.save()


def entitlements(batch: Sequence[Checked]) -> Stored:
    holders = ids_by_key(Customer, column(batch, "customer"))
    sold = ids_by_key(Offer, column(batch, "offer"))
    named = Version.objects.filter(offer__in=set(sold.values()), label__in=column(batch, "version"))
    released: dict[tuple[object, object], int] = {
        (offer, label): pk for offer, label, pk in named.values_list("offer_id", "label", "pk")
    }
    known = Entitlement.objects.filter(customer__in=set(holders.values()), version__in=set(released.values()))
    held = set(known.values_list("customer_id", "version_id"))
    stored, new = Stored(), []
    for row in batch:
        customer = holders.get(row.values["customer"])
        offer = sold.get(row.values["offer"])
        version = released.get((offer, row.values["version"]))
        if customer is None or version is None:
            stored.refuse(what_is_absent(row, customer, offer, version))
        elif (customer, version) in held:
            stored.unchanged += 1
        else:
            held.add((customer, version))
            new.append(Entitlement(customer_id=customer, version_id=version))
    Entitlement.objects.bulk_create(new)
    stored.new = len(new)
    return stored


STORE: dict[str, Callable[[Sequence[Checked]], Stored]] = {
    "publisher": publishers,
    "customer": customers,
    "offer": offers,
    "version": versions,
    "entitlement": entitlements,
}


class Saver:
    """Collects what one batch changes in one table, then writes it in few statements: only the fields that differ."""

    def __init__(self, model: type[Model], known: dict[Hashable, Model]) -> None:
        self.model = model
        self.known = known
        self.stored = Stored()
        self.new: list[Model] = []
        self.differing: dict[Model, set[str]] = defaultdict(set)

    def put(self, row: Checked, identity: Hashable, values: Values) -> None:
        row_before = self.known.get(identity)
        if row_before is not None:
            self.compare(row_before, values)
        elif lacking := missing(row):
            self.stored.refuse(lacking)
        else:
            made = self.model(**values)
            self.known[identity] = made
            self.new.append(made)

    def compare(self, before: Model, values: Values) -> None:
        different = {name for name, value in values.items() if getattr(before, name) != value}
        for name in different:
            setattr(before, name, values[name])
        if not different:
            self.stored.unchanged += 1
            return
        self.stored.changed += 1
        if before.pk is not None:  # else it is new itself, by an earlier row of the batch
            self.differing[before] |= different

    def save(self) -> Stored:
        alike: dict[frozenset[str], list[Model]] = defaultdict(list)
        for row, names in self.differing.items():
            alike[frozenset(names)].append(row)
        for fields, rows in alike.items():
            self.model._default_manager.bulk_update(rows, sorted(fields))
        self.model._default_manager.bulk_create(self.new)
        self.stored.new = len(self.new)
        self.stored.ids = {row.pk for row in self.differing}
        self.stored.fields = {name for names in self.differing.values() for name in names}
        return self.stored


def keyed(model: Keyed, batch: Sequence[Checked], values_of: Callable[[Checked], Values | Refusal]) -> Stored:
    """Rows that their own `key` tells apart, whose columns are named like their fields."""
    known = model._default_manager.filter(key__in=column(batch, "key"))
    saver = Saver(model, {row.key: row for row in known})
    for row in batch:
        values = values_of(row)
        if isinstance(values, Refusal):
            saver.stored.refuse([values])
        else:
            saver.put(row, row.values["key"], values)
    return saver.save()


def column(batch: Iterable[Checked], name: str) -> set[object]:
    return {row.values[name] for row in batch if name in row.values}


def ids_by_key(model: Keyed, keys: set[object]) -> dict[object, int]:
    return dict(model._default_manager.filter(key__in=keys).values_list("key", "pk"))


def what_is_absent(row: Checked, customer: int | None, offer: int | None, version: int | None) -> list[Refusal]:
    refusals = []
    if customer is None:
        refusals.append(Refusal(row.line, "customer", NO_CUSTOMER))
    if offer is None:
        refusals.append(Refusal(row.line, "offer", NO_OFFER))
    elif version is None:
        refusals.append(Refusal(row.line, "version", NO_VERSION))
    return refusals
