"""One act on a ticket: load by the door, check the form, call the verb, answer."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.tickets.models import Ticket
from tocsin.web.answers import done
from tocsin.web.doors import ticket_or_404
from tocsin.web.parking import waiting
from tocsin.web.requests import Request

from . import typed
from .acts import ACTS, OF_READERS, Act
from .forms_shared import ActForm
from .forms_writing import WritingForm
from .other_words import in_other_words
from .showing import Filled, page

WRITTEN = frozenset({"answer", "message", "question", "note"})


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Request, number: str, noun: str) -> HttpResponse:
    """303 to the ticket when it is done; its page again with 422 or 409, and what was typed, when it is not."""
    ticket = ticket_or_404(request.user, number)
    if request.method != "POST":  # the address of a refused form, loaded again; or the way back from sign-in
        return done(typed.address(ticket))
    chosen = ACTS[noun]
    if not chosen.allows(ticket, request.user):
        raise NotAllowed
    if "language" in request.POST:
        return in_other_words(request, ticket, noun, chosen)
    form = chosen.form(ticket, request.user, request.POST, request.FILES)
    try:
        said = perform(request, ticket, chosen, form)
    except Stale as error:
        form.add_error(None, str(error))
        ticket = ticket_or_404(request.user, number)
        form.see(ticket)
        return page(request, ticket, Filled(noun, form, 409, seen(request)))
    if said is None:
        return page(request, ticket, Filled(noun, form, 422))
    return finished(request, ticket, noun, said)


def perform(request: Request, ticket: Ticket, chosen: Act, form: ActForm) -> str | None:
    """Calls the verb with what the form says; None if the form or the verb refused. Raises NotAllowed, Stale."""
    now = timezone.now()
    valid = form.is_valid()
    if isinstance(form, WritingForm):
        form.receive(request.META, now)
        valid = valid and form.is_valid()
        form.cleaned_data["attachments"] = form.kept
    try:
        if valid:
            return chosen.perform(ticket, form.cleaned_data, request.user, now)
    except Invalid as error:
        form.refuse(error)
    except Exception as error:
        if isinstance(form, WritingForm):
            form.keep_files(now) if isinstance(error, Stale) else form.erase_new_files()
        raise
    if isinstance(form, WritingForm):
        form.keep_files(now)
    return None


def seen(request: Request) -> datetime | None:
    """When the page was made on which the form was filled in; None if somebody tampered with it."""
    try:
        return datetime.fromtimestamp(float(request.POST.get("seen", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def finished(request: Request, ticket: Ticket, noun: str, said: str) -> HttpResponse:
    page_of_form = typed.page_of(ticket, noun)
    if noun not in typed.BOXES and waiting(request.user, page_of_form):
        typed.discard(ticket, request.user, noun)
    messages.success(request, said)
    if noun in OF_READERS and not Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists():
        messages.info(request, _("You are not among those who may see it."))
        return done("/home/")
    return done(typed.address(ticket) + ("#newest" if noun in WRITTEN else ""))
