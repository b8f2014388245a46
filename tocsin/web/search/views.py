"""The search of both sides: a number leads to its ticket, a CVE id to its page, words to where they stand."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin.accounts.models import Person
from tocsin.lib import confirmation
from tocsin.lib.opaque import sealed, unsealed
from tocsin.tickets.models import Ticket
from tocsin.tickets.search import find, find_offers, find_publishers
from tocsin.vulnerabilities.cve_ids import NotACve, normalise
from tocsin.web.answers import done
from tocsin.web.doors import note_readings, titled
from tocsin.web.requests import Request

from .places import where

LONGEST = 1_000  # characters that are looked at; the box keeps what was typed up to here
SHOWN = 25
CURSOR = "search"


@require_safe
def search(request: Request) -> HttpResponse:
    """A confirmation number however typed leads on to the ticket; one that is not the reader's finds nothing."""
    query = " ".join(request.GET.get("q", "")[:LONGEST].replace("\0", " ").split())
    number, misread = number_in(query)
    if number and Ticket.objects.visible_to(request.user).filter(number=number).exists():
        return done(f"/tickets/{confirmation.shown(number)}/")
    context = {"query": query, "misread": misread, "nav": "/search/"}
    if query:
        context |= found(request.user, query, unsealed(request.GET.get("before"), CURSOR))
    return render(request, "search/page.html", context)


def found(person: Person, query: str, before: str | None) -> dict[str, Any]:
    """Offers, publishers and the CVE's page stand on the first page only."""
    page = find(person, query, limit=SHOWN, before=before)
    note_readings(person, titled([hit.ticket for hit in page.rows]), "search")
    return {
        "hits": [(hit, where(hit)) for hit in page.rows],
        "next": sealed(page.next, CURSOR),
        "first": not before,
        "cve": cve_in(query) if person.is_desk and not before else "",
        "offers": [] if before else find_offers(person, query),
        "named": find_publishers(person, query) if person.is_desk and not before else [],
        "now": timezone.now(),
        "several": len(person.roles) > 1 or person.is_desk,
    }


def number_in(query: str) -> tuple[str, bool]:
    """The number as stored, or whether it was meant to be one and its check character does not fit.

    A word of ten letters is no number that went wrong: it has no digit.
    """
    try:
        return confirmation.parse(query), False
    except confirmation.WrongNumber as error:
        return "", error.reason == "check" and any(character.isdigit() for character in query)


def cve_in(query: str) -> str:
    try:
        return normalise(query, today=timezone.localdate())
    except NotACve:
        return ""
