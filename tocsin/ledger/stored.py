"""The ledger's rows as the records that are exported and verified, streamed in order, of one moment."""

import contextlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet, Value

from .hashing import stamp
from .models import Checkpoint, Entry, Head, Installation, Leaf
from .records import VERSION, Link, Malformed, Seal, Twig

CHUNK = 2000
SEALED = ("number", "at", "root", "previous", "heads", "signature")
Stream = Generator[Any, None, None]
Record = TypeVar("Record", Link, Seal, Twig)


class Rows:
    """Streams of the ledger's rows; Malformed, in the middle of one, when a row cannot be a record."""

    def __init__(self) -> None:
        self.opened: list[Stream] = []

    def links(self, subject: str | None = None) -> Iterator[Link]:
        """All entries, or one chain."""
        entries = Entry.objects.in_order() if subject is None else Entry.objects.of(subject)
        rows = entries.values(*Link._fields)
        return self.read("ledger_entry", rows, lambda row: Link.read({**row, "v": VERSION, "at": stamp(row["at"])}))

    def twigs(self, standing_at: int | None = None) -> Iterator[Twig]:
        """All leaves, or each subject's last as that checkpoint covers it."""
        leaves = Leaf.objects.all() if standing_at is None else Leaf.objects.standing_at(standing_at)
        rows = leaves.in_order().values("subject", "seq", "hash", v=Value(VERSION), number=F("checkpoint__number"))
        return self.read("ledger_leaf", rows, lambda row: Twig.read({"checkpoint": row.pop("number"), **row}))

    def ends(self) -> Iterator[Twig]:
        """The head rows, as what the next checkpoint would cover (of number 0)."""
        rows = Head.objects.in_order().values("subject", "seq", "hash")
        return self.read("ledger_head", rows, lambda row: Twig.read({**row, "v": VERSION, "checkpoint": 0}))

    def seals(self) -> Iterator[Seal]:
        key = installation()
        rows = Checkpoint.objects.order_by("number").values(*SEALED)
        return self.read("ledger_checkpoint", rows, lambda row: seal_of(row, key))

    def read(
        self, table: str, rows: "QuerySet[Any, Any]", make: Callable[[dict[str, Any]], Record]
    ) -> Iterator[Record]:
        stream = records(table, rows, make)
        self.opened.append(stream)
        return stream

    def close(self) -> None:
        """PostgreSQL's cursors must be closed in their transaction, also those that were not read to the end."""
        for stream in self.opened:
            with contextlib.suppress(DatabaseError):  # the transaction may be what failed
                stream.close()


def records(
    table: str, rows: "QuerySet[Any, Any]", make: Callable[[dict[str, Any]], Record]
) -> Generator[Record, None, None]:
    """Each row as a record; one that cannot be (SQLite's columns hold anything) is named by what precedes it."""
    last: Record | None = None
    try:
        with contextlib.closing(cast(Stream, rows.iterator(CHUNK))) as opened:
            for row in opened:
                last = make(row)
                yield last
    except (ValueError, TypeError, AttributeError) as error:
        place = f"the row after {last[0]} #{last[1]}" if last else "the first row"
        raise Malformed(f"{table}: {place}") from error


@contextmanager
def snapshot() -> Iterator[Rows]:
    """Rows of one moment, and nobody waits for their reader; inside somebody's transaction they are that one's.

    `atomic` would take SQLite's write lock (IMMEDIATE) for as long as a verification takes.
    """
    with in_one_moment():
        rows = Rows()
        try:
            yield rows
        finally:
            rows.close()


@contextmanager
def in_one_moment() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def installation() -> str:
    """This installation's key; Malformed if its one row was removed or joined by another."""
    try:
        return str(Installation.objects.this().key)
    except (Installation.DoesNotExist, Installation.MultipleObjectsReturned) as error:
        raise Malformed("ledger_installation: there is not one row") from error


def newest_seal() -> Seal | None:
    row = Checkpoint.objects.order_by("-number").values(*SEALED).first()
    return seal_of(row, installation()) if row else None


def seal_of(row: dict[str, Any], key: str) -> Seal:
    return Seal.read({**row, "v": VERSION, "installation": key, "at": stamp(row["at"])})
