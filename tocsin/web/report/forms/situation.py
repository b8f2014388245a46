"""Is it going on, since when is it known, and can the publisher's own mail be trusted."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.tickets.choices import Category, Certainty

from .base import StepForm
from .fields import Choice, Moment

CLOCKS_DIFFER = timedelta(minutes=5)  # between the reader's clock and ours; more is a slip

EXPLOITED = {
    Category.VULNERABILITY: _("Is it being exploited?"),
    Category.INCIDENT: _("Is it still going on?"),
    Category.BOTH: _("Is it being exploited, or still going on?"),
}


class SituationForm(StepForm):
    step = "situation"

    exploited = Choice(
        Certainty.choices,
        label=_("Is it being exploited, or still going on?"),
        help_text=_("“Yes” alerts our on-call responder as soon as you send the report, at any hour."),
        missing=_("Say whether it is being exploited or going on. “I do not know” is an answer."),
    )
    aware = Moment(
        label=_("When did you become aware of it?"),
        help_text=_("When somebody on your side first had reason to believe it. Legal deadlines count from then."),
        missing=_("Give the date and time when you became aware of it; as near as you know it."),
    )
    accounts_compromised = Choice(
        Certainty.choices,
        label=_("May your own accounts or mail be compromised?"),
        help_text=_("If so, we send nothing to your addresses and reach you by telephone."),
        missing=_("Say whether your own accounts or mail may be compromised. “I do not know” is an answer."),
    )

    def adapt(self, category: Category) -> None:
        self.fields["exploited"].label = EXPLOITED[category]

    def judge(self, answers: dict[str, Any]) -> None:
        aware = answers.get("aware")
        if aware and aware > self.asking.now + CLOCKS_DIFFER:
            self.add_error("aware", _("This moment lies in the future. Check date, time and time zone."))
        elif aware:
            answers["aware"] = min(aware, self.asking.now)

    def values(self) -> dict[str, Any]:
        return {
            "exploited": self.cleaned_data["exploited"],
            "aware_at": self.cleaned_data["aware"],
            "accounts_compromised": self.cleaned_data["accounts_compromised"],
        }
