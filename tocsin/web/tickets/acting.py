"""One act on a ticket: load by the door, check the form, call the verb, answer."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.tickets import attaching
from tocsin.tickets.models import Attachment, Ticket
from tocsin.tickets.questions import save_reply
from tocsin.web.answers import done
from tocsin.web.doors import ticket_or_404
from tocsin.web.requests import Request
from tocsin.web.start.language import switch

from .acts import ACTS, Act
from .forms_shared import ActForm, WritingForm
from .showing import page


@require_POST
def act(request: Request, number: str, noun: str) -> HttpResponse:
    ticket = ticket_or_404(request.user, number)
    if "language" in request.POST:
        return in_other_words(request, ticket)
    chosen = ACTS[noun]
    needed = chosen.needs(request.user)
    if not needed or not ticket.may(request.user, needed):
        raise NotAllowed
    form = chosen.form(ticket, request.user, request.POST, request.FILES)
    try:
        if not perform(request, ticket, chosen, form):
            return page(request, ticket, (noun, form))
    except Stale as error:  # what was typed stands in the form again, beside what has changed
        form.add_error(None, str(error))
        return page(request, ticket_or_404(request.user, number), (noun, form), status=409)
    return done(f"/tickets/{ticket.shown_number}/{after(noun)}")


def perform(request: Request, ticket: Ticket, chosen: Act, form: ActForm) -> bool:
    """Calls the verb with what the form says; False if the form or the verb refused."""
    now = timezone.now()
    if isinstance(form, WritingForm):
        form.is_valid()
        form.skipped(request.META)
    if not form.is_valid():
        return False
    values = dict(form.cleaned_data)
    stored: list[Attachment] = []
    if isinstance(form, WritingForm):
        stored = form.received(now)
        if form.errors:
            return False
        values["attachments"] = stored
    try:
        chosen.perform(ticket, values, request.user, now)
    except Exception as error:
        for one in stored:
            attaching.erase(one)
        if not isinstance(error, Invalid):
            raise
        form.refuse(error)
        return False
    return True


def after(noun: str) -> str:
    """Where the page stands afterwards: at the newest message for what was written, else at its top."""
    return "#newest" if noun in {"answer", "message", "question", "note"} else ""


def in_other_words(request: Request, ticket: Ticket) -> HttpResponse:
    """A language button was pressed in the middle of typing: keep the text, change the language."""
    save_reply(ticket, request.user, request.POST.get("body", ""), timezone.now())
    response = done(f"/tickets/{ticket.shown_number}/#write")
    switch(request, response, request.POST["language"])
    return response
