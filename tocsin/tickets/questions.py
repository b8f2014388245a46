"""What pages ask about tickets beside their lists: changes, visits, reply drafts, customers, readers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tocsin.accounts.models import Membership, Person
from tocsin.accounts.roles import DeskRole, PublisherRole
from tocsin.catalogue.holders import Holders, customers_per_version

from .lists import (
    CveRow,
    Filter,
    Group,
    own_tickets,
    queue,
    tickets_by_cve,
    tickets_of_cve,
    unread_count,
)
from .models import ReplyDraft, Ticket, Visit

__all__ = [
    "CveRow", "Filter", "Group", "Reader", "change_mark", "customers_affected", "own_tickets", "queue", "save_reply",
    "ticket_mark", "tickets_by_cve", "tickets_of_cve", "unread_count", "visit", "who_can_see",
]  # fmt: skip

MARKED = 20  # tickets a list's mark is made of; one changed last is always among them
LONGEST_REPLY = 100_000  # characters


# -- has anything changed? --------------------------------------------------------------------------------------
def change_mark(person: Person) -> str:
    """What is another text whenever something in this person's lists has changed, and tells nothing else; one query.

    A member's is made of what the member may see alone, and only of what the publisher's side sees of it.
    """
    moment = "changed_at" if person.is_desk else "public_changed_at"
    rows = Ticket.objects.listed_for(person).order_by(f"-{moment}", "-pk").values_list("pk", moment)[:MARKED]
    return mark(*(part for row in rows for part in row))


def ticket_mark(person: Person, number: str) -> str | None:
    """The same for one ticket, by its stored number; None where this person may not see it. One query."""
    moment = "changed_at" if person.is_desk else "public_changed_at"
    found = Ticket.objects.visible_to(person).filter(number=number).values_list(moment).first()
    return found and mark(*found)


def mark(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:24]


# -- what a person has seen and is writing ----------------------------------------------------------------------
def visit(ticket: Ticket, person: Person, now: datetime) -> datetime | None:
    """Notes that the person reads the thread now; returns when they last did, None if never.

    It writes only where there is news since then, so that most readings write nothing.
    """
    before = Visit.objects.filter(ticket=ticket, person=person).values_list("at", flat=True).first()
    changed_at = ticket.changed_at if person.is_desk else ticket.public_changed_at
    if before is None or before < changed_at:
        row = Visit(ticket=ticket, person=person, at=max(now, changed_at))
        with transaction.atomic():
            Visit.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["ticket", "person"], update_fields=["at"]
            )
    return before


def save_reply(ticket: Ticket, person: Person, body: str, now: datetime) -> None:
    """Keeps what stands in the person's answer box; an empty one is thrown away. The ledger hears nothing of it."""
    kept = body.replace("\0", "\N{SYMBOL FOR NULL}")[:LONGEST_REPLY]  # PostgreSQL keeps no NUL
    with transaction.atomic():
        if not kept.strip():
            ReplyDraft.objects.filter(ticket=ticket, person=person).delete()
            return
        row = ReplyDraft(ticket=ticket, person=person, body=kept, saved_at=now)
        ReplyDraft.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["ticket", "person"], update_fields=["body", "saved_at"]
        )


# -- whom it concerns -------------------------------------------------------------------------------------------
def customers_affected(ticket: Ticket) -> Holders:
    """Rows (offer, version, customers) and the number of different customers; three queries.

    An offer named without a version counts with all its versions.
    """
    named = list(ticket.affected.select_related("offer", "version"))
    whole = {row.offer_id for row in named if row.version_id is None}
    versions = [row.version for row in named if row.version and row.offer_id not in whole]
    return customers_per_version([row.offer for row in named], versions)


@dataclass(frozen=True)
class Reader:
    """Somebody who may see a ticket, and why; without a person, the whole response desk."""

    person: Person | None
    why: str | Promise
    desk: bool = False


OWNER = pgettext_lazy("may see the ticket as", "owner")
REPORTER = pgettext_lazy("may see the ticket as", "reporter")
MEMBER = pgettext_lazy("may see the ticket as", "member")
NAMED = pgettext_lazy("may see the ticket as", "named person")
LEAD = pgettext_lazy("may see the ticket as", "the desk’s lead")
AUDITOR = pgettext_lazy("may see the ticket as", "auditor")
ASSIGNEE = pgettext_lazy("may see the ticket as", "who works on it")
DESK = pgettext_lazy("may see the ticket as", "every responder")


def who_can_see(ticket: Ticket) -> list[Reader]:
    """Everybody whom `visible_to` lets in: the publisher's side by name, then the desk's; three queries at most."""
    named = set(ticket.participants.values_list("person", flat=True))
    members = Membership.objects.filter(publisher=ticket.publisher_id, person__is_active=True).select_related("person")
    readers = [
        Reader(member.person, why)
        for member in members.order_by("person__name", "person")
        if (why := why_member(member, ticket, named))
    ]
    if not ticket.restricted:
        return [*readers, Reader(None, DESK, desk=True)]
    heads = Q(desk_role__in=[DeskRole.LEAD, DeskRole.AUDITOR])
    responders = Person.objects.filter(heads | Q(pk=ticket.assignee_id) | Q(pk__in=named), is_active=True)
    at_desk = responders.exclude(desk_role="").order_by("name", "pk")
    return readers + [Reader(person, why_responder(person, ticket), desk=True) for person in at_desk]


def why_member(member: Membership, ticket: Ticket, named: set[int]) -> str | Promise:
    """Empty where a restricted ticket is not this member's to see."""
    if member.role == PublisherRole.OWNER:
        return OWNER
    if member.person_id == ticket.reporter_id:
        return REPORTER
    if member.person_id in named:
        return NAMED
    return "" if ticket.restricted else MEMBER


def why_responder(person: Person, ticket: Ticket) -> str | Promise:
    if person.desk_role == DeskRole.LEAD:
        return LEAD
    if person.desk_role == DeskRole.AUDITOR:
        return AUDITOR
    return ASSIGNEE if person.pk == ticket.assignee_id else NAMED
