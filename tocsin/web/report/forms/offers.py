"""Which offers, and which of their versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.catalogue.models import Offer, Version
from tocsin.tickets.choices import Category
from tocsin.tickets.models import Draft

from ..pasting import Listed, Pasted, Wrong, folded, read_list
from .base import Answer, StepForm
from .fields import Text

MANY = 12  # offers; from here on the page has a filter
SHOWN = 30  # offers at most beside those that are chosen
NAMED_WRONG = 8  # lines of a pasted list that are named one by one

UNKNOWN_OFFER = _("Line %(line)s, “%(text)s”: none of your offers has this name. Correct the line or take it out.")
UNKNOWN_VERSION = _("Line %(line)s: %(offer)s has no version “%(text)s”. Correct the line or take it out.")
ASKED = _("Which offers are concerned?")
GONE = _("Something you chose is not among your offers any more. Choose again.")
MORE_WRONG = _("Further lines could not be read either. Correct these first.")


class Chosen(forms.TypedMultipleChoiceField):
    """Ids ticked among those of the publisher."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            coerce=int,
            required=False,
            error_messages={"invalid_choice": GONE},
            **options,
        )


@dataclass(frozen=True)
class Shelf:
    """One offer as the page shows it."""

    offer: Offer
    ticked: bool
    unknown: bool
    versions: list[tuple[Version, bool]]
    wrong: bool


class OffersForm(StepForm):
    step = "offers"

    offers = Chosen(label=ASKED)
    versions = Chosen(label=_("Which versions are concerned?"))
    unknown = Chosen(label=_("All of them, or I do not know which"))
    pasted = Text(
        label=_("Paste a list instead"),
        longest=40_000,
        rows=4,
        help_text=_("One offer to a line, then its versions, for example “Fine Export; 2.1; 2.2”. CSV works too."),
    )

    def adapt(self, category: Category) -> None:
        self.all_offers = list(self.draft.publisher.offers.prefetch_related("versions"))
        ids = [(offer.pk, offer.name) for offer in self.all_offers]
        version_ids = [(version.pk, version.label) for offer in self.all_offers for version in offer.versions.all()]
        for name, choices in (("offers", ids), ("unknown", ids), ("versions", version_ids)):
            field = self.fields[name]
            assert isinstance(field, Chosen)  # noqa: S101 - as declared above
            field.choices = choices
        self.wrong: set[int] = set()
        self.affected: list[tuple[int, int | None]] = []

    @classmethod
    def beforehand(cls, draft: Draft) -> dict[str, list[str]]:
        offers = list(draft.publisher.offers.values_list("pk", flat=True)[:2])
        return {"offers": [str(offers[0])]} if len(offers) == 1 else {}

    # -- judged ----------------------------------------------------------------------------------------------------
    def judge(self, answers: dict[str, Any]) -> None:
        if {"offers", "versions", "unknown", "pasted"} - set(answers):
            return
        pasted = self.read_pasted(answers["pasted"])
        self.say_wrong(pasted.wrong)
        for offer in self.all_offers:
            versions = self.versions_of(offer, answers, set(pasted.found))
            if offer.pk in answers["offers"] and not versions:
                self.wrong.add(offer.pk)
            self.affected += [(offer.pk, version) for version in versions]
        self.say_missing()

    def versions_of(
        self, offer: Offer, answers: dict[str, Any], pasted: set[tuple[int, int | None]]
    ) -> list[int | None]:
        """Ids of the offer's chosen versions, None among them for "all, or not known"; so too where it has none."""
        known = [version.pk for version in offer.versions.all()]
        named: list[int | None] = [pk for pk in known if pk in answers["versions"] or (offer.pk, pk) in pasted]
        not_known = offer.pk in answers["unknown"] or (offer.pk, None) in pasted
        if not_known or (offer.pk in answers["offers"] and not known):
            named.append(None)
        return named

    def read_pasted(self, text: str) -> Pasted:
        listed = [
            Listed(offer.pk, (offer.name, offer.key), {v.label: v.pk for v in offer.versions.all()})
            for offer in self.all_offers
        ]
        return read_list(text, listed)

    def say_wrong(self, lines: Iterable[Wrong]) -> None:
        wrong = list(lines)
        for line in wrong[:NAMED_WRONG]:
            facts = {"line": line.line, "text": line.text, "offer": line.offer}
            self.add_error("pasted", (UNKNOWN_VERSION if line.offer else UNKNOWN_OFFER) % facts)
        if len(wrong) > NAMED_WRONG:
            self.add_error("pasted", MORE_WRONG)

    def say_missing(self) -> None:
        names = [offer.name for offer in self.all_offers if offer.pk in self.wrong]
        for name in names:
            sentence = _("Tick the versions of %(offer)s, or that you do not know which.")
            self.add_error("versions", sentence % {"offer": name})
        if self.all_offers and not self.affected and not self.errors:
            self.add_error("offers", _("Choose at least one offer."))

    def tidied(self, typed: dict[str, list[str]]) -> dict[str, list[str]]:
        """Once it holds, a pasted list becomes ticks."""
        return typed | {
            "offers": [str(pk) for pk in dict.fromkeys(offer for offer, _version in self.affected)],
            "versions": [str(version) for _offer, version in self.affected if version],
            "unknown": [str(offer) for offer, version in self.affected if version is None],
            "pasted": [""],
        }

    def answers(self) -> list[Answer]:
        lines = []
        for offer in self.all_offers:
            versions = [version for of, version in self.affected if of == offer.pk]
            labels = [version.label for version in offer.versions.all() if version.pk in versions]
            if None in versions:
                labels.append(str(_("all of them, or not known which")))
            if labels:
                lines.append(f"{offer.name}: {', '.join(labels)}")
        return [Answer(ASKED, lines, "list", "#id_offers")]

    def values(self) -> dict[str, Any]:
        return {"affected": self.affected}

    # -- shown -----------------------------------------------------------------------------------------------------
    def beside(self, query: Mapping[str, str]) -> dict[str, Any]:
        wanted = query.get("find", "")[:200]
        shelves, more = self.shelves(wanted)
        return {"find": wanted, "shelves": shelves, "more": more}

    @property
    def has_many(self) -> bool:
        return len(self.all_offers) > MANY

    def shelves(self, wanted: str = "") -> tuple[list[Shelf], int]:
        """What is chosen first, then what the filter finds; and how many more there are that are not shown."""
        made = [self.shelf(offer) for offer in self.all_offers]
        chosen = [shelf for shelf in made if is_chosen(shelf)]
        others = [shelf for shelf in made if not is_chosen(shelf) and folded(wanted) in folded(shelf.offer.name)]
        if not self.has_many:
            return made, 0
        return chosen + others[:SHOWN], max(0, len(others) - SHOWN)

    def shelf(self, offer: Offer) -> Shelf:
        ticked = self.ticked("versions")
        return Shelf(
            offer,
            ticked=str(offer.pk) in self.ticked("offers"),
            unknown=str(offer.pk) in self.ticked("unknown"),
            versions=[(version, str(version.pk) in ticked) for version in offer.versions.all()],
            wrong=offer.pk in self.wrong,
        )

    def ticked(self, name: str) -> set[str]:
        value = self[name].value()
        return {str(item) for item in value} if isinstance(value, list) else set()


def is_chosen(shelf: Shelf) -> bool:
    return shelf.ticked or shelf.unknown or any(ticked for _version, ticked in shelf.versions)
