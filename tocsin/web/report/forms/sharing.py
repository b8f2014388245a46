"""Who may know: TLP label, embargo, restriction; the publisher's own reference; a remark for the desk alone."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.tickets.choices import Category, Tlp
from tocsin.tickets.models import Draft

from .base import StepForm
from .fields import Choice, Line, Moment, Text

ALL, NAMED = "all", "named"
# As IANA's database names its zones; what else it has are names of old.
PARTS_OF_THE_WORLD = {
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
}  # fmt: skip

TLP_HELP = {
    Tlp.CLEAR: _("May be told to everybody."),
    Tlp.GREEN: _("May be told within the security community, not in public."),
    Tlp.AMBER: _("Stays with us and with customers who need to know it to protect themselves."),
    Tlp.AMBER_STRICT: _("Stays with the response desk and you, and is not passed on to customers."),
    Tlp.RED: _("For the named people only; the ticket is restricted."),
}


class SharingForm(StepForm):
    step = "sharing"
    when = {"restricted_to": ("who", NAMED)}

    tlp = Choice(Tlp.choices, label=_("How far may it be told?"), missing=_("Choose a TLP label."))
    embargo = Moment(
        label=_("Embargo until"),
        help_text=_("The moment before which nothing may be published, if one has been agreed."),
        zone_is_asked=True,
    )
    who = Choice(
        [(ALL, ""), (NAMED, "")],
        label=_("Who on your side may see it?"),
        missing=_("Say who on your side may see the ticket."),
    )
    restricted_to = forms.TypedMultipleChoiceField(
        label=_("Colleagues who may see it"),
        help_text=_("You and the owners see it in any case."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these people is not your colleague any more. Choose again.")},
    )
    reference = Line(
        label=_("Your own reference"),
        longest=80,
        help_text=_("Your own number for it, for example SEC-1234. It is shown with the ticket."),
    )
    private_remark = Text(
        label=_("Private remark for the response desk"),
        longest=10_000,
        rows=3,
        help_text=_("Only the response desk reads this. It is never shared or published."),
    )

    tlp_help = TLP_HELP

    def adapt(self, category: Category) -> None:
        names = {"publisher": self.draft.publisher.name}
        self.choices("who").choices = [
            (ALL, _("All members of %(publisher)s") % names),
            (NAMED, _("Only I, the owners of %(publisher)s, and colleagues I name") % names),
        ]
        self.choices("restricted_to").choices = lambda: [(person.pk, str(person)) for person in self.colleagues()]

    def choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        return field

    def colleagues(self) -> list[Person]:
        members = Person.objects.filter(memberships__publisher=self.draft.publisher, is_active=True)
        return list(members.exclude(pk=self.draft.person_id).order_by("name", "email"))

    @property
    def zones(self) -> list[str]:
        """Names to choose from while typing; every other one is taken as well."""
        places = (name for name in available_timezones() if name.partition("/")[0] in PARTS_OF_THE_WORLD)
        return [*sorted(places), "UTC"]

    @classmethod
    def beforehand(cls, draft: Draft) -> dict[str, list[str]]:
        return {"tlp": [Tlp.AMBER], "who": [ALL]}

    def judge(self, answers: dict[str, Any]) -> None:
        if answers.get("embargo") and answers["embargo"] < self.asking.now:
            self.add_error("embargo", _("This moment has passed. An embargo ends in the future, or there is none."))

    def values(self) -> dict[str, Any]:
        return {
            "tlp": self.cleaned_data["tlp"],
            "embargo_until": self.cleaned_data["embargo"],
            "restricted": self.cleaned_data["who"] == NAMED or self.cleaned_data["tlp"] == Tlp.RED,
            "restricted_to": list(self.cleaned_data["restricted_to"]),
            "reference": self.cleaned_data["reference"],
        }

    def words(self) -> dict[str, Any]:
        return {"private_remark": self.cleaned_data["private_remark"]}
