"""The desk opens a ticket towards a publisher: scans, finders, other response teams and customers find much."""

from datetime import datetime

from django.db import transaction

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append
from tocsin.lib.errors import NotAllowed

from . import search
from .choices import Side, WaitingFor
from .models import Ticket
from .new_report import NewReport
from .promising import promise_update
from .states import State
from .storing import opening_facts, require_own, search_texts, store
from .triage import require_values


def open_towards(new: NewReport, *, severity: str, priority: str, by: Person, now: datetime) -> Ticket:
    """The ticket starts acknowledged, for the responder who opens it has judged it; it waits for the publisher."""
    if not by.at_desk("desk.triage"):
        raise NotAllowed
    require_own(new)
    require_values(severity=severity, priority=priority)
    texts = search_texts(new)
    with transaction.atomic():
        ticket = store(
            new,
            by=by,
            side=Side.DESK,
            now=now,
            state=State.ACKNOWLEDGED,
            waiting_for=WaitingFor.PUBLISHER,
            severity=severity,
            priority=priority,
            assignee=by,
        )
        search.store(ticket, texts)
        promise_update(ticket, now)  # it stands still from the start, for the publisher is waited for
        append(
            ticket, "ticket.opened", by=by, severity=severity, priority=priority,
            source=new.words.get("source_kind", ""), **opening_facts(ticket, new),
        )  # fmt: skip
    return ticket
