"""Is there a resolution or a mitigation, and what has to be done for it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .base import StepForm
from .fields import Choice, Text

YES_OR_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
YES_OR_NOT_YET = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "Not yet"))]


class RemediationForm(StepForm):
    step = "remediation"
    when = {"remediation": ("mitigation", "yes")}
    needed = {"remediation": _("Describe the remediation steps, or answer that there is no resolution yet.")}
    markdown = frozenset({"remediation"})

    mitigation = Choice(
        YES_OR_NOT_YET,
        label=_("Is there a resolution or a mitigation?"),
        help_text=_("A fixed version, a setting to change, a feature to switch off, a key to replace."),
        missing=_("Say whether there is a resolution or a mitigation."),
    )
    remediation = Text(
        label=_("Remediation steps"),
        longest=20_000,
        rows=8,
        help_text=_("What has to be done, by whom, in which order; and how one sees that it worked."),
    )

    def words(self) -> dict[str, Any]:
        return {
            "mitigation": self.cleaned_data["mitigation"] == "yes",
            "remediation": self.cleaned_data["remediation"],
        }
