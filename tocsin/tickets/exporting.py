"""A ticket as one zip file: its data as JSON, its messages, its attachments, and its ledger with the proof.

`tocsin ledger verify FILE` checks the zip on another machine without the database. In it: `ticket.json`,
`messages.json` (internal notes are marked), `attachments.json` with the files under `attachments/`, and `ledger/`.
Moments are UTC. A removed attachment is named and has no file.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.db.models import Model

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append, stamp
from tocsin.ledger.exporting import FOLDER_IN_ZIP, export_subject
from tocsin.ledger.reading import note_reading
from tocsin.ledger.stored import in_one_moment
from tocsin.lib.errors import NotAllowed

from .models import Attachment, Message, Outcome, Ticket
from .moving import require

IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger zip is spooled to a file without a name
CHUNK = 256 * 1024
Json = dict[str, Any]

TICKET = (
    "number", "title", "category", "exploited", "urgent", "accounts_compromised", "aware_at", "opened_by", "state",
    "waiting_for", "severity", "priority", "closing_reason", "tlp", "embargo_until", "restricted", "reference",
    "submitted_at", "changed_at",
)  # fmt: skip
REPORT = (
    "language", "helper_answers", "problem", "began_at", "data_exposed", "attackers_control", "contained",
    "customers_hit", "unscored_reason", "mitigation", "remediation", "customer_message", "customer_message_language",
    "customer_message_wish", "private_remark", "source_kind", "source_name", "source_consents", "redacted_at",
)  # fmt: skip
SCORE = ("side", "vector", "version", "score", "severity", "given_at")
OUTCOME = ("id", "kind", "facts", "ground", "scope", "duration", "appeal", "modify_by", "at", "redacted_at")
DEADLINE = ("kind", "due_at", "met_at", "breached_at", "paused_at")
MESSAGE = ("id", "side", "kind", "body", "at", "redacted_at")
FILE = ("id", "name", "size", "sha256", "uploaded_at", "removed_at")


def export(ticket: Ticket, by: Person) -> IO[bytes]:
    """The zip, open at its beginning; closing it removes it. For the desk; internal notes are in it.

    The entry and the reading are committed before anything is put together. Raises NotAllowed; KeyTrouble where
    checkpoints exist and their key is gone.
    """
    require(ticket, by, "desk.read")
    if not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        raise NotAllowed
    with transaction.atomic():
        append(ticket, "ticket.exported", by=by)
        note_reading(by, [ticket.ledger_subject], "export")
    spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        with ZipFile(spool, "w", ZIP_DEFLATED) as archive:
            fill(archive, ticket)
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return spool


def file_name(ticket: Ticket) -> str:
    return f"{ticket.shown_number}.zip"


def fill(archive: ZipFile, ticket: Ticket) -> None:
    with in_one_moment():
        write(archive, "ticket.json", data_of(ticket))
        write_all(archive, "messages.json", map(of_message, messages_of(ticket)))
        files = list(ticket.attachments.select_related("uploaded_by"))
    write_all(archive, "attachments.json", map(of_file, files))
    for file in files:
        copy(archive, file)
    for name, content in export_subject(ticket.ledger_subject).items():
        archive.writestr(f"{FOLDER_IN_ZIP}{name}", content)


# -- what is in it ------------------------------------------------------------------------------------------------
def data_of(ticket: Ticket) -> Json:
    ticket = Ticket.objects.select_related("publisher", "report", "reporter", "assignee", "duplicate_of").get(
        pk=ticket.pk
    )
    return {
        **columns(ticket, TICKET),
        "number": ticket.shown_number,
        "publisher": {"key": ticket.publisher.key, "name": ticket.publisher.name},
        "reporter": who(ticket.reporter),
        "assignee": who(ticket.assignee),
        "duplicate_of": ticket.duplicate_of.shown_number if ticket.duplicate_of else None,
        "report": columns(ticket.report, REPORT),
        "affected": [of_affected(row) for row in ticket.affected.select_related("offer", "version")],
        "findings": [of_finding(row) for row in ticket.findings.prefetch_related("scores")],
        "outcomes": [of_outcome(row) for row in ticket.outcomes.select_related("author")],
        "deadlines": [columns(row, DEADLINE) for row in ticket.deadlines.all()],
        "named": [who(row.person) for row in ticket.participants.select_related("person").order_by("pk")],
        "related": [row.other.shown_number for row in ticket.relations.select_related("other").order_by("pk")],
    }


def messages_of(ticket: Ticket) -> Iterator[Message]:
    return ticket.messages.select_related("author").iterator(chunk_size=200)


def columns(row: Model, names: Iterable[str]) -> Json:
    return {name: getattr(row, name) for name in names}


def who(person: Person | None) -> Json | None:
    """By the ledger's key, so that entries can be read beside it; an erased person has no name."""
    if person is None:
        return None
    return {"key": person.key, "name": None if person.erased_at else str(person)}


def of_affected(row: Any) -> Json:
    return {"offer": row.offer.key, "name": row.offer.name, "version": row.version.label if row.version else None}


def of_finding(row: Any) -> Json:
    scores = [columns(score, SCORE) for score in row.scores.all()]
    return {"id": row.pk, "cve": row.cve_id or None, "aliases": row.aliases, "scores": scores}


def of_outcome(row: Outcome) -> Json:
    return {**columns(row, OUTCOME), "author": who(row.author), "salt": bytes(row.salt).hex()}


def of_message(row: Message) -> Json:
    return {**columns(row, MESSAGE), "internal": row.is_note, "author": who(row.author), "salt": bytes(row.salt).hex()}


def of_file(row: Attachment) -> Json:
    by, path = who(row.uploaded_by), None if row.removed_at else path_of(row)
    return {**columns(row, FILE), "message": row.message_id, "by": by, "path": path, "salt": bytes(row.salt).hex()}


def path_of(file: Attachment) -> str:
    """The id keeps files of one name apart; the name was made safe when the file came."""
    return f"attachments/{file.pk}-{file.name}"


# -- writing it ---------------------------------------------------------------------------------------------------
def plain(value: object) -> object:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def text(value: object) -> bytes:
    return json.dumps(value, default=plain, ensure_ascii=False, indent=1).encode()


def write(archive: ZipFile, name: str, value: object) -> None:
    archive.writestr(name, text(value) + b"\n")


def write_all(archive: ZipFile, name: str, values: Iterable[Json]) -> None:
    """A list, one value at a time: a long thread is never in memory as a whole."""
    with archive.open(name, "w") as out:
        out.write(b"[")
        for index, value in enumerate(values):
            out.write((b",\n" if index else b"\n") + text(value))
        out.write(b"\n]\n")


def copy(archive: ZipFile, file: Attachment) -> None:
    if file.removed_at or not file.file.name:
        return
    with file.file.storage.open(file.file.name) as stored, archive.open(path_of(file), "w", force_zip64=True) as out:
        while chunk := stored.read(CHUNK):
            out.write(chunk)
