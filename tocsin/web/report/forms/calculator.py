"""The base metrics of CVSS as radio groups: a vector without JavaScript and without knowing its letters."""

from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from tocsin.tickets.choices import Category
from tocsin.tickets.models import Draft
from tocsin.vulnerabilities import cvss, metrics

from .base import Asking, StepForm
from .fields import Choice

VERSIONS = ("3.1", "4.0")


def prefix(version: str) -> str:
    return f"v{version[0]}_"


class CalculatorForm(StepForm):
    """Fields are named like `v3_AV`; answers for both versions stay in the draft beside each other."""

    step = "calculator"
    version = VERSIONS[0]

    def adapt(self, category: Category) -> None:
        for metric in metrics.METRICS[self.version]:
            field = Choice(
                [(value.code, value.label) for value in metric.values],
                label=metric.label,
                help_text=metric.sentence,
                missing=_("Choose one of these answers."),
            )
            field.option_help = {value.code: value.sentence for value in metric.values}  # type: ignore[attr-defined]
            self.fields[prefix(self.version) + metric.code] = field

    @classmethod
    def for_version(cls, version: str) -> type["CalculatorForm"]:
        """The form of this CVSS version; of 3.1 for one that it does not know."""
        known = version if version in VERSIONS else VERSIONS[0]
        return type(cls.__name__, (cls,), {"version": known, "__module__": cls.__module__})

    @classmethod
    def of_vector(cls, draft: Draft, asking: Asking, standing: cvss.Reading) -> "CalculatorForm":
        """With the choices that make the vector standing in the score step, where it is of this version."""
        form = cls.shown(draft, asking)
        if standing.version[0] == cls.version[0]:
            typed = {prefix(cls.version) + code: [value] for code, value in metrics.chosen(standing).items()}
            form.data = MultiValueDict(typed)
        return form

    def reading(self) -> cvss.Reading | None:
        """The score of what is chosen; None while something is missing."""
        mark = prefix(self.version)
        choices = {name.removeprefix(mark): str(self[name].value() or "") for name in self.fields}
        try:
            return cvss.read(metrics.build(self.version, choices))
        except cvss.NotAVector:
            return None

    def beside(self, query: Any) -> dict[str, Any]:
        return {"reading": self.reading(), "version": self.version, "versions": VERSIONS}


def vector_in(draft: Draft) -> cvss.Reading | None:
    """The vector that the score step holds, if it can be read."""
    typed = "".join(draft.answers.get("score", {}).get("vector", []))
    try:
        return cvss.read(typed)
    except cvss.NotAVector:
        return None
