"""By CVE: which tickets, over all publishers, one vulnerability has brought. The desk's alone."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.tickets.questions import tickets_by_cve, tickets_of_cve
from tocsin.vulnerabilities.cve_ids import NotACve, normalise
from tocsin.web.doors import note_readings, titled
from tocsin.web.requests import Request
from tocsin.web.walls import desk_only

from .rows import rows


@desk_only
@require_safe
def cves(request: Request) -> HttpResponse:
    page = tickets_by_cve(request.user, after=request.GET.get("after"))
    context = {"rows": page.rows, "next": page.next, "first": not request.GET.get("after")}
    return render(request, "desk/cves.html", context)


@desk_only
@require_safe
def cve(request: Request, cve_id: str) -> HttpResponse:
    try:
        wanted = normalise(cve_id, today=timezone.localdate())
    except NotACve:
        raise Http404 from None
    page = tickets_of_cve(request.user, wanted, after=request.GET.get("after"))
    note_readings(request.user, titled(page.rows), "page")
    context = {
        "cve_id": wanted,
        "tickets": rows(page.rows, request.user),
        "next": page.next,
        "first": not request.GET.get("after"),
        "now": timezone.now(),
    }
    return render(request, "desk/cve.html", context)
