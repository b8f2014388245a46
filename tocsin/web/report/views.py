"""One step of the request to a page: shown as typed, saved as typed, judged when it is left."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from tocsin.tickets import drafting
from tocsin.tickets.models import Draft
from tocsin.web.answers import done
from tocsin.web.parking import draft_key, waiting
from tocsin.web.requests import Request
from tocsin.web.start.language import switch

from .doors import asking, with_draft
from .files import receive_all
from .forms.base import StepForm
from .forms.files import FilesForm
from .steps import Step, after, before, check_url, progress, resume_url, steps_of


def step_or_404(draft: Draft, name: str) -> Step:
    step = next((step for step in steps_of(draft) if step.name == name), None)
    if step is None:
        raise Http404
    return step


def from_check(request: Request) -> bool:
    """Whether a Change link led here, so that the way leads back to the check."""
    return request.GET.get("from") == "check"


@require_safe
@with_draft
def resume(request: Request, draft: Draft) -> HttpResponse:
    return done(resume_url(draft, asking(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def step(request: Request, draft: Draft, name: str) -> HttpResponse:
    this = step_or_404(draft, name)
    if request.method == "POST":
        return answer(request, draft, this)
    judged = from_check(request) and name in draft.answers  # led here by "missing": say at once what is
    return show(request, draft, this, (this.form.of if judged else this.form.shown)(draft, asking(request)))


def answer(request: Request, draft: Draft, this: Step) -> HttpResponse:
    """Saved whatever it says; then judged, unless the reader is not done with it yet (a preview, another language)."""
    form = this.form(draft, asking(request), request.POST)
    typed = form.typed(request.POST)
    refused = receive_all(request, draft) if isinstance(form, FilesForm) else []
    if wants_to_stay(request):
        drafting.save(draft, this.name, typed, now=timezone.now())
        for sentence in refused:
            messages.error(request, sentence)
        return stayed(request, draft)
    for sentence in refused:
        form.add_error("files", sentence)
    if not form.is_valid():
        drafting.save(draft, this.name, typed, now=timezone.now())
        return show(request, draft, this, form, status=422)
    drafting.save(draft, this.name, form.tidied(typed), now=timezone.now())
    return done(check_url(draft) if from_check(request) else after(draft, this))


def wants_to_stay(request: Request) -> bool:
    return any(name in request.POST for name in ("language", "preview", "stay", "calculator"))


def stayed(request: Request, draft: Draft) -> HttpResponse:
    """The same page again, in the language, with the preview or the filter that was asked for; or the calculator."""
    if "calculator" in request.POST:
        return done(f"{reverse('report-calculator', args=[draft.pk])}?from=score")
    query = {"from": "check"} if from_check(request) else {}
    query |= {name: request.POST[name][:200] for name in ("preview", "find") if request.POST.get(name)}
    place = "#preview" if "preview" in query else ""
    response = done(request.path + (f"?{urlencode(query)}" if query else "") + place)
    switch(request, response, request.POST.get("language", ""))
    return response


def show(request: Request, draft: Draft, this: Step, form: StepForm, status: int = 200) -> HttpResponse:
    number, of = progress(draft, this)
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "step": this,
        "number": number,
        "of": of,
        "back": check_url(draft) if from_check(request) else before(draft, this),
        "from_check": from_check(request),
        "draft_key": draft_key(request.user, request.path),
        "parked": waiting(request.user, request.path),
        **form.beside(request.GET),
    }
    preview = request.GET.get("preview", "")
    if preview in form.markdown and preview in form.fields:
        context |= {"previewed": preview, "preview": form[preview].value()}
    return render(request, f"report/{this.name}.html", context, status=status)
