"""The thread: messages, questions and answers, and the desk's internal notes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append, stamp
from tocsin.lib.errors import Invalid

from .attaching import discard
from .choices import MessageKind, Side, WaitingFor
from .models import Attachment, Message, ReplyDraft, Ticket
from .moving import change, hold, require, touch
from .posting import adopt, post, require_few
from .promising import pause, promise_update, require_to_come, resume
from .states import State

EMPTY = _("Write something first.")
CLICK = timedelta(minutes=1)  # nobody means to say the very same twice within it


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
    """Raises NotAllowed, Invalid (`body`, `files`, `next_update`), Stale on a closed ticket.

    The same said again at once is the second click: the first message is returned, and nothing happens.
    """
    side = Side.PUBLISHER if entry == "ticket.answered" else Side.DESK
    require(ticket, by, "publisher.answer" if side == Side.PUBLISHER else "desk.write")
    if not body.strip() and not files:
        raise Invalid({"body": [EMPTY]})
    require_few(files)
    require_to_come(next_update, now)
    said = post(ticket, body, by=by, side=side, now=now, kind=message_kind)
    with transaction.atomic():
        hold(ticket)
        if first := said_before(said.message, files):
            return first
        consequences(ticket, entry, now, next_update)
        facts = said.store()
        digests = adopt(files, said.message, by=by)
        ReplyDraft.objects.filter(ticket=ticket, person=by).delete()
        due = stamp(ticket.due_at) if ticket.due else None
        append(ticket, entry, by=by, attachments=digests, due=due, **facts)
    return said.message


def said_before(message: Message, files: Sequence[Attachment]) -> Message | None:
    """The message that this one repeats: the second click of a button that was pressed twice."""
    same = Message.objects.filter(
        ticket=message.ticket, author=message.author, kind=message.kind, body=message.body, at__gt=message.at - CLICK
    )
    digests = sorted(file.sha256 for file in files)
    for first in same.prefetch_related("attachments"):
        if sorted(file.sha256 for file in first.attachments.all()) == digests:
            for file in files:
                if file.pk is None:
                    discard(file)
            return first
    return None


def consequences(ticket: Ticket, entry: str, now: datetime, next_update: datetime | None) -> None:
    """Who is waited for, and which clocks run, after this was said."""
    if entry == "ticket.note_added":
        touch(ticket, now, internal=True)
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
