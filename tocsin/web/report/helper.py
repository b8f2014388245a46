"""Three questions for those who are not sure what kind of event it is. The page keeps no state but its address."""

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tocsin.tickets.choices import Category
from tocsin.web.requests import Request

from .forms.fields import Choice
from .forms.remediation import YES_OR_NO

MISSING = _("Answer this question with yes or no; say yes if you are not sure.")


class HelperForm(forms.Form):
    attacker = Choice(
        YES_OR_NO,
        label=_(
            "Has somebody got in, taken or changed something, or misused an account, a key or a release? "
            "Or may they have?"
        ),
        missing=MISSING,
    )
    weakness = Choice(
        YES_OR_NO,
        label=_("Is there a weakness in your offer that somebody could use, whether or not anybody has?"),
        missing=MISSING,
    )
    harm = Choice(
        YES_OR_NO,
        label=_("Can it harm customers: their data, their secrets, or what the offer does for them?"),
        missing=MISSING,
    )
    use_required_attribute = False


QUESTIONS = tuple(HelperForm.base_fields)


def suggest(attacker: bool, weakness: bool, harm: bool) -> Category | None:
    """The category that the three answers point to; None where it is no security event."""
    if weakness:
        return Category.BOTH if attacker else Category.VULNERABILITY
    return Category.INCIDENT if attacker or harm else None


def answers_in(query: Mapping[str, str]) -> dict[str, str]:
    """The helper's three answers where an address or a form carries all of them, else nothing."""
    answers = {name: query.get(name, "") for name in QUESTIONS}
    return answers if set(answers.values()) <= {"yes", "no"} else {}


def suggestion(answers: Mapping[str, str]) -> Category | None:
    return suggest(**{name: answers[name] == "yes" for name in QUESTIONS}) if answers else None


@require_safe
def helper(request: Request) -> HttpResponse:
    asked = any(name in request.GET for name in QUESTIONS)
    form = HelperForm(request.GET if asked else None, label_suffix="")
    answers = answers_in(request.GET)
    kept = [(name, value) for name, value in request.GET.items() if name not in QUESTIONS]
    context = {"form": form, "answered": bool(answers), "suggested": suggestion(answers), "kept": kept}
    return render(request, "report/helper.html", context)
