"""What a step's page asks for without being left: saving while typing, previews, what was parked."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tocsin.tickets import drafting
from tocsin.tickets.models import Draft
from tocsin.web.answers import done
from tocsin.web.parking import take
from tocsin.web.requests import Request

from .calculator import form_class
from .doors import asking, with_draft
from .forms.base import StepForm
from .forms.calculator import CalculatorForm
from .forms.offers import OffersForm
from .forms.score import ScoreForm
from .views import step_or_404

PREVIEWED = ("problem", "remediation", "customer_message")


def form_of(draft: Draft, name: str, posted: QueryDict) -> type[StepForm]:
    return form_class(posted) if name == CalculatorForm.step else step_or_404(draft, name).form


@require_POST
@with_draft
def save(request: Request, draft: Draft, name: str) -> HttpResponse:
    """Keeps what is typed, unjudged; "Saved 10:42" goes beside the button."""
    now = timezone.now()
    form = form_of(draft, name, request.POST)(draft, asking(request), request.POST)
    drafting.save(draft, name, form.typed(request.POST), now=now)
    return render(request, "report/_saved.html", {"saved_at": now})


@require_POST
@with_draft
def parked(request: Request, draft: Draft, name: str) -> HttpResponse:
    """What arrived after the session had lapsed: taken into the draft, or thrown away, as the reader says."""
    page = reverse("report-step", args=[draft.pk, name])
    answers = take(request.user, page)
    if answers and request.POST.get("use"):
        posted = QueryDict(mutable=True)
        for field, values in answers.items():
            posted.setlist(field, values)
        form = form_of(draft, name, posted)(draft, asking(request), posted)
        drafting.save(draft, name, form.typed(posted), now=timezone.now())
    return done(page)


@require_POST
def preview(request: Request) -> HttpResponse:
    """The Markdown of the field that the pressed button names, as it will be shown."""
    name = request.POST.get("preview", "")
    text = request.POST.get(name, "") if name in PREVIEWED else ""
    return render(request, "report/_preview.html", {"preview": text, "previewed": name})


@require_POST
@with_draft
def found(request: Request, draft: Draft) -> HttpResponse:
    """The list of offers, filtered; what is ticked is kept on the way."""
    form = OffersForm(draft, asking(request), request.POST)
    drafting.save(draft, form.step, form.typed(request.POST), now=timezone.now())
    shown = OffersForm.shown(draft, asking(request))
    return render(request, "report/_offers.html", {"form": shown, **shown.beside(request.POST)})


@require_POST
@with_draft
def understood(request: Request, draft: Draft) -> HttpResponse:
    """What is made of the CVE ids and the vector that are being typed."""
    form = ScoreForm(draft, asking(request), request.POST)
    form.full_clean()
    return render(request, "report/_understood.html", {"understood": form.understood})
