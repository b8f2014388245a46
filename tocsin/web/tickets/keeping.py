"""Small things around the ticket's page: what changed, what was read, what is being typed, the calendar file."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.tickets.questions import save_reply, ticket_mark, visit
from tocsin.web.answers import done
from tocsin.web.doors import ticket_or_404
from tocsin.web.marks import unless_changed
from tocsin.web.requests import Request, is_fragment

from . import typed
from .acts import ACTS


@require_safe
def changes(request: Request, number: str) -> HttpResponse:
    """What an open page asks every second; it carries nothing of the ticket and is no reading."""
    return unless_changed(request, str(ticket_mark(request.user, ticket_or_404(request.user, number).number)))


@require_POST
def read(request: Request, number: str) -> HttpResponse:
    ticket = ticket_or_404(request.user, number)
    visit(ticket, request.user, timezone.now())
    return HttpResponse(status=204) if is_fragment(request) else done(typed.address(ticket))


@require_POST
def reply_draft(request: Request, number: str) -> HttpResponse:
    ticket = ticket_or_404(request.user, number)
    now = timezone.now()
    save_reply(ticket, request.user, request.POST.get("body", ""), now)
    return render(request, "tickets/_saved.html", {"at": now})


@require_POST
def kept(request: Request, number: str) -> HttpResponse:
    """What was typed and not done: a message's words into the answer box, or any of it away."""
    ticket = ticket_or_404(request.user, number)
    noun = request.POST.get("form", "")
    if noun not in ACTS:
        return done(typed.address(ticket))
    if noun in typed.BOXES and request.POST.get("use") == "yes":
        typed.into_reply(ticket, request.user, noun, timezone.now())
        return done(f"{typed.address(ticket)}#write")
    typed.discard(ticket, request.user, noun)
    return done(typed.address(ticket))


@require_safe
def calendar(request: Request, number: str) -> HttpResponse:
    """The next promised moment as iCalendar (RFC 5545); it names the number, and nothing of the event.

    Stamped with what the reader's side has seen change: an internal note must not show, not even here.
    """
    ticket = ticket_or_404(request.user, number)
    if ticket.due is None:
        raise Http404
    title = _("%(number)s: the response desk’s promise") % {"number": ticket.shown_number}
    changed_at = ticket.changed_at if request.user.is_desk else ticket.public_changed_at
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tocsin//Tocsin//EN", "BEGIN:VEVENT",
        f"UID:{ticket.number}@tocsin", f"DTSTAMP:{compact(changed_at)}", f"DTSTART:{compact(ticket.due)}",
        "DURATION:PT0S", *folded(f"SUMMARY:{escaped(title)}"),
        *folded(f"URL:{settings.PUBLIC_URL}{typed.address(ticket)}"), "END:VEVENT", "END:VCALENDAR", "",
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
