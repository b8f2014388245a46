"""The desk's queue: exploited or ongoing first, then the nearest due moment; keyset pages, no counts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.tickets.questions import Filter, change_mark, queue
from tocsin.web.doors import note_readings, titled
from tocsin.web.marks import unless_changed
from tocsin.web.requests import Request, is_fragment
from tocsin.web.walls import desk_only

from .alerts import SOON
from .rows import rows


@desk_only
@require_safe
def show(request: Request) -> HttpResponse:
    view = request.GET.get("view", "")
    view = view if view in Filter.values else Filter.OPEN
    mark = change_mark(request.user)  # before the rows, so that a change in between is asked for again
    page = queue(request.user, view, after=request.GET.get("after"))
    fragment, now = is_fragment(request), timezone.now()
    note_readings(request.user, titled(page.rows), "fragment" if fragment else "page")
    context = {
        "tickets": rows(page.rows, request.user),
        "next": page.next,
        "view": view,
        "views": Filter.choices,
        "first": not request.GET.get("after"),
        "now": now,
        "soon": now + SOON,
        "mark": mark,
        "may_open": request.user.at_desk("desk.triage"),
    }
    return render(request, "desk/_queue.html" if fragment else "desk/queue.html", context)


@desk_only
@require_safe
def changes(request: Request) -> HttpResponse:
    """What the open queue asks every second: 304 as long as nothing has changed."""
    return unless_changed(request, change_mark(request.user))
