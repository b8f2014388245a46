"""The desk's queue: exploited or ongoing first, then the nearest due moment; keyset pages, no counts."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.accounts.models import Person
from tocsin.tickets.models import Ticket
from tocsin.tickets.models.ticket import TicketQuerySet
from tocsin.web.doors import note_readings
from tocsin.web.requests import Request, is_fragment
from tocsin.web.walls import desk_only

ROWS = 50
SOON = timedelta(hours=4)
VIEWS = ("all", "mine", "unassigned", "closed")


@dataclass(frozen=True)
class Place:
    """A place in the queue's order, as the address of the next page carries it."""

    urgent: bool
    due_at: datetime
    pk: int

    @classmethod
    def of(cls, ticket: Ticket) -> "Place":
        return cls(ticket.urgent, ticket.due_at, ticket.pk)

    @classmethod
    def read(cls, typed: str) -> "Place | None":
        """None for what is no place: the queue then starts at its head."""
        urgent, _, rest = typed.partition("~")
        due, _, pk = rest.partition("~")
        try:
            return cls(urgent == "1", datetime.fromisoformat(due).astimezone(UTC), int(pk))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{int(self.urgent)}~{self.due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f+00:00}~{self.pk}"

    def after(self) -> Q:
        later = Q(due_at__gt=self.due_at) | Q(due_at=self.due_at, pk__gt=self.pk)
        same = Q(urgent=self.urgent) & later
        return same | Q(urgent=False) if self.urgent else same


def chosen(person: Person, view: str) -> TicketQuerySet:
    tickets = Ticket.objects.listed_for(person)
    if view == "closed":
        return tickets.filter(in_queue=False)
    if view == "mine":
        return tickets.open().filter(assignee=person)
    if view == "unassigned":
        return tickets.open().filter(assignee=None)
    return tickets.open()


@desk_only
@require_safe
def queue(request: Request) -> HttpResponse:
    view = request.GET.get("view", "all")
    view = view if view in VIEWS else "all"
    place = Place.read(request.GET.get("after", ""))
    rows = chosen(request.user, view).due_first().select_related("publisher")
    found = list((rows.filter(place.after()) if place else rows)[: ROWS + 1])
    page, more = found[:ROWS], len(found) > ROWS
    note_readings(request.user, [ticket for ticket in page if not ticket.restricted], "page")
    now = timezone.now()
    context = {
        "tickets": page,
        "view": view,
        "next": str(Place.of(page[-1])) if more else "",
        "first": place is None,
        "now": now,
        "soon": now + SOON,
        "mark": mark(request.user),
        "may_open": request.user.at_desk("desk.triage"),
    }
    return render(request, "desk/_queue.html" if is_fragment(request) else "desk/queue.html", context)


def mark(person: Person) -> str:
    """Changes whenever a listed ticket does; one row of the index on `changed_at`."""
    newest = Ticket.objects.listed_for(person).order_by("-changed_at").values_list("changed_at", flat=True).first()
    return f"{newest.timestamp():.6f}" if newest else "0"


@desk_only
@require_safe
def changes(request: Request) -> HttpResponse:
    """What the open queue asks every second: 304 as long as nothing has changed."""
    etag = f'"{mark(request.user)}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return HttpResponse(status=204, headers={"ETag": etag})
