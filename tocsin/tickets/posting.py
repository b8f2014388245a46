"""A message of the thread, made ready before the transaction that stores it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import ngettext

from tocsin.accounts.models import Person
from tocsin.ledger.digests import digest, new_salt
from tocsin.lib.errors import Invalid, NotAllowed, Stale

from . import search
from .choices import MessageKind, Side
from .models import Attachment, Message, Ticket


@dataclass(frozen=True)
class Post:
    """A message not stored yet, with what makes it findable."""

    message: Message
    text: search.Text

    def store(self) -> dict[str, object]:
        """Inserts both; returns the facts that name the message: its id and the salted digest of its body."""
        self.message.save(force_insert=True)
        search.store(self.message.ticket, [self.text.named(f"message:{self.message.pk}")])
        return {"message": self.message.pk, "body": digest(self.message.body, bytes(self.message.salt))}


def post(
    ticket: Ticket, body: str, *, by: Person, side: Side, now: datetime, kind: MessageKind = MessageKind.MESSAGE
) -> Post:
    message = Message(ticket=ticket, author=by, side=side, kind=kind, body=body, salt=new_salt(), at=now)
    return Post(message, search.prepare("", body, internal=kind == MessageKind.NOTE))


def words_of(ticket: Ticket, body: str, *, by: Person, side: Side, now: datetime) -> Post | None:
    """The words that go with an act, as a message both sides see; None where nothing was said."""
    return post(ticket, body, by=by, side=side, now=now) if body.strip() else None


def stored(words: Post | None) -> dict[str, object]:
    return words.store() if words else {"message": None, "body": None}


def require_few(files: Sequence[Attachment]) -> None:
    most = settings.ATTACHMENTS_PER_TICKET
    if len(files) > most:
        sentence = ngettext(
            "A message may have at most %(most)s file. Pack several into one.",
            "A message may have at most %(most)s files. Pack several into one.",
            most,
        )
        raise Invalid({"files": [sentence % {"most": most}]})


def adopt(files: Sequence[Attachment], message: Message, *, by: Person) -> list[str]:
    """Makes the files, stored or not yet, part of the message; returns their salted digests.

    Only what the same person has just uploaded and what belongs to nothing yet: an id of somebody else's file, or of
    one that stands on another ticket, raises NotAllowed or Stale.
    """
    for file in files:
        if file.uploaded_by_id != by.pk:
            raise NotAllowed
        if file.pk is None:
            file.ticket, file.message = message.ticket, message
            file.save(force_insert=True)
        else:
            unused = Attachment.objects.filter(pk=file.pk, uploaded_by=by, ticket=None, draft=None, message=None)
            if not unused.update(ticket=message.ticket, message=message):
                raise Stale
    return [digest(file.sha256, bytes(file.salt)) for file in files]
