"""Lists of tickets: the desk's queue, a publisher's groups, the tickets of a CVE. Each page by key, without counts."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, TextChoices, When
from django.utils.translation import pgettext_lazy

from tocsin.accounts.models import Person

from .choices import WaitingFor
from .models import Finding, Ticket, Visit
from .models.ticket import TicketQuerySet
from .paging import Page, cut, moment_of, read, written

QUEUE_PAGE = 50
OWN_PAGE = 25
CVE_PAGE = 50


class Filter(TextChoices):
    """The desk's views of its queue."""

    OPEN = "open", pgettext_lazy("queue", "All open")
    MINE = "mine", pgettext_lazy("queue", "Mine")
    UNASSIGNED = "unassigned", pgettext_lazy("queue", "Unassigned")


class Group(TextChoices):
    """The publisher's own lists, in the order in which they matter."""

    YOURS = "yours", pgettext_lazy("tickets", "Needs your answer")
    GOING = "going", pgettext_lazy("tickets", "In progress")
    CLOSED = "closed", pgettext_lazy("tickets", "Closed")


def queue(
    person: Person, which: str = Filter.OPEN, *, after: str | None = None, limit: int = QUEUE_PAGE
) -> Page[Ticket]:
    """The desk's open tickets: exploited or ongoing first, then the nearest due; one query.

    Restricted ones are among them, to be shown by number only.
    """
    rows = Ticket.objects.listed_for(person).open()
    if which == Filter.MINE:
        rows = rows.filter(assignee=person)
    elif which == Filter.UNASSIGNED:
        rows = rows.filter(assignee=None)
    if key := read(after, 3):
        rows = behind(rows, bool(key[0]), moment_of(key[1]), key[2])
    found = list(rows.due_first().select_related("publisher", "assignee")[: limit + 1])
    return cut(found, limit, lambda last: written(last.urgent, last.due_at, last.pk))


def behind(rows: TicketQuerySet, urgent: bool, due_at: datetime, pk: int) -> TicketQuerySet:
    """What follows that row in the queue's order, said so that the index can begin there."""
    later = Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk)
    if urgent:
        return rows.filter(Q(urgent=False) | later)
    return rows.filter(later, urgent__in=[False], due_at__gte=due_at)


def own_tickets(person: Person, group: str, *, after: str | None = None, limit: int = OWN_PAGE) -> Page[Ticket]:
    """A member's tickets of one group, unread first, then what changed last; `unread` is on each row. One query."""
    rows = with_unread(in_group(Ticket.objects.visible_to(person), group), person)
    if key := read(after, 3):
        unread, changed, pk = bool(key[0]), moment_of(key[1]), key[2]
        older = Q(public_changed_at__lt=changed) | Q(public_changed_at=changed, pk__lt=pk)
        rows = rows.filter(Q(unread=unread) & older | Q(unread=False) if unread else Q(unread=False) & older)
    ordered = rows.order_by("-unread", "-public_changed_at", "-pk").select_related("publisher", "assignee")
    return cut(list(ordered[: limit + 1]), limit, lambda last: written(last.unread, last.public_changed_at, last.pk))


def in_group(rows: TicketQuerySet, group: str) -> TicketQuerySet:
    if group == Group.CLOSED:
        return rows.filter(in_queue=False)
    waits = Q(waiting_for=WaitingFor.PUBLISHER)
    return rows.open().filter(waits if group == Group.YOURS else ~waits)


def with_unread(rows: TicketQuerySet, person: Person) -> Any:  # annotated rows have a type of their own
    """With `unread`: whether something that the publisher's side sees has happened since this person's last visit."""
    seen = Visit.objects.filter(ticket=OuterRef("pk"), person=person, at__gte=OuterRef("public_changed_at"))
    return rows.annotate(unread=Case(When(Exists(seen), then=False), default=True))


def unread_count(person: Person, most: int = 99) -> int:
    """How many of the member's open tickets have news; at most `most`, which a badge writes as "99+"."""
    counted: int = with_unread(Ticket.objects.visible_to(person).open(), person).filter(unread=True)[:most].count()
    return counted


class CveRow(NamedTuple):
    """One CVE id and how many of the tickets this reader may see name it."""

    cve_id: str
    tickets: int
    last: datetime  # when the newest of them was submitted


def tickets_by_cve(person: Person, *, after: str | None = None, limit: int = CVE_PAGE) -> Page[CveRow]:
    """The CVE ids of the tickets this person may see, the latest ids first; one query."""
    rows = Finding.objects.exclude(cve_id="").filter(Exists(visible(person)))
    if after and "\0" not in after:  # PostgreSQL compares with no NUL
        rows = rows.filter(cve_id__lt=after)
    counted = rows.values("cve_id").annotate(tickets=Count("pk"), last=Max("ticket__submitted_at"))
    found = [CveRow(**row) for row in counted.order_by("-cve_id")[: limit + 1]]
    return cut(found, limit, lambda last: last.cve_id)


def tickets_of_cve(person: Person, cve_id: str, *, after: str | None = None, limit: int = CVE_PAGE) -> Page[Ticket]:
    """The tickets that name this CVE, over all publishers this person may see, the newest first; one query."""
    rows = Ticket.objects.visible_to(person).filter(findings__cve_id=cve_id)
    if key := read(after, 1):
        rows = rows.filter(pk__lt=key[0])
    found = list(rows.order_by("-pk").select_related("publisher", "assignee")[: limit + 1])
    return cut(found, limit, lambda last: written(last.pk))


def visible(person: Person) -> TicketQuerySet:
    """The ticket of an outer row, if this person may see it; asked row by row, so that nothing is listed beforehand."""
    return Ticket.objects.visible_to(person).filter(pk=OuterRef("ticket"))
