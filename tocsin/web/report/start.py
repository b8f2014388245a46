"""Where a report begins: what to have at hand, what kind of event it is, and the drafts that wait."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tocsin.accounts.models import Publisher
from tocsin.catalogue.models import Offer
from tocsin.lib.errors import Invalid
from tocsin.tickets import drafting
from tocsin.tickets.choices import Category
from tocsin.tickets.deadlines import acknowledge_by
from tocsin.tickets.models import DeskCalendar, Draft
from tocsin.web.answers import done
from tocsin.web.context import publishers_of
from tocsin.web.requests import Request
from tocsin.web.start.language import switch

from . import helper
from .doors import ONLY_READS
from .forms.fields import Choice
from .steps import STEPS

CATEGORY_HELP = {
    Category.INCIDENT: _("Something has happened: somebody got in, data left, an account or a release was misused."),
    Category.VULNERABILITY: _("A weakness in your offer that could be used, whether or not anybody has."),
    Category.BOTH: _("A weakness, and somebody has used it."),
}


class StartForm(forms.Form):
    category = Choice(Category.choices, label=_("What kind of event is it?"), missing=_("Choose the kind of event."))
    publisher = forms.TypedChoiceField(
        label=_("For which publisher do you report?"),
        coerce=int,
        error_messages={
            "required": _("Choose the publisher you report for."),
            "invalid_choice": _("Choose one of your publishers."),
        },
    )
    use_required_attribute = False

    def __init__(self, publishers: list[Publisher], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"label_suffix": ""})
        if len(publishers) == 1:
            del self.fields["publisher"]
        else:
            choice = self.fields["publisher"]
            assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - as declared above
            choice.choices = [(publisher.pk, publisher.name) for publisher in publishers]


@dataclass(frozen=True)
class Bookmark:
    """What the address that led here suggests; what is unknown or not theirs is passed over in silence."""

    offer: Offer | None = None
    region: str = ""
    category: str = ""
    helper_answers: dict[str, str] = field(default_factory=dict)

    def publisher(self, publishers: list[Publisher]) -> Publisher:
        """The offer's, else the one of the suggested region, else the first: its registered region decides the rest."""
        if self.offer:
            return next(publisher for publisher in publishers if publisher.pk == self.offer.publisher_id)
        alike = (publisher for publisher in publishers if self.region and publisher.region[:2] == self.region)
        return next(alike, publishers[0])


def read_bookmark(query: QueryDict, publishers: list[Publisher]) -> Bookmark:
    """`pesid=`/`offer=` (settings name them), `supportregion=de-de`, and what the helper handed on."""
    keys = [value for name in settings.OFFER_PARAMETERS for value in query.getlist(name) if "\0" not in value]
    offer = Offer.objects.filter(key__in=keys, publisher__in=publishers).first() if keys else None
    answers = helper.answers_in(query)
    suggested = helper.suggestion(answers) or query.get("category", "")
    return Bookmark(
        offer=offer,
        region=query.get("supportregion", "").replace("_", "-").rpartition("-")[2].upper(),
        category=suggested if suggested in Category.values else "",
        helper_answers=answers,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    if request.user.is_desk:
        return render(request, "report/at_desk.html", status=403)
    publishers = [p for p in publishers_of(request) if request.user.at_publisher(p.pk, "publisher.report")]
    if publishers:
        return begin(request, publishers) if request.method == "POST" else page(request, publishers)
    if request.user.roles:
        return render(request, "report/refused.html", {"sentence": ONLY_READS}, status=403)
    return render(request, "report/no_publisher.html")


def page(request: Request, publishers: list[Publisher]) -> HttpResponse:
    bookmark = read_bookmark(request.GET, publishers)
    named = request.GET.get("publisher", "")
    beforehand = {"category": bookmark.category, "publisher": named or bookmark.publisher(publishers).pk}
    return show(request, StartForm(publishers, initial=beforehand), bookmark, publishers)


def show(
    request: Request, form: StartForm, bookmark: Bookmark, publishers: list[Publisher], status: int = 200
) -> HttpResponse:
    publisher = bookmark.publisher(publishers)
    now = timezone.now()
    context = {
        "form": form,
        "category_help": CATEGORY_HELP,
        "bookmark": bookmark,
        "publisher": publisher,
        "several": len(publishers) > 1,
        "offer_parameter": next(iter(settings.OFFER_PARAMETERS), ""),
        "acknowledged_by": acknowledge_by(now, DeskCalendar.for_region(publisher.region).calendar),
        "drafts": Draft.objects.of(request.user).select_related("publisher"),
        "bookmark_query": request.GET.urlencode(),
    }
    return render(request, "report/start.html", context, status=status)


def begin(request: Request, publishers: list[Publisher]) -> HttpResponse:
    """Start request: the draft is made, and its first step follows."""
    bookmark = read_bookmark(request.POST, publishers)
    if request.POST.get("language"):
        return in_language(request)
    form = StartForm(publishers, request.POST)
    if not form.is_valid():
        return show(request, form, bookmark, publishers, status=422)
    chosen = form.cleaned_data.get("publisher", publishers[0].pk)
    publisher = next(publisher for publisher in publishers if publisher.pk == chosen)
    answers: dict[str, dict[str, list[str]]] = {}
    if bookmark.offer and bookmark.offer.publisher_id == publisher.pk:
        answers["offers"] = {"offers": [str(bookmark.offer.pk)]}
    if bookmark.helper_answers:
        answers["helper"] = {name: [answer] for name, answer in bookmark.helper_answers.items()}
    try:
        category = Category(form.cleaned_data["category"])
        draft = drafting.start(publisher, category, answers, by=request.user, now=timezone.now())
    except Invalid as error:
        form.add_error(None, str(error))
        return show(request, form, bookmark, publishers, status=422)
    return done(STEPS[0].url(draft))


def in_language(request: Request) -> HttpResponse:
    """The same page in another language, with what has been chosen so far in its address."""
    query = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "language"):
        query.pop(name, None)
    response = done(f"{request.path}?{query.urlencode()}")
    switch(request, response, request.POST["language"])
    return response
