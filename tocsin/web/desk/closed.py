"""What is closed, the latest first."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.tickets.models import Ticket
from tocsin.tickets.paging import cut, moment_of, read, written
from tocsin.web.doors import note_readings, titled
from tocsin.web.requests import Request
from tocsin.web.walls import desk_only

from .rows import rows

ROWS = 50


@desk_only
@require_safe
def closed(request: Request) -> HttpResponse:
    closed_ones = Ticket.objects.listed_for(request.user).filter(in_queue=False)
    if key := read(request.GET.get("after"), 2):
        moment = moment_of(key[0])
        closed_ones = closed_ones.filter(Q(changed_at__lt=moment) | Q(changed_at=moment, pk__lt=key[1]))
    found = list(closed_ones.order_by("-changed_at", "-pk").select_related("publisher", "assignee")[: ROWS + 1])
    page = cut(found, ROWS, lambda last: written(last.changed_at, last.pk))
    note_readings(request.user, titled(page.rows), "page")
    context = {
        "tickets": rows(page.rows, request.user),
        "next": page.next,
        "first": not request.GET.get("after"),
        "now": timezone.now(),
    }
    return render(request, "desk/closed.html", context)
