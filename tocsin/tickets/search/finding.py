"""The one query that finds tickets: ids by their columns first, then the full text, the newest first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tocsin.accounts.models import Person
from tocsin.lib import confirmation
from tocsin.lib.stems import alternatives
from tocsin.vulnerabilities import cve_ids

from ..models import Finding, SearchDoc, Ticket
from ..paging import Page
from .documents import scope, storable
from .engine import Wanted, matching

LONGEST = 1_000  # characters of what was typed that are looked at
MOST_WORDS = 16
MOST_DOCUMENTS = 8  # looked at per ticket of a page: a ticket with many messages would else fill it


class Place(StrEnum):
    """Where it was found."""

    NUMBER = "number"
    REFERENCE = "reference"
    CVE = "cve"
    REPORT = "report"
    PRIVATE = "private"  # the reporter's remark for the desk
    MESSAGE = "message"
    NOTE = "note"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Hit:
    """A ticket this person may see, and the newest place where it holds what was typed.

    A restricted one is shown by its number only.
    """

    ticket: Ticket
    place: Place
    message_id: int | None = None

    @property
    def title(self) -> str:
        return "" if self.ticket.restricted else self.ticket.title


class Cursor(NamedTuple):
    """Where a page begins: behind a ticket of the CVE ("c"), at the first document ("t"), behind a document that holds
    the words ("e") or their beginnings ("b"); "" is the first page."""

    phase: str = ""
    behind: int = 0

    def __str__(self) -> str:
        return f"{self.phase}_{self.behind}"

    @classmethod
    def read(cls, written: str | None) -> "Cursor":
        phase, _, behind = (written or "").partition("_")
        if phase in {"c", "t", "e", "b"} and behind.isascii() and behind.isdecimal() and len(behind) <= 18:
            return cls(phase, int(behind))
        return cls()


def find(person: Person, typed: str, *, limit: int = 25, before: str | None = None) -> Page[Hit]:
    """A page of hits; `next` of the page is the `before` of the one that follows. At most six queries.

    All words must be found, in any of their forms; the last may be the beginning of one where whole words do not fill
    a page. Whatever is typed is text, never a query.
    """
    cursor, text = Cursor.read(before), storable(typed[:LONGEST])
    tickets = Ticket.objects.visible_to(person).select_related("publisher")
    exact = by_name(tickets, text)
    hits = [] if cursor.phase else exact[:limit]
    known = {hit.ticket.pk for hit in exact}
    cve = cve_of(text)
    if cve and cursor.phase in {"", "c"}:
        behind, wanted = cursor.behind, limit - len(hits)
        rows = list(of_cve(tickets, cve, behind).exclude(pk__in=known)[: wanted + 1])
        hits += [Hit(ticket, Place.CVE) for ticket in rows[:wanted]]
        if len(rows) > wanted:
            return Page(hits, str(Cursor("c", hits[-1].ticket.pk)))
        cursor = Cursor("t")
    if len(hits) >= limit:
        return Page(hits, str(Cursor("t")))
    found = by_text(person, text, cursor, limit - len(hits), Skipped(known, cve))
    return Page(hits + found.rows, found.next)


# -- by what names a ticket ---------------------------------------------------------------------------------------
def by_name(tickets: QuerySet[Ticket], text: str) -> list[Hit]:
    """By the confirmation number however it is typed, else by the publisher's own reference; one query."""
    if not text:
        return []
    named = Q(reference__in={text, text.upper(), text.lower()}) if len(text) <= 80 else Q(pk__in=[])
    number = number_of(text)
    found = tickets.filter(named | Q(number=number) if number else named).order_by("-pk")
    return [Hit(row, Place.NUMBER if row.number == number else Place.REFERENCE) for row in found[:10]]


def number_of(text: str) -> str:
    try:
        return confirmation.parse(text)
    except confirmation.WrongNumber:
        return ""


def cve_of(text: str) -> str:
    try:
        return cve_ids.normalise(text, today=timezone.now().date()) if len(text) <= 100 else ""
    except cve_ids.NotACve:
        return ""


def of_cve(tickets: QuerySet[Ticket], cve: str, behind: int) -> QuerySet[Ticket]:
    rows = tickets.filter(findings__cve_id=cve).order_by("-pk")
    return rows.filter(pk__lt=behind) if behind else rows


# -- by text ------------------------------------------------------------------------------------------------------
class Skipped(NamedTuple):
    """What was found by its name already: these tickets, and all that have a finding of this CVE."""

    tickets: set[int]
    cve: str

    def taken_from(self, docs: QuerySet[SearchDoc]) -> QuerySet[SearchDoc]:
        if self.tickets:
            docs = docs.exclude(ticket__in=self.tickets)
        if self.cve:
            docs = docs.exclude(Exists(Finding.objects.filter(ticket=OuterRef("ticket"), cve_id=self.cve)))
        return docs


def by_text(person: Person, text: str, cursor: Cursor, limit: int, skipped: Skipped) -> Page[Hit]:
    words = alternatives(text)[:MOST_WORDS]
    scopes = [] if person.is_desk else [scope(pk) for pk in person.roles]
    if not words or not (person.is_desk or scopes):
        return Page([])
    whole, begun = Wanted(words, scopes), Wanted(words, scopes, beginning=True)
    if cursor.phase == "b":
        return text_page(person, begun, cursor, limit, skipped)
    page = text_page(person, whole, Cursor("e", cursor.behind), limit, skipped)
    if cursor.phase == "e" or page.next or not begun.starts():
        return page
    return text_page(person, begun, Cursor("b"), limit, skipped)


class Doc(NamedTuple):
    """Of a document what tells where it stands."""

    pk: int
    ticket: int
    source: str
    internal: bool


def text_page(person: Person, wanted: Wanted, cursor: Cursor, limit: int, skipped: Skipped) -> Page[Hit]:
    """Each ticket once, at its newest document; one that stood on an earlier page is left out."""
    most = limit * MOST_DOCUMENTS
    rows = skipped.taken_from(visible(matching(wanted, cursor.behind), person))
    found = [Doc(*row) for row in rows.values_list("pk", "ticket", "source", "internal")[: most + 1]]
    earlier = tickets_of(visible(matching(wanted, since=cursor.behind), person), found) if cursor.behind else set()
    newest: dict[int, Doc] = {}
    behind = found[most - 1].pk if len(found) > most else 0
    for doc in found[:most]:
        if doc.ticket in newest or doc.ticket in earlier:
            continue
        if len(newest) == limit:
            behind = doc.pk + 1
            break
        newest[doc.ticket] = doc
    return Page(hits_of(newest.values()), str(cursor._replace(behind=behind)) if behind else None)


def visible(docs: QuerySet[SearchDoc], person: Person) -> QuerySet[SearchDoc]:
    """Asked document by document, so that the index is followed from the newest on, and no list is made beforehand."""
    seen = docs.filter(Exists(Ticket.objects.visible_to(person).filter(pk=OuterRef("ticket"))))
    return seen if person.is_desk else seen.filter(internal=False)


def tickets_of(newer: QuerySet[SearchDoc], found: Iterable[Doc]) -> set[int]:
    """Of these documents' tickets, those that matched on an earlier page."""
    return set(newer.filter(ticket__in={doc.ticket for doc in found}).values_list("ticket", flat=True))


def hits_of(docs: Collection[Doc]) -> list[Hit]:
    """Only now the tickets' rows, for the few that are shown; the documents were asked whether they may be."""
    if not docs:
        return []
    tickets = Ticket.objects.select_related("publisher").in_bulk([doc.ticket for doc in docs])
    return [hit(doc, tickets[doc.ticket]) for doc in docs]


def hit(doc: Doc, ticket: Ticket) -> Hit:
    kind, _, pk = doc.source.partition(":")
    if kind == "message":
        return Hit(ticket, Place.NOTE if doc.internal else Place.MESSAGE, int(pk))
    return Hit(ticket, Place(kind))
