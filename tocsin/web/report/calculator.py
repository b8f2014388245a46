"""The page that builds a CVSS vector; it leads back to the score step with the vector filled in."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from tocsin.tickets import drafting
from tocsin.tickets.choices import Category
from tocsin.tickets.models import Draft
from tocsin.vulnerabilities.cvss import Reading
from tocsin.web.answers import done
from tocsin.web.parking import draft_key, waiting
from tocsin.web.requests import Request, is_fragment
from tocsin.web.start.language import switch

from .doors import asking, with_draft
from .forms.calculator import CalculatorForm, vector_in
from .forms.score import ScoreForm


def form_class(posted: Mapping[str, Any]) -> type[CalculatorForm]:
    return CalculatorForm.for_version(str(posted.get("version", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def calculator(request: Request, draft: Draft) -> HttpResponse:
    if not Category(draft.category).has_vulnerability:
        raise Http404
    if request.method == "POST":
        return calculated(request, draft)
    standing = vector_in(draft) if request.GET.get("from") == ScoreForm.step else None
    if standing is None:
        return show(request, draft, form_class(request.GET).shown(draft, asking(request)))
    form = CalculatorForm.for_version(request.GET.get("version", "") or standing.version)
    return show(request, draft, form.of_vector(draft, asking(request), standing))


def calculated(request: Request, draft: Draft) -> HttpResponse:
    form = form_class(request.POST)(draft, asking(request), request.POST)
    drafting.save(draft, form.step, form.typed(request.POST), now=timezone.now())
    if is_fragment(request):
        return render(request, "report/_score.html", form.beside({}))
    if "language" in request.POST or "stay" in request.POST:
        response = done(f"{request.path}?{urlencode({'version': form.version})}")
        switch(request, response, request.POST.get("language", ""))
        return response
    reading = form.reading() if form.is_valid() else None
    if reading is None:
        return show(request, draft, form, status=422)
    hand_over(draft, reading)
    return done(reverse("report-step", args=[draft.pk, ScoreForm.step]))


def hand_over(draft: Draft, reading: Reading) -> None:
    typed = draft.answers.get(ScoreForm.step, {}) | {"vector": [reading.vector]}
    drafting.save(draft, ScoreForm.step, typed, now=timezone.now())


def show(request: Request, draft: Draft, form: CalculatorForm, status: int = 200) -> HttpResponse:
    context = {
        "draft": draft,
        "form": form,
        "back": reverse("report-step", args=[draft.pk, ScoreForm.step]),
        "draft_key": draft_key(request.user, request.path),
        "parked": waiting(request.user, request.path),
        **form.beside(request.GET),
    }
    return render(request, "report/calculator.html", context, status=status)
