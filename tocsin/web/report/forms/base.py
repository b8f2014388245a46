"""What every step's form shares: it is made of a draft, keeps what is typed, and asks some things only sometimes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from tocsin.tickets.choices import Category
from tocsin.tickets.models import Draft

from .fields import Moment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Answer:
    """One line of the check: `kind` is "text", "markdown", "moment", "list", "files" or "reading"."""

    label: "StrOrPromise"
    value: Any
    kind: str = "text"
    field: str = ""  # the id on the step's page


@dataclass(frozen=True)
class Asking:
    """The circumstances of asking: whose zone an hour is meant in, and what time it is."""

    zone: str
    now: datetime


class StepForm(forms.Form):
    """One step of the request.

    `when` maps a field to (another field, the answer that makes it asked); `needed` gives the sentence for one that is
    asked so and left empty. `markdown` names the texts that are shown rendered.
    """

    step: ClassVar[str]
    when: ClassVar[Mapping[str, tuple[str, str]]] = {}
    needed: ClassVar["Mapping[str, StrOrPromise]"] = {}
    markdown: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False  # our sentences, not the browser's bubbles

    def __init__(self, draft: Draft, asking: Asking, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data=data, label_suffix="")
        self.draft = draft
        self.asking = asking
        for field in self.fields.values():
            if isinstance(field, Moment):
                field.in_zone(asking.zone)
        self.adapt(Category(draft.category))

    def adapt(self, category: Category) -> None:
        """Leaves out or rewords what this category does not ask; choices that depend on the draft are set here."""

    # -- made of a draft -------------------------------------------------------------------------------------------
    @classmethod
    def of(cls, draft: Draft, asking: Asking) -> Self:
        """The form as it stands in the draft, to be judged."""
        return cls(draft, asking, MultiValueDict(draft.answers.get(cls.step, {})))

    @classmethod
    def shown(cls, draft: Draft, asking: Asking) -> Self:
        """The form to be filled in: exactly what was typed, not judged yet; `beforehand` where nothing was."""
        data = draft.answers[cls.step] if cls.step in draft.answers else cls.beforehand(draft)
        form = cls(draft, asking, MultiValueDict(data))
        form.trust()
        return form

    def trust(self) -> None:
        """Takes what is typed as it is: no sentence is said before the reader has finished."""
        self._errors: dict[str, Any] | None = ErrorDict()
        self.cleaned_data = {}

    @classmethod
    def beforehand(cls, draft: Draft) -> dict[str, list[str]]:
        """What stands in the form before anything has been typed."""
        return {}

    def typed(self, posted: QueryDict) -> dict[str, list[str]]:
        """What to keep of a POST: this form's own fields, beside answers to what the category does not ask now."""
        kept: dict[str, list[str]] = {**self.draft.answers.get(self.step, {})}
        return kept | {name: posted.getlist(name) for name in self.names()}

    def names(self) -> list[str]:
        """The names under which browsers post this form."""
        return [
            self.add_prefix(name) + suffix
            for name, field in self.fields.items()
            for suffix in getattr(field.widget, "widgets_names", [""])
        ]

    # -- judged ----------------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        for name in self.fields:
            if not self.asked(name):
                self.errors.pop(name, None)
                self.cleaned_data[name] = "" if not isinstance(self.fields[name], Moment) else None
            elif name in self.needed and name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, str(self.needed[name]))
        self.judge(self.cleaned_data)
        return self.cleaned_data

    def judge(self, answers: dict[str, Any]) -> None:
        """Rules between fields; those with an error are absent from `answers`."""

    def asked(self, name: str) -> bool:
        """Whether the question is put at all, given the answers it depends on."""
        if name not in self.when:
            return True
        other, answer = self.when[name]
        return str(self.cleaned_data.get(other)) == answer

    # -- shown -----------------------------------------------------------------------------------------------------
    def beside(self, query: Mapping[str, str]) -> dict[str, Any]:
        """What the step's page shows beside its fields; `query` is the page's own."""
        return {}

    def answers(self) -> list[Answer]:
        """What has been answered, question by question, of a judged form; what is not asked is left out."""
        return [self.answer(name) for name in self.fields if self.asked(name)]

    def answer(self, name: str) -> Answer:
        bound = self[name]
        value = self.cleaned_data.get(name)
        kind = "text"
        if isinstance(bound.field, Moment):
            kind = "moment"
        elif isinstance(bound.field, forms.MultipleChoiceField):
            kind, value = "list", [label for key, label in flat(bound.field.choices) if key in map(str, value or [])]
        elif isinstance(bound.field, forms.ChoiceField):
            value = dict(flat(bound.field.choices)).get(value or "", "")
        elif name in self.markdown:
            kind = "markdown"
        return Answer(str(bound.label), value, kind, f"#{bound.auto_id}")

    def gaps(self) -> list[tuple[str, str]]:
        """Each error of a judged form with the place on the step's page that it is about."""
        return [(f"#{bound.auto_id}", str(error)) for bound in self for error in bound.errors]

    # -- handed on -------------------------------------------------------------------------------------------------
    def tidied(self, typed: dict[str, list[str]]) -> dict[str, list[str]]:
        """What to keep of a valid form in place of what was typed, where the two say the same."""
        return typed

    def values(self) -> dict[str, Any]:
        """Arguments of `NewReport`, from a valid form."""
        return {}

    def words(self) -> dict[str, Any]:
        """Columns of `Report` beside them, from a valid form."""
        return {}


def flat(choices: Any) -> list[tuple[str, str]]:
    return [(str(key), str(label)) for key, label in choices]
