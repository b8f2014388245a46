"""The request as a table of steps, and how it is read from a draft."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.tickets.choices import Category
from tocsin.tickets.models import Draft

from .forms.base import Asking, StepForm
from .forms.customers import CustomersForm
from .forms.files import FilesForm
from .forms.offers import OffersForm
from .forms.problem import ProblemForm
from .forms.remediation import RemediationForm
from .forms.score import ScoreForm
from .forms.sharing import SharingForm
from .forms.situation import SituationForm


def always(_category: Category) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    form: type[StepForm]
    title: Promise
    applies: Callable[[Category], bool] = always

    @property
    def name(self) -> str:
        """Its place in addresses and in `Draft.answers`."""
        return self.form.step

    def url(self, draft: Draft) -> str:
        return reverse("report-step", args=[draft.pk, self.name])


STEPS = (
    Step(OffersForm, _("Offers and versions")),
    Step(SituationForm, _("The situation")),
    Step(ProblemForm, _("The problem")),
    Step(ScoreForm, _("CVE and score"), lambda category: category.has_vulnerability),
    Step(RemediationForm, _("Resolution or mitigation")),
    Step(CustomersForm, _("Your customers")),
    Step(FilesForm, _("Files")),
    Step(SharingForm, _("Who may know")),
)


def steps_of(draft: Draft) -> list[Step]:
    """The steps that the draft's category asks, in order."""
    return [step for step in STEPS if step.applies(Category(draft.category))]


def forms_of(draft: Draft, asking: Asking) -> list[StepForm]:
    """Every step as it stands in the draft, to be judged."""
    return [step.form.of(draft, asking) for step in steps_of(draft)]


def check_url(draft: Draft) -> str:
    return reverse("report-check", args=[draft.pk])


def after(draft: Draft, step: Step) -> str:
    """The address of what follows a step: the next one, or the check."""
    following = steps_of(draft)
    rest = following[following.index(step) + 1 :] if step in following else following
    return rest[0].url(draft) if rest else check_url(draft)


def before(draft: Draft, step: Step) -> str:
    """The address of what the back link leads to; from the first step, the page where the draft began."""
    earlier = steps_of(draft)
    place = earlier.index(step) if step in earlier else 0
    return earlier[place - 1].url(draft) if place else reverse("report")


def resume_url(draft: Draft, asking: Asking) -> str:
    """The first step that has not been answered, or not rightly, else the check."""
    for step, form in zip(steps_of(draft), forms_of(draft, asking), strict=True):
        if step.name not in draft.answers or not form.is_valid():
            return step.url(draft)
    return check_url(draft)


def progress(draft: Draft, step: Step | None) -> tuple[int, int]:
    """Which of how many; the check, which is no Step, comes last."""
    steps = steps_of(draft)
    return (steps.index(step) + 1 if step in steps else len(steps) + 1), len(steps) + 1
