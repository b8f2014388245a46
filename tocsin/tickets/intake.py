"""A publisher's report becomes a ticket, once."""

from datetime import datetime

from django.db import transaction

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append, stamp
from tocsin.ledger.digests import digest
from tocsin.lib.errors import NotAllowed, Stale

from . import search
from .choices import DeadlineKind, Side
from .deadlines import acknowledge_by
from .models import Attachment, Deadline, DeskCalendar, Draft, Ticket
from .new_report import NewReport
from .storing import opening_facts, require_own, search_texts, store


class AlreadySubmitted(Stale):
    """The draft has become a ticket before: the second click is led to it."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__()
        self.ticket = ticket


def submit(draft: Draft, new: NewReport, *, by: Person, now: datetime) -> Ticket:
    """Stores the report with its deadline, its entry and its outbox row in one transaction; never twice.

    The number is shown only after this has returned, that is, after the commit (SPEC section 3). Raises NotAllowed,
    Invalid (`affected`, `restricted_to`), AlreadySubmitted, and Stale where the draft is gone or somebody else's.
    """
    if not by.at_publisher(new.publisher.pk, "publisher.report"):
        raise NotAllowed
    require_own(new)
    texts = search_texts(new)
    due_at = acknowledge_by(now, DeskCalendar.for_region(new.publisher.region).calendar)
    with transaction.atomic():
        ticket = store(new, by=by, side=Side.PUBLISHER, now=now, due_at=due_at)
        if not Draft.objects.filter(pk=draft.pk, person=by, ticket=None).update(ticket=ticket, answers={}):
            taken = Draft.objects.filter(pk=draft.pk, person=by).select_related("ticket").first()
            raise AlreadySubmitted(taken.ticket) if taken and taken.ticket else Stale
        Deadline.objects.create(ticket=ticket, kind=DeadlineKind.ACKNOWLEDGE, due_at=due_at)
        search.store(ticket, texts)
        files = attach(draft, ticket)
        append(ticket, "ticket.submitted", by=by, due=stamp(due_at), attachments=files, **opening_facts(ticket, new))
    return ticket


def attach(draft: Draft, ticket: Ticket) -> list[str]:
    """Moves the draft's files to the ticket; returns their salted digests."""
    files = list(Attachment.objects.filter(draft=draft, ticket=None))
    if files:
        Attachment.objects.filter(pk__in=[file.pk for file in files]).update(ticket=ticket)
    return [digest(file.sha256, bytes(file.salt)) for file in files]
