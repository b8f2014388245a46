"""From an address to a row this person may see; "not yours" and "not there" are the same 404."""

from django.http import Http404

from tocsin.accounts.models import Person
from tocsin.ledger.reading import note_reading
from tocsin.lib.confirmation import WrongNumber, parse
from tocsin.tickets.models import Ticket


def ticket_or_404(person: Person, number: str) -> Ticket:
    try:
        wanted = parse(number)
    except WrongNumber:
        raise Http404 from None
    rows = Ticket.objects.visible_to(person).select_related("publisher", "assignee", "reporter", "report")
    ticket = rows.filter(number=wanted).first()
    if ticket is None:
        raise Http404
    return ticket


def note_readings(person: Person, tickets: list[Ticket], via: str) -> None:
    """Call it before an answer that carries title, body or attachment.

    Every reading by the desk is noted, and of a restricted ticket every reading by anybody (SPEC section 3).
    """
    read = [ticket for ticket in tickets if person.is_desk or ticket.restricted]
    if read:
        note_reading(person, [ticket.ledger_subject for ticket in read], via)


def titled(tickets: list[Ticket]) -> list[Ticket]:
    """Those whose title a list shows: restricted ones stand there by number only."""
    return [ticket for ticket in tickets if not ticket.restricted]
