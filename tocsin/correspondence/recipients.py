"""The one decider of who hears of what (STYLE 2).

- A publisher's side hears of what the desk does; those who take part, and may see the ticket at this moment, with
  the team mailbox where the ticket is not restricted. Nobody there hears anything while `audience.mail_stops_on`.
- The desk's side hears of what the publisher does: the assignee, else all who triage.
- The on-call addresses hear of what is exploited or ongoing, whoever says so. Where none is set: the leads, and
  where there is none, the desk's own address: an alert that nobody gets is worse than one that a mailbox gets.
- Who did it hears nothing, but for the reporter, who gets the receipt.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from tocsin.accounts.models import Person
from tocsin.ledger.models import Entry
from tocsin.tickets.choices import Certainty
from tocsin.tickets.models import Ticket

from .audience import (
    known_language,
    mail_stops_for,
    mail_stops_on,
    may_see,
    named_people,
    publisher_language,
    publisher_people,
    responders,
    writing_members,
)
from .kinds import TO_DESK, Kind
from .models import Delivery, OnCallAddress


@dataclass(frozen=True)
class Recipient:
    """One address that hears, by which kind of mail; a person's where it is one's, in lower case."""

    address: str
    kind: Kind
    language: str
    person: Person | None = None


def recipients(entry: Entry) -> list[Recipient]:
    """Who hears of this entry now; each address once, and nobody for kinds that are no mail's matter."""
    decide = DECIDERS.get(entry.kind)
    ticket = ticket_of(entry)
    if decide is None or ticket is None:
        return []
    actor = actor_of(entry)
    found: dict[str, Recipient] = {}
    for one in decide(ticket, entry, actor):
        itself = actor is not None and one.address == actor.email.lower()
        if one.kind == Kind.RECEIPT or not itself:
            found.setdefault(one.address, one)
    return list(found.values())


def still_hears(delivery: Delivery, ticket: Ticket | None) -> bool:
    """The last question before a mail leaves: who has lost access since is not told (T-39)."""
    person = delivery.person
    if ticket is None:
        return person is None or not any(map(mail_stops_for, person.roles))
    if person is not None and (person.email.lower() != delivery.address or not may_see(person, ticket)):
        return False
    if person is not None and person.is_desk:
        return True
    if delivery.kind == Kind.ON_CALL:
        on_call = OnCallAddress.objects.active().filter(address=delivery.address).exists()
        return on_call or delivery.address == settings.DESK_ADDRESS.lower()
    if delivery.kind in TO_DESK or mail_stops_on(ticket):
        return False
    mailbox = ticket.publisher.mailbox.lower()
    return person is not None or (not ticket.restricted and delivery.address == mailbox)


def ticket_of(entry: Entry) -> Ticket | None:
    noun, _, number = entry.subject.partition(":")
    if noun != "ticket":
        return None
    return Ticket.objects.select_related("publisher", "assignee").filter(number=number).first()


def actor_of(entry: Entry) -> Person | None:
    noun, _, key = entry.by.partition(":")
    return Person.objects.filter(pk=key).first() if noun == "person" and key.isdigit() else None


# -- the sides --------------------------------------------------------------------------------------------------
Decider = Callable[[Ticket, Entry, Person | None], Iterable[Recipient]]


def personal(people: Iterable[Person], kind: Kind, *wishes: str) -> Iterator[Recipient]:
    for person in people:
        yield Recipient(person.email.lower(), kind, known_language(person.language, *wishes), person)


def to_publisher(kind: Kind, who: Callable[[Ticket], list[Person]] = publisher_people) -> Decider:
    def decide(ticket: Ticket, entry: Entry, actor: Person | None) -> Iterator[Recipient]:
        if mail_stops_on(ticket):
            return
        language = publisher_language(ticket.publisher)
        yield from personal(who(ticket), kind, language)
        if ticket.publisher.mailbox and not ticket.restricted:
            yield Recipient(ticket.publisher.mailbox.lower(), kind, language)

    return decide


def to_desk(kind: Kind) -> Decider:
    def decide(ticket: Ticket, entry: Entry, actor: Person | None) -> Iterator[Recipient]:
        return personal(responders(ticket), kind)

    return decide


def to_on_call(ticket: Ticket) -> Iterator[Recipient]:
    addresses = list(OnCallAddress.objects.active())
    for one in addresses:
        yield Recipient(one.address.lower(), Kind.ON_CALL, known_language(one.language))
    if not addresses:
        leads = [lead for lead in Person.objects.leads().order_by("pk") if may_see(lead, ticket)]
        yield from personal(leads, Kind.ON_CALL)
        if not leads:
            yield Recipient(settings.DESK_ADDRESS.lower(), Kind.ON_CALL, known_language())


# -- the entries that somebody hears of ---------------------------------------------------------------------------
def submitted(ticket: Ticket, entry: Entry, actor: Person | None) -> Iterator[Recipient]:
    if entry.facts.get("exploited") == Certainty.YES:
        yield from to_on_call(ticket)

    def reporter(_ticket: Ticket) -> list[Person]:
        return [actor] if actor is not None and may_see(actor, ticket) else []

    yield from to_publisher(Kind.RECEIPT, reporter)(ticket, entry, actor)
    yield from newly_named(ticket, entry.facts.get("named", []))


def opened(ticket: Ticket, entry: Entry, actor: Person | None) -> Iterator[Recipient]:
    if entry.facts.get("exploited") == Certainty.YES:
        yield from to_on_call(ticket)
    yield from to_publisher(Kind.OPENED, writing_members)(ticket, entry, actor)
    yield from newly_named(ticket, entry.facts.get("named", []))


def exploitation_reported(ticket: Ticket, entry: Entry, actor: Person | None) -> Iterator[Recipient]:
    yield from to_on_call(ticket)
    if actor is not None and actor.is_desk:
        yield from to_publisher(Kind.URGENT_NEWS)(ticket, entry, actor)
    elif ticket.assignee is not None:
        yield from personal(named_people(ticket, [ticket.assignee_id]), Kind.URGENT_NEWS)


def reopened(ticket: Ticket, entry: Entry, actor: Person | None) -> Iterable[Recipient]:
    by_desk = actor is not None and actor.is_desk
    decide = to_publisher(Kind.REOPENED) if by_desk else to_desk(Kind.ASKED_AGAIN)
    return decide(ticket, entry, actor)


def assigned(ticket: Ticket, entry: Entry, actor: Person | None) -> Iterable[Recipient]:
    return personal(named_people(ticket, [entry.facts.get("after")]), Kind.ASSIGNED)


def participant_added(ticket: Ticket, entry: Entry, actor: Person | None) -> Iterable[Recipient]:
    return newly_named(ticket, [entry.facts.get("person")])


def newly_named(ticket: Ticket, ids: Iterable[object]) -> Iterator[Recipient]:
    language = publisher_language(ticket.publisher)
    for person in named_people(ticket, ids):
        if person.is_desk or not mail_stops_on(ticket):
            yield from personal([person], Kind.NAMED, "" if person.is_desk else language)


DECIDERS: dict[str, Decider] = {
    "ticket.submitted": submitted,
    "ticket.opened": opened,
    "ticket.acknowledged": to_publisher(Kind.ACKNOWLEDGED),
    "ticket.message_sent": to_publisher(Kind.MESSAGE),
    "ticket.question_asked": to_publisher(Kind.QUESTION),
    "ticket.outcome_communicated": to_publisher(Kind.OUTCOME),
    "ticket.severity_changed": to_publisher(Kind.SEVERITY_CHANGED),
    "ticket.priority_changed": to_publisher(Kind.PRIORITY_CHANGED),
    "ticket.category_changed": to_publisher(Kind.CATEGORY_CHANGED),
    "ticket.closed": to_publisher(Kind.CLOSED),
    "ticket.duplicate_marked": to_publisher(Kind.DUPLICATE),
    "ticket.reopened": reopened,
    "ticket.answered": to_desk(Kind.ANSWERED),
    "ticket.retracted": to_desk(Kind.RETRACTED),
    "ticket.exploitation_reported": exploitation_reported,
    "ticket.assigned": assigned,
    "ticket.participant_added": participant_added,
}
