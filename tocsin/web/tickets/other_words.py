"""A language button pressed in the middle of typing: all of it is kept, and the same form stands in other words."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from tocsin.tickets.models import Ticket
from tocsin.tickets.questions import save_reply
from tocsin.web.answers import done
from tocsin.web.parking import park
from tocsin.web.requests import Request
from tocsin.web.start.language import switch

from . import typed
from .acts import Act
from .forms_writing import WritingForm
from .showing import Filled, page


def in_other_words(request: Request, ticket: Ticket, noun: str, act: Act) -> HttpResponse:
    """303 to the page with this form open, which judges nothing; the page itself where it could not be kept."""
    noun = "message" if noun == "question" else noun
    again = [("form", noun), *files_of(request, ticket, act)]
    if noun in typed.BOXES:
        save_reply(ticket, request.user, request.POST.get("body", ""), timezone.now())
        again += [(name, request.POST[name]) for name in request.POST if name.startswith("next_update_")]
    elif not park(request):
        form = act.form(ticket, request.user)
        form.resume(request.POST)
        response = HttpResponse()
        switch(request, response, request.POST["language"])
        shown = page(request, ticket, Filled(noun, form, 200))
        shown.cookies.update(response.cookies)
        return shown
    response = done(f"{typed.address(ticket)}?{urlencode(again)}#{noun}")
    switch(request, response, request.POST["language"])
    return response


def files_of(request: Request, ticket: Ticket, act: Act) -> list[tuple[str, str]]:
    """What was chosen with the message, as the values that the form carries on."""
    form = act.form(ticket, request.user, request.POST, request.FILES)
    if not isinstance(form, WritingForm):
        return []
    now = timezone.now()
    form.receive(request.META, now)
    form.keep_files(now)
    for sentence in form.errors.get("files", []):
        messages.error(request, str(sentence))
    return [("kept", value) for value, _file in form.kept_values()]
