"""The page of a ticket, for either side."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.accounts.models import Person
from tocsin.catalogue.holders import Holders
from tocsin.correspondence.models import Delivery
from tocsin.tickets.choices import WaitingFor
from tocsin.tickets.entries import DESK_ONLY
from tocsin.tickets.models import ReplyDraft, Ticket, Visit
from tocsin.tickets.questions import customers_affected, ticket_mark, who_can_see
from tocsin.tickets.reasons import sentence as reason_sentence
from tocsin.tickets.suggesting import suggestions
from tocsin.tickets.timeline import steps, timeline
from tocsin.web.doors import note_readings, ticket_or_404
from tocsin.web.parking import draft_key, waiting
from tocsin.web.requests import Request, is_fragment

from .acts import ACTS
from .forms_shared import ActForm
from .thread import files, thread

Context = dict[str, Any]


@require_safe
def show(request: Request, number: str) -> HttpResponse:
    ticket = ticket_or_404(request.user, number)
    return page(request, ticket)


def page(
    request: Request, ticket: Ticket, failed: tuple[str, ActForm] | None = None, status: int = 422
) -> HttpResponse:
    """The whole page, or for htmx what changes of it; `failed` is the form that was refused, with its noun."""
    fragment = is_fragment(request) and failed is None
    note_readings(request.user, [ticket], "fragment" if fragment else "page")
    context = common(request, ticket) | (desk_side(ticket) if request.user.is_desk else {})
    context["forms"] = forms(request, ticket, failed)
    if context["reply"] and failed is None:
        keep_writing(context["forms"], context["reply"].body)
    if failed:
        context |= {"form": failed[1], "failed": failed[0], "errors": True}
    side = "desk" if request.user.is_desk else "publisher"
    name = f"tickets/_{side}.html" if fragment else f"tickets/{side}.html"
    return render(request, name, context, status=status if failed else 200)


def common(request: Request, ticket: Ticket) -> Context:
    person = request.user
    visit = Visit.objects.filter(ticket=ticket, person=person).first()
    said = thread(ticket, person, visit.at if visit else None)
    draft = ReplyDraft.objects.filter(ticket=ticket, person=person).first()
    path = request.path if request.method == "GET" else f"/tickets/{ticket.shown_number}/"
    return {
        "ticket": ticket,
        "now": timezone.now(),
        "report": ticket.report,
        "steps": steps(ticket, person),
        "thread": said,
        "new": [item for item in said if item["unread"]],
        "history": timeline(ticket, person),
        "affected": ticket.affected.select_related("offer", "version"),
        "findings": ticket.findings.prefetch_related("scores"),
        "files": files(ticket.attachments.filter(message=None)),
        "readers": who_can_see(ticket),
        "named": set(ticket.participants.values_list("person", flat=True)),
        "desk_only_kinds": DESK_ONLY,
        "moves": ticket.moves_for(person),
        "waiting_for_you": ticket.waiting_for == (WaitingFor.DESK if person.is_desk else WaitingFor.PUBLISHER),
        "reply": draft,
        "mark": ticket_mark(person, ticket.number),
        "write": request.GET.get("write", ""),
        "original": original(ticket, person),
        "draft_key": draft_key(person, path),
        "parked": waiting(person, path),
    }


def original(ticket: Ticket, person: Person) -> Ticket | None:
    """What it duplicates, if this reader may see that one as well."""
    if ticket.duplicate_of_id is None:
        return None
    return Ticket.objects.visible_to(person).filter(pk=ticket.duplicate_of_id).first()


def desk_side(ticket: Ticket) -> Context:
    """What only the desk sees."""
    known = suggestions(ticket)
    return {
        "reasons": [reason_sentence(one) for one in (*known.severity.reasons, *known.priority.reasons)],
        "customers": bars(customers_affected(ticket)),
        "troubled": Delivery.objects.troubled().for_ticket(ticket),
        "related": ticket.relations.select_related("other__publisher"),
    }


def keep_writing(made: dict[str, ActForm], body: str) -> None:
    """What was typed and not sent stands in the answer box again; never in the box of the internal note."""
    for noun in ("answer", "message"):
        if noun in made:
            made[noun].initial["body"] = body


def bars(holders: Holders) -> list[tuple[str, int]]:
    """One bar a version; the offer's name stands with it where there are several offers."""
    several = len({offer.pk for offer, _version, _count in holders.rows}) > 1
    return [(f"{offer} {version}" if several else str(version), count) for offer, version, count in holders.rows]


def forms(request: Request, ticket: Ticket, failed: tuple[str, ActForm] | None) -> dict[str, ActForm]:
    """The form of every act that is the reader's to do; with hyphens as underscores, as templates need them."""
    made = {}
    for noun, act in ACTS.items():
        needed = act.needs(request.user)
        if needed and ticket.may(request.user, needed):
            made[noun.replace("-", "_")] = failed[1] if failed and failed[0] == noun else act.form(ticket, request.user)
    return made
