"""A pasted secret is blanked where it stands, a file is taken away; the ledger's salted digests stay (SPEC section 3).

The salts of blanked texts go with the secret: with them, and with the words around it, guesses at a short one could be
tried against the digest.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append
from tocsin.lib.errors import Invalid, NotAllowed, Stale

from . import search
from .assessment import Reasons
from .attaching import erase
from .models import Attachment, Message, Outcome, ReplyDraft, Report, Ticket
from .moving import hold, require, touch

MARK = "████"
SHORTEST = len(MARK)  # of what can be blanked, so that no text becomes longer than its column by it
LONGEST = 10_000
REPORT_FIELDS = (
    "problem", "remediation", "customer_message", "private_remark", "unscored_reason", "customers_hit", "source_name",
)  # fmt: skip
OUTCOME_FIELDS = ("facts", "ground", "scope", "duration", "appeal")
NO_SALT = b""


@dataclass
class Places:
    """Where a passage stands: names of columns, and rows."""

    ticket: list[str] = field(default_factory=list)
    report: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def public(self) -> int:
        return len(self.ticket) + len(self.report) + len(self.messages) + len(self.outcomes)


def redact(ticket: Ticket, secret: str, *, by: Person, now: datetime) -> int:
    """Blanks every place of the ticket's texts where this passage stands; returns how many texts changed.

    Raises NotAllowed, Invalid (`passage`). What somebody is still writing is blanked as well, and not counted: the
    desk does not learn of it.
    """
    require(ticket, by, "desk.triage")
    if not SHORTEST <= len(secret.strip()) <= LONGEST or "\0" in secret:
        raise Invalid({"passage": [_("Give the passage exactly as it stands, four characters at least.")]})
    with transaction.atomic():
        hold(ticket)  # or two redactions at once would each bring back what the other blanked
        places = places_of(ticket, secret)
        if not places.public and not places.notes:
            raise Invalid({"passage": [_("This passage does not stand in the ticket.")]})
        blank_all(ticket, places, secret, now)
        tell(ticket, places, by, now)
    return places.public + len(places.notes)


def places_of(ticket: Ticket, secret: str) -> Places:
    report = Report.objects.get(ticket=ticket)
    messages = list(ticket.messages.filter(body__contains=secret))
    messages = [message for message in messages if secret in message.body]  # SQLite's LIKE knows no case
    return Places(
        ticket=[name for name in ("title", "reference") if secret in getattr(ticket, name)],
        report=[name for name in REPORT_FIELDS if secret in getattr(report, name)],
        messages=[message for message in messages if not message.is_note],
        notes=[message for message in messages if message.is_note],
        outcomes=[row for row in ticket.outcomes.all() if any(secret in getattr(row, n) for n in OUTCOME_FIELDS)],
    )


def blank(text: str, secret: str) -> str:
    return text.replace(secret, MARK)


def blank_all(ticket: Ticket, places: Places, secret: str, now: datetime) -> None:
    if places.ticket:
        words = {name: blank(getattr(ticket, name), secret) for name in places.ticket}
        Ticket.objects.filter(pk=ticket.pk).update(**words)
    if places.report or "title" in places.ticket:
        blank_report(ticket, places.report, secret, now)
    for message in [*places.messages, *places.notes]:
        message.body, message.redacted_at, message.salt = blank(message.body, secret), now, NO_SALT
        message.save(update_fields=["body", "redacted_at", "salt"])
        search.store(ticket, [search.prepare(f"message:{message.pk}", message.body, internal=message.is_note)])
    for outcome in places.outcomes:
        blank_outcome(ticket, outcome, secret, now)
    for draft in ReplyDraft.objects.filter(ticket=ticket, body__contains=secret):
        ReplyDraft.objects.filter(pk=draft.pk).update(body=blank(draft.body, secret))


def blank_report(ticket: Ticket, names: list[str], secret: str, now: datetime) -> None:
    report = Report.objects.get(ticket=ticket)
    words = {name: blank(getattr(report, name), secret) for name in names}
    Report.objects.filter(pk=report.pk).update(**words, salt=NO_SALT, redacted_at=now)
    search.reindex_report(ticket)


def blank_outcome(ticket: Ticket, outcome: Outcome, secret: str, now: datetime) -> None:
    words = {name: blank(getattr(outcome, name), secret) for name in OUTCOME_FIELDS}
    Outcome.objects.filter(pk=outcome.pk).update(**words, salt=NO_SALT, redacted_at=now)
    search.store(ticket, [search.prepare(f"outcome:{outcome.pk}", Reasons(**words).words)])


def tell(ticket: Ticket, places: Places, by: Person, now: datetime) -> None:
    """Two entries where internal notes are among the texts: the publisher hears only of what it can see."""
    touch(ticket, now, internal=not places.public)
    if places.public:
        append(
            ticket, "ticket.redacted", by=by, texts=places.ticket + places.report,
            messages=[message.pk for message in places.messages], outcomes=[row.pk for row in places.outcomes],
        )  # fmt: skip
    if places.notes:
        append(ticket, "ticket.note_redacted", by=by, messages=[note.pk for note in places.notes])


def remove_file(file: Attachment, *, by: Person, now: datetime) -> None:
    """Takes the bytes of an attachment away; name, size and digest stay. NotAllowed, Stale where it is gone already."""
    ticket = file.ticket
    if ticket is None:
        raise NotAllowed
    require(ticket, by, "desk.triage")
    internal = file.message is not None and file.message.is_note
    with transaction.atomic():
        hold(ticket)
        if not Attachment.objects.filter(pk=file.pk, removed_at=None).update(removed_at=now):
            raise Stale
        touch(ticket, now, internal=internal)
        append(ticket, "ticket.note_redacted" if internal else "ticket.redacted", by=by, file=file.pk)
        transaction.on_commit(lambda: erase_removed(now))
    file.removed_at = now


def erase_removed(now: datetime) -> int:
    """The worker's sweep as well: erases the bytes of removed files, also after a crash between commit and erasure.

    Returns how many were erased.
    """
    removed = list(Attachment.objects.exclude(removed_at=None).exclude(file=""))
    for file in removed:
        erase(file)
        with transaction.atomic():
            Attachment.objects.filter(pk=file.pk).update(file="")
    return len(removed)
