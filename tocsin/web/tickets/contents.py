"""What a ticket's page tells: to both sides, and what only the desk sees."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from tocsin.accounts.models import Person
from tocsin.accounts.roles import PublisherRole
from tocsin.catalogue.holders import Holders
from tocsin.correspondence.models import Delivery
from tocsin.lib.markdown import plain
from tocsin.lib.text import snippet
from tocsin.tickets.choices import Side, WaitingFor
from tocsin.tickets.models import Finding, Score, Ticket
from tocsin.tickets.questions import NAMED, Reader, customers_affected, mark, who_can_see
from tocsin.tickets.timeline import steps
from tocsin.web.desk.alerts import SOON, alerted

from .forms_shared import key_of
from .thread import Item, files, thread
from .why import why

Context = dict[str, Any]


def contents(ticket: Ticket, reader: Person, seen_at: datetime | None, zone: ZoneInfo) -> Context:
    """What this reader may know of the ticket. A fixed number of queries, however long the thread is."""
    now = timezone.now()
    attached = files(ticket, reader)
    said = thread(ticket, reader, seen_at, attached, zone)
    findings = list(scored(ticket, reader))
    return {
        "ticket": ticket,
        "reader": reader,
        "address": f"{settings.PUBLIC_URL}/tickets/{ticket.shown_number}/",
        "now": now,
        "soon": now + SOON,
        "report": ticket.report,
        "steps": steps(ticket, reader, zone),
        "thread": said,
        "new": [item for item in said if item["unread"]],
        "asked_last": last_question(said),
        "affected": ticket.affected.select_related("offer", "version"),
        "findings": findings,
        "score": in_force(findings),
        "why": why(ticket) if ticket.priority else None,
        "attached": [file for some in attached.values() for file in some if file.url],
        "files": attached.get(None, ()),
        "readers": [reader_row(one) for one in who_can_see(ticket)],
        "waiting_for_you": ticket.waiting_for == (WaitingFor.DESK if reader.is_desk else WaitingFor.PUBLISHER),
        "original": original(ticket, reader),
        "remark": ticket.report.private_remark if reads_remark(ticket, reader) else "",
        "mark": mark(ticket.changed_at if reader.is_desk else ticket.public_changed_at),
    }


def reader_row(one: Reader) -> Context:
    """Somebody who sees the ticket; who was named can be taken off again by `key`."""
    return {"person": one.person, "why": one.why, "key": key_of(one.person) if one.person and one.why == NAMED else ""}


def scored(ticket: Ticket, reader: Person) -> "Iterable[Finding]":
    """The findings with every score of both sides; the desk's are its own until it has acknowledged."""
    scores = Score.objects.all()
    if not reader.is_desk and not ticket.priority:
        scores = scores.exclude(side=Side.DESK)
    return ticket.findings.prefetch_related(Prefetch("scores", scores))


def in_force(findings: Iterable[Finding]) -> Score | None:
    """The worst of the scores that hold: of each finding the desk's newest, else the publisher's newest."""
    holding = []
    for finding in findings:
        scores = list(finding.scores.all())
        by_desk = [score for score in scores if score.side == Side.DESK]
        holding += (by_desk or scores)[-1:]
    return max(holding, key=lambda score: score.score, default=None)


def last_question(said: list[Item]) -> Item | None:
    """The newest question with its first words, for the line that says what the publisher is waited for."""
    asked = next((item for item in reversed(said) if item.get("question")), None)
    return asked and {**asked, "words": snippet(plain(asked["text"]), 200)}


def original(ticket: Ticket, reader: Person) -> Ticket | None:
    """What it duplicates, if this reader may see that one as well."""
    if ticket.duplicate_of_id is None:
        return None
    return Ticket.objects.visible_to(reader).filter(pk=ticket.duplicate_of_id).first()


def reads_remark(ticket: Ticket, reader: Person) -> bool:
    """The remark for the desk only is its writer's as well, and the owners', who answer for what was said."""
    owner = reader.roles.get(ticket.publisher_id) == PublisherRole.OWNER if not reader.is_desk else False
    return reader.is_desk or owner or ticket.reporter_id == reader.pk


def of_desk(ticket: Ticket) -> Context:
    """What only the desk sees."""
    holders = customers_affected(ticket)
    return {
        "customers": bars(holders),
        "customers_in_all": holders.customers,
        "troubled": Delivery.objects.troubled().for_ticket(ticket),
        "alerted_at": alerted([ticket]).get(ticket.ledger_subject),
        "related": [
            {"row": row, "shown": not row.other.restricted}
            for row in ticket.relations.select_related("other__publisher")
        ],
    }


def bars(holders: Holders) -> list[tuple[str, int]]:
    """One bar a version; the offer's name stands with it where there are several offers."""
    several = len({offer.pk for offer, _version, _count in holders.rows}) > 1
    return [(f"{offer} {version}" if several else str(version), count) for offer, version, count in holders.rows]
