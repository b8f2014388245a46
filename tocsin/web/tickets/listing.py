"""A publisher's tickets: what needs an answer, what is in progress, what is closed; unread first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.lib.opaque import sealed, unsealed
from tocsin.tickets.models import Draft
from tocsin.tickets.questions import Group, change_mark, own_tickets
from tocsin.web.marks import unless_changed
from tocsin.web.requests import Request, is_fragment
from tocsin.web.walls import publisher_only

DRAFTS = 20
CURSOR = "tickets"  # it carries a row's serial number, so it is sealed


@publisher_only
@require_safe
def tickets(request: Request) -> HttpResponse:
    """All three groups; "more" of one shows that group alone, page by page."""
    person = request.user
    mark = change_mark(person)
    asked = request.GET.get("group", "")
    asked = asked if asked in Group.values else ""
    after = unsealed(request.GET.get("after"), CURSOR) if asked else None
    shown = [(group, own_tickets(person, group, after=after)) for group in Group if not asked or group == asked]
    drafts = [] if asked else list(Draft.objects.of(person).select_related("publisher")[:DRAFTS])
    context = {
        "groups": [
            {"value": group.value, "label": group.label, "rows": page.rows, "next": sealed(page.next, CURSOR)}
            for group, page in shown
            if page.rows
        ],
        "asked": asked,
        "drafts": drafts,
        "mark": mark,
        "now": timezone.now(),
        "several": len(person.roles) > 1,
        "may_report": any(person.at_publisher(pk, "publisher.report") for pk in person.roles),
    }
    return render(request, "tickets/_list.html" if is_fragment(request) else "tickets/list.html", context)


@publisher_only
@require_safe
def changes(request: Request) -> HttpResponse:
    return unless_changed(request, change_mark(request.user))
