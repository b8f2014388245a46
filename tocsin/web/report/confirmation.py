"""The page that says: your report has been received. It stands as long as the ticket, and shows none of its words."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tocsin.correspondence.audience import mail_stops_on
from tocsin.lib import moments
from tocsin.tickets.choices import Certainty, DeadlineKind
from tocsin.tickets.models import Ticket
from tocsin.tickets.states import State
from tocsin.web.doors import ticket_or_404
from tocsin.web.requests import Request


@require_safe
def confirmation(request: Request, number: str) -> HttpResponse:
    ticket = ticket_or_404(request.user, number)
    promised = ticket.deadlines.filter(kind=DeadlineKind.ACKNOWLEDGE).first()
    due_at = promised.due_at if promised else None
    no_mail = mail_stops_on(ticket)
    context = {
        "ticket": ticket,
        "nav": "/report/",
        "acknowledged_by": due_at if ticket.state == State.SUBMITTED else None,
        "steps": steps(ticket, shown(request, due_at) if due_at else ""),
        "no_mail": no_mail,
        "compromised": ticket.accounts_compromised == Certainty.YES,
        "addresses": [] if no_mail else addresses(ticket),
        "urgent": ticket.urgent,
    }
    return render(request, "report/confirmation.html", context)


def shown(request: Request, when: datetime) -> str:
    return moments.moment(when, request.reader_zone, get_language() or "en")


def addresses(ticket: Ticket) -> list[str]:
    """Where the receipt goes: to the reporter, and to the publisher's team mailbox unless the ticket is restricted."""
    reporter = [ticket.reporter.email] if ticket.reporter else []
    mailbox = [ticket.publisher.mailbox] if ticket.publisher.mailbox and not ticket.restricted else []
    return list(dict.fromkeys(reporter + mailbox))


def steps(ticket: Ticket, promise: str) -> list[dict[str, Any]]:
    """The five steps as they stand now, each with what to expect of it."""
    notes = {
        State.SUBMITTED: "",
        State.ACKNOWLEDGED: _("by %(moment)s, with severity and priority") % {"moment": promise} if promise else "",
        State.ASSESSING: pgettext("what a step brings", "we may ask you questions"),
        State.MITIGATING: pgettext("what a step brings", "your offer and your customers"),
        State.CLOSED: pgettext("what a step brings", "with a reason"),
    }
    order = list(State)
    reached = order.index(State(ticket.state))
    now = len(order) if reached == len(order) - 1 else reached + 1 if ticket.state == State.SUBMITTED else reached
    return [
        {
            "label": state.label,
            "state": "done" if place < now else "now" if place == now else "next",
            "when": ticket.submitted_at if state == State.SUBMITTED else None,
            "note": notes[state] if place >= now else "",
        }
        for place, state in enumerate(order)
    ]
