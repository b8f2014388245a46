"""By CVE: which tickets, over all publishers, one vulnerability has brought. The desk's alone."""

from django.db.models import Count, Max
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.tickets.models import Finding, Ticket
from tocsin.vulnerabilities.cve_ids import NotACve, normalise
from tocsin.web.doors import note_readings
from tocsin.web.requests import Request
from tocsin.web.walls import desk_only

ROWS = 50


@desk_only
@require_safe
def cves(request: Request) -> HttpResponse:
    """The CVE ids of open tickets, the most reported first."""
    rows = (
        Finding.objects.filter(ticket__in=Ticket.objects.listed_for(request.user).open())
        .exclude(cve_id="")
        .values("cve_id")
        .annotate(tickets=Count("ticket", distinct=True), newest=Max("ticket__submitted_at"))
        .order_by("-tickets", "-newest")[:ROWS]
    )
    return render(request, "desk/cves.html", {"rows": rows})


@desk_only
@require_safe
def cve(request: Request, cve_id: str) -> HttpResponse:
    try:
        wanted = normalise(cve_id, today=timezone.localdate())
    except NotACve:
        raise Http404 from None
    tickets = list(
        Ticket.objects.listed_for(request.user)
        .filter(findings__cve_id=wanted)
        .select_related("publisher")
        .order_by("-submitted_at")[:200]
    )
    note_readings(request.user, [ticket for ticket in tickets if not ticket.restricted], "page")
    now = timezone.now()
    return render(request, "desk/cve.html", {"cve_id": wanted, "tickets": tickets, "now": now, "soon": now})
