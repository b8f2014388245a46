"""The ledger's rows as the records that are exported and verified, streamed in order, of one moment."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F, Value

from .hashing import stamp
from .models import Checkpoint, Entry, Head, Installation, Leaf
from .records import VERSION, Link, Malformed, Seal, Twig

CHUNK = 2000
SEALED = ("number", "at", "root", "previous", "heads", "signature")
Record = TypeVar("Record", Link, Seal, Twig)


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see one moment, and nobody waits for them; inside somebody's transaction it is that one's.

    `atomic` would take SQLite's write lock (IMMEDIATE) for as long as a verification takes.
    """
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
        raise Malformed("The table ledger_installation does not hold its one row.") from error


def links(subject: str | None = None) -> Iterator[Link]:
    """All entries, or one chain."""
    entries = Entry.objects.in_order() if subject is None else Entry.objects.of(subject)
    rows = entries.values(*Link._fields).iterator(CHUNK)
    return read("ledger_entry", rows, lambda row: Link.read({**row, "v": VERSION, "at": stamp(row["at"])}))


def twigs(standing_at: int | None = None) -> Iterator[Twig]:
    """All leaves, or each subject's last as that checkpoint covers it."""
    leaves = Leaf.objects.all() if standing_at is None else Leaf.objects.standing_at(standing_at)
    rows = leaves.in_order().values("subject", "seq", "hash", v=Value(VERSION), number=F("checkpoint__number"))
    return read("ledger_leaf", rows.iterator(CHUNK), lambda row: Twig.read({**row, "checkpoint": row.pop("number")}))


def ends() -> Iterator[Twig]:
    """The head rows, as what the next checkpoint would cover (of number 0)."""
    rows = Head.objects.in_order().values("subject", "seq", "hash").iterator(CHUNK)
    return read("ledger_head", rows, lambda row: Twig.read({**row, "v": VERSION, "checkpoint": 0}))


def seals() -> Iterator[Seal]:
    key = installation()
    rows = Checkpoint.objects.order_by("number").values(*SEALED).iterator(CHUNK)
    return read("ledger_checkpoint", rows, lambda row: seal_of(row, key))


def newest_seal() -> Seal | None:
    row = Checkpoint.objects.order_by("-number").values(*SEALED).first()
    return seal_of(row, installation()) if row else None


def seal_of(row: dict[str, Any], key: str) -> Seal:
    return Seal.read({**row, "v": VERSION, "installation": key, "at": stamp(row["at"])})


def read(table: str, rows: Iterable[Any], make: Callable[[dict[str, Any]], Record]) -> Iterator[Record]:
    """Each row as a record; one that cannot be (SQLite's columns hold anything) is named by what precedes it."""
    last: Record | None = None
    try:
        for row in rows:
            last = make(row)
            yield last
    except (ValueError, TypeError, AttributeError) as error:
        place = f"the row after {last[0]} #{last[1]}" if last else "the first row"
        raise Malformed(f"{table}: {place}") from error
