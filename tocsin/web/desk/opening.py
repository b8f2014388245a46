"""The desk opens a ticket towards a publisher."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tocsin.accounts.models import Publisher
from tocsin.lib.errors import Invalid, NotAllowed
from tocsin.tickets.models import Ticket
from tocsin.tickets.opening import open_towards
from tocsin.web.answers import done
from tocsin.web.parking import draft_key, park, take, waiting
from tocsin.web.requests import Request
from tocsin.web.start.language import switch
from tocsin.web.tickets.typed import as_posted
from tocsin.web.walls import desk_only

from .opening_form import OpeningForm

LISTED = 500


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """First the publisher (an address without one lists them), then the report."""
    if not request.user.at_desk("desk.triage"):
        raise NotAllowed
    asked = request.GET.get("publisher", "")
    if not asked.isdecimal():
        publishers = Publisher.objects.order_by("name")[:LISTED]
        return render(request, "desk/opening_publisher.html", {"choice": publishers})
    publisher = get_object_or_404(Publisher, pk=int(asked[:12]))
    page = f"{request.path}?publisher={publisher.pk}"
    if request.method != "POST":
        return show(request, page, resumed(request, publisher, page))
    if "discard" in request.POST:
        take(request.user, page)
        return done(page)
    if "language" in request.POST:
        return in_other_words(request, publisher, page)
    form = OpeningForm(publisher, request.user, request.POST)
    ticket = opened(request, form)
    return finished(request, ticket, page) if ticket else show(request, page, form, status=422)


def show(request: Request, page: str, form: OpeningForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "publisher": form.publisher,
        "draft_key": draft_key(request.user, page),
        "parked": None if form.is_bound else waiting(request.user, page),
    }
    return render(request, "desk/opening.html", context, status=status)


def resumed(request: Request, publisher: Publisher, page: str) -> OpeningForm:
    """Empty, or with what was typed before the session lapsed or the language changed."""
    form = OpeningForm(publisher, request.user)
    parked = waiting(request.user, page)
    if parked:
        form.resume(as_posted(parked.answers))
    return form


def opened(request: Request, form: OpeningForm) -> Ticket | None:
    """None if the form or the verb refused."""
    now = timezone.now()
    if not form.is_valid():
        return None
    judged = {name: form.cleaned_data[name] for name in ("severity", "priority")}
    try:
        return open_towards(
            form.new_report(now, translation.get_language() or "en"), **judged, by=request.user, now=now
        )
    except Invalid as error:
        form.refuse(error)
        return None


def finished(request: Request, ticket: Ticket, page: str) -> HttpResponse:
    if waiting(request.user, page):
        take(request.user, page)
    messages.success(request, _("The ticket is open. %(publisher)s is told.") % {"publisher": ticket.publisher})
    return done(f"/tickets/{ticket.shown_number}/")


def in_other_words(request: Request, publisher: Publisher, page: str) -> HttpResponse:
    """A language button was pressed in the middle of typing: all of it is kept, the language changes."""
    if park(request):
        response = done(page)
        switch(request, response, request.POST["language"])
        return response
    changed = HttpResponse()
    switch(request, changed, request.POST["language"])
    form = OpeningForm(publisher, request.user)
    form.resume(request.POST)
    response = show(request, page, form)
    response.cookies.update(changed.cookies)
    return response
