"""What a responder fills in to open a ticket towards a publisher."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.accounts.models import Person, Publisher
from tocsin.catalogue.models import Version
from tocsin.lib.errors import Invalid
from tocsin.tickets.choices import Category, Certainty, Priority, SourceKind, Tlp
from tocsin.tickets.new_report import NewReport
from tocsin.vulnerabilities import cve_ids
from tocsin.vulnerabilities.cvss import NotAVector, Reading, read, sentence
from tocsin.vulnerabilities.severities import Severity
from tocsin.web.report.forms.fields import Choice, Line, Moment, Text
from tocsin.web.tickets.forms_desk import CHOOSE_PRIORITY, CHOOSE_SEVERITY, Select
from tocsin.web.tickets.forms_shared import resume

OFFER_MISSING = _("Choose at least one of the publisher’s offers.")
NOT_CHOSEN = ("", pgettext_lazy("choice", "Choose"))


class OpeningForm(forms.Form):
    use_required_attribute = False
    category = Choice(Category.choices, label=_("Category"), missing=_("Choose a category."))
    affected = forms.MultipleChoiceField(
        label=_("Offers and versions"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": OFFER_MISSING, "invalid_choice": OFFER_MISSING},
    )  # fmt: skip
    title = Line(longest=200, label=_("Title"), missing=_("Give it a title."))
    problem = Text(longest=60_000, rows=8, label=_("What is known"), missing=_("Say what is known."))
    cve = Line(longest=2_000, label=_("CVE ids"), help_text=_("One or several, as you have them."))
    vector = Line(longest=2_000, label=_("CVSS vector or calculator address"), mono=True)
    exploited = Choice(
        Certainty.choices, label=_("Is it being exploited, or going on?"), missing=_("Choose an answer.")
    )
    aware_at = Moment(label=_("When did the desk become aware?"), missing=_("Say when."))
    source_kind = Select(
        [NOT_CHOSEN, *SourceKind.choices], _("Where does it come from?"), _("Say where it comes from.")
    )
    source_name = Line(longest=160, label=_("Who told the desk"))
    source_consents = forms.BooleanField(required=False, label=_("The source agrees to be named to the publisher"))
    severity = Select([NOT_CHOSEN, *Severity.choices], _("Severity"), CHOOSE_SEVERITY)
    priority = Select([NOT_CHOSEN, *Priority.choices], _("Priority"), CHOOSE_PRIORITY)
    tlp = Select(Tlp.choices, "TLP", _("Choose a TLP label."))
    embargo_until = Moment(label=_("Embargo until"))
    restricted = forms.BooleanField(required=False, label=_("Restrict to named people, the owners and you"))

    def __init__(self, publisher: Publisher, person: Person, data: Any = None) -> None:
        super().__init__(data=data, label_suffix="", initial={"tlp": Tlp.AMBER})
        self.publisher = publisher
        for field in self.fields.values():
            if isinstance(field, Moment):
                field.in_zone(str(person.zone))
        affected: Any = self.fields["affected"]
        affected.choices = list(offered(publisher))

    def clean_cve(self) -> cve_ids.Listed:
        listed = cve_ids.read_list(self.cleaned_data["cve"], today=timezone.localdate())
        if listed.wrong:
            raise ValidationError([cve_ids.sentence(error) for error in listed.wrong[:5]])
        return listed

    def clean_vector(self) -> list[Reading]:
        typed = self.cleaned_data["vector"]
        try:
            return [read(typed)] if typed else []
        except NotAVector as error:
            raise ValidationError(sentence(error)) from error

    def resume(self, typed: Mapping[str, Any]) -> None:
        resume(self, typed)

    def refuse(self, error: Invalid) -> None:
        for name, sentences in error.fields.items():
            for one in sentences:
                self.add_error(name if name in self.fields else None, str(one))

    def new_report(self, now: datetime, language: str) -> NewReport:
        said = self.cleaned_data
        return NewReport(
            publisher=self.publisher,
            category=Category(said["category"]),
            title=said["title"],
            problem=said["problem"],
            affected=[pair(value) for value in said["affected"]],
            exploited=said["exploited"],
            aware_at=min(said["aware_at"], now),
            cve_ids=list(said["cve"].ids),
            aliases=list(said["cve"].aliases),
            scores=said["vector"],
            tlp=said["tlp"],
            embargo_until=said["embargo_until"],
            restricted=said["restricted"],
            language=language,
            words={name: said[name] for name in ("source_kind", "source_name", "source_consents")},
        )


def offered(publisher: Publisher) -> list[tuple[str, str]]:
    """Every offer, and each of its versions, newest first; two queries."""
    versions = Version.objects.filter(offer__publisher=publisher).select_related("offer")
    by_offer: dict[int, list[tuple[str, str]]] = {}
    for version in versions:
        by_offer.setdefault(version.offer_id, []).append(
            (f"{version.offer_id}:{version.pk}", f"{version.offer} {version}")
        )
    found = []
    for offer in publisher.offers.order_by("name"):
        whole = _("%(offer)s, versions not known") % {"offer": offer}
        found += [*by_offer.get(offer.pk, []), (f"{offer.pk}:", str(whole))]
    return found


def pair(value: str) -> tuple[int, int | None]:
    offer, _colon, version = value.partition(":")
    return int(offer), int(version) if version else None
