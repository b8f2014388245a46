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

ROWS = 50


@desk_only
@require_safe
def closed(request: Request) -> HttpResponse:
    rows = Ticket.objects.listed_for(request.user).filter(in_queue=False)
    if key := read(request.GET.get("after"), 2):
        moment = moment_of(key[0])
        rows = rows.filter(Q(changed_at__lt=moment) | Q(changed_at=moment, pk__lt=key[1]))
    found = list(rows.order_by("-changed_at", "-pk").select_related("publisher")[: ROWS + 1])
    page = cut(found, ROWS, lambda last: written(last.changed_at, last.pk))
    note_readings(request.user, titled(page.rows), "page")
    return render(request, "desk/closed.html", {"tickets": page.rows, "next": page.next, "now": timezone.now()})
