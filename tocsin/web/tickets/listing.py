"""A publisher's tickets: what needs an answer, what is in progress, what is closed; unread first."""

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.accounts.models import Person
from tocsin.tickets.choices import MessageKind, WaitingFor
from tocsin.tickets.models import Draft, Message, Outcome, Ticket, Visit
from tocsin.web.requests import Request, is_fragment
from tocsin.web.walls import publisher_only

OPEN_ROWS, CLOSED_ROWS = 100, 25


def with_unread(tickets: QuerySet[Ticket], person: Person) -> QuerySet[Ticket]:
    """Each with `unread`: the desk wrote or decided after the reader's last visit."""
    visited = Visit.objects.filter(ticket=OuterRef(OuterRef("pk")), person=person, at__gte=OuterRef("at"))
    said = Message.objects.filter(ticket=OuterRef("pk")).exclude(kind=MessageKind.NOTE).exclude(author=person)
    decided = Outcome.objects.filter(ticket=OuterRef("pk"))
    return tickets.annotate(unread=Exists(said.exclude(Exists(visited))) | Exists(decided.exclude(Exists(visited))))


def rows(request: Request, tickets: QuerySet[Ticket], most: int, *order: object) -> list[Ticket]:
    found = with_unread(tickets.select_related("publisher"), request.user).order_by("-unread", *order)  # type: ignore[arg-type]
    return list(found[:most])


@publisher_only
@require_safe
def tickets(request: Request) -> HttpResponse:
    mine = Ticket.objects.visible_to(request.user)
    yours = mine.open().filter(waiting_for=WaitingFor.PUBLISHER)
    others = mine.open().exclude(waiting_for=WaitingFor.PUBLISHER)
    groups = {
        "needs_answer": rows(request, yours, OPEN_ROWS, F("due_at"), "pk"),
        "in_progress": rows(request, others, OPEN_ROWS, "-changed_at", "pk"),
        "closed": rows(request, mine.filter(in_queue=False), CLOSED_ROWS, "-changed_at", "pk"),
    }
    drafts = Draft.objects.of(request.user).select_related("publisher")[:20]
    context = groups | {
        "drafts": drafts,
        "empty": not any(groups.values()) and not drafts,
        "now": timezone.now(),
        "mark": mark(request.user),
        "several": len(request.user.roles) > 1,
        "may_report": any(request.user.at_publisher(pk, "publisher.report") for pk in request.user.roles),
    }
    return render(request, "tickets/_list.html" if is_fragment(request) else "tickets/list.html", context)


def mark(person: Person) -> str:
    """Of the tickets this person may see, and no others: their newest change."""
    newest = Ticket.objects.visible_to(person).order_by("-changed_at").values_list("changed_at", flat=True).first()
    return f"{newest.timestamp():.6f}" if newest else "0"


@publisher_only
@require_safe
def changes(request: Request) -> HttpResponse:
    etag = f'"{mark(request.user)}"'
    unchanged = request.headers.get("If-None-Match") == etag
    return HttpResponse(status=304 if unchanged else 204, headers={"ETag": etag})
