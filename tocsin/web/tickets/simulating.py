"""A responder sees the ticket as the publisher does: the publisher's own page, with nothing on it to press."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tocsin.accounts.models import Person
from tocsin.accounts.roles import PublisherRole
from tocsin.tickets.models import Ticket
from tocsin.web.doors import note_readings, ticket_or_404
from tocsin.web.requests import Request
from tocsin.web.walls import desk_only

from .contents import contents


@desk_only
@require_safe
def as_publisher(request: Request, number: str) -> HttpResponse:
    ticket = ticket_or_404(request.user, number)
    note_readings(request.user, [ticket], "page")
    reader = somebody_there(ticket)
    context = contents(ticket, reader, None, request.reader_zone) | {"simulated": True, "acts": frozenset()}
    return render(request, "tickets/publisher.html", context)


def somebody_there(ticket: Ticket) -> Person:
    """Whose page it is: the reporter's, if still a member, else an owner's, else that of nobody in particular.

    Only what the role shows is taken over: what this person has read or is typing stays theirs.
    """
    members = ticket.publisher.memberships.filter(person__is_active=True).select_related("person")
    by_right = {member.person_id: member for member in members.order_by("-pk")}
    reporter = by_right.get(ticket.reporter_id or 0)
    owner = next((member for member in by_right.values() if member.role == PublisherRole.OWNER), None)
    chosen = reporter or owner
    if chosen is None:
        nobody = Person(pk=0)
        nobody.roles = {ticket.publisher_id: PublisherRole.READER}
        return nobody
    return chosen.person
