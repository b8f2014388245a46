"""Is there a message for customers: its draft, its language, and when it should go out."""

from functools import cache
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tocsin.tickets.choices import Category
from tocsin.tickets.models import Draft

from .base import StepForm
from .fields import Choice, Moment, Text
from .remediation import YES_OR_NOT_YET


def languages() -> list[tuple[str, str]]:
    """Every living language of two letters by its name in the reader's, with ours first by their own names."""
    return languages_in(get_language() or settings.LANGUAGE_CODE)


@cache
def languages_in(reader: str) -> list[tuple[str, str]]:
    ours = list(settings.LANGUAGES)
    names = Locale.parse(reader).languages
    known = {code for code, _name in ours}
    others = [(code, name) for code, name in names.items() if len(code) == 2 and code not in known]
    return [*ours, *sorted(others, key=lambda pair: pair[1].casefold())]


class CustomersForm(StepForm):
    step = "customers"
    when = {
        "customer_message": ("message", "yes"),
        "customer_message_language": ("message", "yes"),
        "wish": ("message", "yes"),
    }
    needed = {
        "customer_message": _("Write the draft of the message, or answer that there is none yet."),
        "customer_message_language": _("Choose the language of the message."),
    }
    markdown = frozenset({"customer_message"})

    message = Choice(
        YES_OR_NOT_YET,
        label=_("Is there a message for customers?"),
        help_text=_("You and the desk finish it together. Nothing is sent to customers before both have approved it."),
        missing=_("Say whether there is a message for customers."),
    )
    customer_message = Text(label=_("Draft of the message"), longest=20_000, rows=8)
    customer_message_language = forms.ChoiceField(
        label=_("Language of the message"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of these languages.")},
    )
    wish = Moment(label=_("When would you like it sent?"), help_text=_("Leave it empty for “as soon as possible”."))

    def adapt(self, category: Category) -> None:
        field = self.fields["customer_message_language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = languages

    @classmethod
    def beforehand(cls, draft: Draft) -> dict[str, list[str]]:
        return {"customer_message_language": [draft.publisher.language]}

    def judge(self, answers: dict[str, Any]) -> None:
        if answers.get("wish") and answers["wish"] < self.asking.now:
            self.add_error("wish", _("This moment has passed. Choose a later one, or leave it empty."))

    def words(self) -> dict[str, Any]:
        return {
            "customer_message": self.cleaned_data["customer_message"],
            "customer_message_language": self.cleaned_data["customer_message_language"],
            "customer_message_wish": self.cleaned_data["wish"],
        }
