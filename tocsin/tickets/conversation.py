"""The thread: messages, questions and answers, and the desk's internal notes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append, stamp
from tocsin.ledger.digests import digest, new_salt
from tocsin.lib.errors import Invalid, Stale

from . import search
from .choices import MessageKind, Side, WaitingFor
from .models import Attachment, Message, ReplyDraft, Ticket
from .moving import change, require
from .promising import pause, promise_update, resume
from .states import State

EMPTY = _("Write something first.")


def answer(ticket: Ticket, body: str, *, by: Person, now: datetime, files: Sequence[Attachment] = ()) -> Message:
    """The publisher's word; it ends the waiting and lets the paused deadlines run on."""
    return say(ticket, body, MessageKind.MESSAGE, "ticket.answered", by=by, now=now, files=files)


def send(
    ticket: Ticket,
    body: str,
    *,
    by: Person,
    now: datetime,
    files: Sequence[Attachment] = (),
    next_update: datetime | None = None,
) -> Message:
    """The desk's message to the publisher; it keeps the promised update and promises the next."""
    return say(
        ticket, body, MessageKind.MESSAGE, "ticket.message_sent", by=by, now=now, files=files, next_update=next_update
    )


def ask(ticket: Ticket, body: str, *, by: Person, now: datetime, files: Sequence[Attachment] = ()) -> Message:
    """The desk asks and waits: deadlines but the acknowledgement stand still until the publisher answers."""
    return say(ticket, body, MessageKind.QUESTION, "ticket.question_asked", by=by, now=now, files=files)


def note(ticket: Ticket, body: str, *, by: Person, now: datetime, files: Sequence[Attachment] = ()) -> Message:
    """Kept among responders; allowed on a closed ticket too, and no clock hears of it."""
    return say(ticket, body, MessageKind.NOTE, "ticket.note_added", by=by, now=now, files=files)


NEEDS = {"ticket.answered": "publisher.answer"}


def say(
    ticket: Ticket,
    body: str,
    message_kind: MessageKind,
    entry: str,
    *,
    by: Person,
    now: datetime,
    files: Sequence[Attachment],
    next_update: datetime | None = None,
) -> Message:
    require(ticket, by, NEEDS.get(entry, "desk.write"))
    if not body.strip() and not files:
        raise Invalid({"body": [EMPTY]})
    internal = message_kind == MessageKind.NOTE
    prepared = search.prepare("", body, internal=internal)
    side = Side.PUBLISHER if entry == "ticket.answered" else Side.DESK
    message = Message(ticket=ticket, author=by, side=side, kind=message_kind, body=body, salt=new_salt(), at=now)
    with transaction.atomic():
        message.save(force_insert=True)
        adopt(files, message)
        consequences(ticket, entry, now, next_update)
        search.store(ticket, [prepared.named(f"message:{message.pk}")])
        ReplyDraft.objects.filter(ticket=ticket, person=by).delete()
        digests = [digest(file.sha256, bytes(file.salt)) for file in files]
        append(
            ticket, entry, by=by, message=message.pk, body=digest(body, bytes(message.salt)), attachments=digests,
            due=stamp(ticket.due_at) if ticket.due else None,
        )  # fmt: skip
    return message


def adopt(files: Sequence[Attachment], message: Message) -> None:
    for file in files:
        file.ticket, file.message = message.ticket, message
        file.save(force_insert=file.pk is None)


def consequences(ticket: Ticket, entry: str, now: datetime, next_update: datetime | None) -> None:
    """Who is waited for, and which clocks run, after this was said."""
    if entry == "ticket.note_added":
        if not Ticket.objects.filter(pk=ticket.pk).update(changed_at=now):
            raise Stale
    elif entry == "ticket.question_asked":
        change(ticket, now=now, waiting_for=WaitingFor.PUBLISHER)
        pause(ticket, now)
    elif entry == "ticket.answered":
        change(ticket, now=now, waiting_for=WaitingFor.DESK)
        resume(ticket, now)
    else:
        change(ticket, now=now)
        if ticket.state != State.SUBMITTED and ticket.waiting_for != WaitingFor.PUBLISHER:
            promise_update(ticket, now, next_update)
