"""Check your answers, and send: the last page before the report becomes a ticket."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tocsin.correspondence.audience import mail_stops_for
from tocsin.tickets import drafting, intake
from tocsin.tickets.choices import Category, Certainty
from tocsin.tickets.deadlines import acknowledge_by
from tocsin.tickets.models import DeskCalendar, Draft, Ticket
from tocsin.web.answers import done
from tocsin.web.parking import draft_key
from tocsin.web.requests import Request

from .doors import asking, confirmation_url, with_draft
from .forms.base import StepForm
from .forms.fields import Choice
from .forms.score import ScoreForm
from .forms.situation import SituationForm
from .sending import new_report
from .start import CATEGORY_HELP
from .steps import check_url, forms_of, progress, steps_of

TWINS_SHOWN = 5


@require_safe
@with_draft
def check(request: Request, draft: Draft) -> HttpResponse:
    return show(request, draft, forms_of(draft, asking(request)))


def show(request: Request, draft: Draft, judged: list[StepForm], status: int = 200) -> HttpResponse:
    now = timezone.now()
    parts = [part(draft, *pair) for pair in zip(steps_of(draft), judged, strict=True)]
    missing = [gap for one in parts for gap in one["gaps"]]
    number, of = progress(draft, None)
    context = {
        "draft": draft,
        "parts": parts,
        "missing": missing,
        "errors": missing if status == 422 else [],
        "number": number,
        "of": of,
        "back": steps_of(draft)[-1].url(draft),
        "acknowledged_by": acknowledge_by(now, DeskCalendar.for_region(draft.publisher.region).calendar),
        "twins": twins(request, judged),
        "draft_key": draft_key(request.user, check_url(draft)),
        **consequences(draft, judged),
    }
    return render(request, "report/check.html", context, status=status)


def part(draft: Draft, step: Any, form: StepForm) -> dict[str, Any]:
    form.full_clean()
    url = f"{step.url(draft)}?from=check"
    gaps = [{"href": url + place, "sentence": sentence} for place, sentence in form.gaps()]
    return {"title": step.title, "url": url, "answers": form.answers(), "gaps": gaps}


def consequences(draft: Draft, judged: list[StepForm]) -> dict[str, Any]:
    """What sending will set off, as far as the answers decide it."""
    situation = next(form for form in judged if isinstance(form, SituationForm)).cleaned_data
    compromised = situation.get("accounts_compromised") == Certainty.YES
    return {
        "urgent": situation.get("exploited") == Certainty.YES,
        "no_mail": compromised or mail_stops_for(draft.publisher_id),
        "desk_address": settings.DESK_ADDRESS,
    }


def twins(request: Request, judged: list[StepForm]) -> list[Ticket]:
    """Tickets of the reader's own side about the same CVE: perhaps this has been reported already."""
    ids = [cve for form in judged if isinstance(form, ScoreForm) for cve in form.understood.cve_ids]
    if not ids:
        return []
    seen = Ticket.objects.visible_to(request.user).filter(findings__cve_id__in=ids)
    return list(seen.distinct().order_by("-submitted_at")[:TWINS_SHOWN])


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def submission(request: Request, draft: Draft) -> HttpResponse:
    """Sends the report, once: whoever comes second is led to the same confirmation. A GET leads to the check."""
    if request.method != "POST":
        return done(check_url(draft))
    judged = forms_of(draft, asking(request))
    if any(form.errors for form in judged):
        return show(request, draft, judged, status=422)
    new = new_report(draft, judged, get_language() or settings.LANGUAGE_CODE)
    try:
        ticket = intake.submit(draft, new, by=request.user, now=timezone.now())
    except intake.AlreadySubmitted as twice:
        ticket = twice.ticket
    return done(confirmation_url(ticket))


# -- the kind of event, and the end of a draft ------------------------------------------------------------------------
class CategoryForm(forms.Form):
    category = Choice(Category.choices, label=_("What kind of event is it?"), missing=_("Choose the kind of event."))
    use_required_attribute = False


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def category(request: Request, draft: Draft) -> HttpResponse:
    form = CategoryForm(
        request.POST if request.method == "POST" else None, initial={"category": draft.category}, label_suffix=""
    )
    if request.method == "POST" and form.is_valid():
        drafting.change_category(draft, Category(form.cleaned_data["category"]), now=timezone.now())
        return done(check_url(draft))
    context = {"draft": draft, "form": form, "category_help": CATEGORY_HELP, "back": check_url(draft)}
    return render(request, "report/category.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def deletion(request: Request, draft: Draft) -> HttpResponse:
    if request.method == "POST":
        drafting.delete(draft)
        return done("/report/")
    return render(request, "report/deletion.html", {"draft": draft})
