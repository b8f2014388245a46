"""From the judged forms of all steps to the plain values that `intake.submit` takes."""

from collections.abc import Iterable
from typing import Any

from tocsin.tickets.choices import Category
from tocsin.tickets.models import Draft
from tocsin.tickets.new_report import NewReport

from .forms.base import StepForm


def new_report(draft: Draft, forms: Iterable[StepForm], language: str) -> NewReport:
    """Of valid forms only; `language` is the one the report is written in."""
    values: dict[str, Any] = {}
    words: dict[str, Any] = {"helper_answers": helper_answers(draft)}
    for form in forms:
        values |= form.values()
        words |= form.words()
    return NewReport(
        publisher=draft.publisher, category=Category(draft.category), language=language, words=words, **values
    )


def helper_answers(draft: Draft) -> dict[str, str]:
    """Question to answer, where the three-question helper was used."""
    return {question: answers[0] for question, answers in draft.answers.get("helper", {}).items() if answers}
