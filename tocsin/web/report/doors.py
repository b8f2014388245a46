"""From an address to the reader's own draft; one that has been sent leads to its confirmation."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tocsin.lib.errors import NotAllowed
from tocsin.tickets.models import Draft, Ticket
from tocsin.web.answers import done
from tocsin.web.requests import Request

from .forms.base import Asking

P = ParamSpec("P")

ONLY_READS = _(
    "Your role lets you read your publisher’s tickets, but not report. Ask an owner of your publisher to change it."
)


def asking(request: Request) -> Asking:
    return Asking(str(request.reader_zone), timezone.now())


def confirmation_url(ticket: Ticket) -> str:
    return reverse("ticket-confirmation", args=[ticket.shown_number])


def with_draft(
    view: Callable[Concatenate[Request, Draft, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The view gets the draft of this person, not sent yet; another's, or one of a publisher left since, is a 404."""

    @wraps(view)
    def opened(request: Request, key: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        draft = Draft.objects.filter(pk=key, person=request.user).select_related("publisher", "ticket").first()
        if draft is None or draft.publisher_id not in request.user.roles:
            raise Http404
        if draft.ticket:
            return done(confirmation_url(draft.ticket))
        if not request.user.at_publisher(draft.publisher_id, "publisher.report"):
            raise NotAllowed(ONLY_READS)
        draft.person = request.user
        return view(request, draft, *args, **kwargs)

    return opened
