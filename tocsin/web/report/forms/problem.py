"""What the problem is, in the publisher's words; for an incident also what it touched."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tocsin.tickets.choices import Category, Certainty, DataExposed
from tocsin.tickets.models import Draft

from .base import StepForm
from .fields import Choice, Line, Moment, Text

LONGEST = 40_000  # characters; the same bound as of the renderer, so that all of it is shown rendered

ONLY_HEADINGS = _("So far there are only headings. Write under those that you can say something about.")
ASKED_OF_INCIDENTS = ("began", "data_exposed", "attackers_control", "contained", "customers_hit")


def headings(category: Category) -> list[str]:
    """The questions that a good description answers, as headings to write under."""
    incident = [_now("What happened"), _now("How it was noticed"), _now("What has been done so far")]
    vulnerability = [
        _now("What the weakness is"),
        _now("How it can be used, and by whom"),
        _now("What can be reached or changed"),
        _now("How it was found"),
    ]
    return incident * category.has_incident + vulnerability * category.has_vulnerability


def template(category: Category) -> str:
    return "\n".join(f"# {heading}\n\n" for heading in headings(category))


def says_something(text: str) -> bool:
    """Whether there is more than headings: the template alone is no description, in whatever language."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


class ProblemForm(StepForm):
    step = "problem"
    markdown = frozenset({"problem"})

    title = Line(
        label=_("Title"),
        longest=200,
        help_text=_(
            "Good: “Path traversal in the export, versions 1.0 to 1.2”. Not so good: “Urgent problem!!!”. "
            "Mails carry the confirmation number instead of the title, so it does not travel."
        ),
        missing=_("Give the report a title: what is wrong, and where."),
    )
    problem = Text(
        label=_("What is the problem?"),
        longest=LONGEST,
        rows=16,
        missing=_("Describe the problem. A few sentences are enough to begin with."),
    )
    began = Moment(label=_("When did it begin?"))
    data_exposed = Choice(
        DataExposed.choices,
        label=_("Which data could be reached?"),
        missing=_("Say which data could be reached. “I do not know” is an answer."),
    )
    attackers_control = Choice(
        Certainty.choices,
        label=_("Do attackers control the offer’s code, or credentials of yours?"),
        help_text=_("For example a signing key, an account that publishes releases, a build server."),
        missing=_("Say whether attackers control code or credentials. “I do not know” is an answer."),
    )
    contained = Choice(
        Certainty.choices,
        label=_("Is it contained?"),
        help_text=_("Contained means that it cannot spread, and that whoever got in has lost the way in."),
        missing=_("Say whether it is contained. “I do not know” is an answer."),
    )
    customers_hit = Line(
        label=_("How many customers are concerned?"),
        longest=200,
        help_text=_("A number or a guess, in your own words."),
    )

    def adapt(self, category: Category) -> None:
        if not category.has_incident:
            for name in ASKED_OF_INCIDENTS:
                del self.fields[name]

    @classmethod
    def beforehand(cls, draft: Draft) -> dict[str, list[str]]:
        return {"problem": [template(Category(draft.category))]}

    def judge(self, answers: dict[str, Any]) -> None:
        if answers.get("problem") and not says_something(answers["problem"]):
            self.add_error("problem", ONLY_HEADINGS)
        began = answers.get("began")
        if began and began > self.asking.now:
            self.add_error("began", _("This moment lies in the future. Check date, time and time zone."))

    def values(self) -> dict[str, Any]:
        return {"title": self.cleaned_data["title"], "problem": self.cleaned_data["problem"]}

    def words(self) -> dict[str, Any]:
        if "began" not in self.fields:
            return {}
        return {
            "began_at": self.cleaned_data["began"],
            **{name: self.cleaned_data[name] for name in ASKED_OF_INCIDENTS if name != "began"},
        }
