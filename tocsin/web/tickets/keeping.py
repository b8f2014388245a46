"""Small things around the ticket's page: what changed, what was read, what is being typed, the calendar file."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.tickets.models import Ticket
from tocsin.tickets.questions import save_reply, ticket_mark, visit
from tocsin.web.answers import done
from tocsin.web.doors import ticket_or_404
from tocsin.web.marks import unless_changed
from tocsin.web.parking import take
from tocsin.web.requests import Request, is_fragment


def address(ticket: Ticket) -> str:
    return f"/tickets/{ticket.shown_number}/"


@require_safe
def changes(request: Request, number: str) -> HttpResponse:
    """What an open page asks every second; it carries nothing of the ticket and is no reading."""
    return unless_changed(request, str(ticket_mark(request.user, ticket_or_404(request.user, number).number)))


@require_POST
def read(request: Request, number: str) -> HttpResponse:
    ticket = ticket_or_404(request.user, number)
    visit(ticket, request.user, timezone.now())
    return HttpResponse(status=204) if is_fragment(request) else done(address(ticket))


@require_POST
def reply_draft(request: Request, number: str) -> HttpResponse:
    ticket = ticket_or_404(request.user, number)
    now = timezone.now()
    save_reply(ticket, request.user, request.POST.get("body", ""), now)
    return render(request, "tickets/_saved.html", {"at": now})


@require_POST
def kept(request: Request, number: str) -> HttpResponse:
    """What was typed before the session lapsed: into the answer box, or away."""
    ticket = ticket_or_404(request.user, number)
    answers = take(request.user, address(ticket))
    if answers and request.POST.get("use") == "yes":
        save_reply(ticket, request.user, "\n\n".join(answers.get("body", [])), timezone.now())
    return done(f"{address(ticket)}#write")


@require_safe
def calendar(request: Request, number: str) -> HttpResponse:
    """The next promised moment as iCalendar (RFC 5545); it names the number, and nothing of the event."""
    ticket = ticket_or_404(request.user, number)
    if ticket.due is None:
        raise Http404
    title = _("%(number)s: the response desk’s promise") % {"number": ticket.shown_number}
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tocsin//Tocsin//EN", "BEGIN:VEVENT",
        f"UID:{ticket.number}@tocsin", f"DTSTAMP:{compact(ticket.changed_at)}", f"DTSTART:{compact(ticket.due)}",
        "DURATION:PT0S", *folded(f"SUMMARY:{escaped(title)}"),
        *folded(f"URL:{settings.PUBLIC_URL}{address(ticket)}"), "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{ticket.shown_number}.ics"', "Cache-Control": "no-store"}
    return HttpResponse("\r\n".join(lines), content_type="text/calendar; charset=utf-8", headers=headers)


def compact(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """RFC 5545 section 3.3.11."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> list[str]:
    """Lines of at most 75 octets, continued by a space (RFC 5545 section 3.1)."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > 74:
            parts.append(part)
            part = " "
        part += character
    return [*parts, part]
