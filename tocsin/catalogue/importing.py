"""Bringing the marketplace's catalogue in: idempotent, by its own keys, and nothing is ever deleted.

The file is read once per kind of row, so that its rows may stand in any order and memory stays bounded.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tocsin.ledger.appending import append

from .columns import KINDS, NAMES, check
from .entries import SUBJECT
from .reading import rows
from .rows import Checked, Refusal, Row
from .storing import STORE, Stored

BATCH = 500  # rows per transaction
NOTED = 50  # unknown columns


@dataclass
class Counts:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    def add(self, stored: Stored) -> None:
        self.new += stored.new
        self.changed += stored.changed
        self.unchanged += stored.unchanged
        self.refused += stored.refused


@dataclass
class Summary:
    """Rows per kind (`""`: rows of which the kind is not known), and columns of the file that no kind has."""

    of: dict[str, Counts] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def counts(self, kind: str) -> Counts:
        return self.of.setdefault(kind, Counts())

    @property
    def refused(self) -> int:
        return sum(counts.refused for counts in self.of.values())


def import_catalogue(file: Path, *, kind: str = "", refuse: Callable[[Refusal], None]) -> Summary:
    """Import one file; rows without a kind are of the given one. Every reason against a row goes to `refuse`.

    Unreadable if the file as a whole cannot be read; then nothing of it is stored. Rows that are fine are stored in
    transactions of 500, so that what was imported stays when the rest is interrupted; importing again ends it.
    """
    run = Import(file, kind, refuse)
    run.survey()
    for each in KINDS:
        if each in run.summary.of:
            run.store(each)
    return run.summary


class Import:
    """One run over one file."""

    def __init__(self, file: Path, kind: str, refuse: Callable[[Refusal], None]) -> None:
        self.file = file
        self.kind = kind
        self.refuse = refuse
        self.summary = Summary()
        self.digest = ""

    def survey(self) -> None:
        """Read the file once without storing: which kinds it has, and which rows cannot be read or have none."""
        ignored: set[str] = set()
        for row in rows(self.file, kind_known=bool(self.kind)):
            if isinstance(row, Refusal):
                self.refused("", [row])
                continue
            if len(ignored) < NOTED:
                ignored |= row.values.keys() - NAMES
            kind = self.kind_of(row)
            if kind in KINDS:
                self.summary.counts(kind)
            else:
                self.refused("", [Refusal(row.line, "kind", UNKNOWN_KIND if kind else NO_KIND)])
        self.summary.ignored = sorted(ignored)
        with self.file.open("rb") as raw:
            self.digest = hashlib.file_digest(raw, "sha256").hexdigest()

    def store(self, kind: str) -> None:
        for batch in batches(self.checked(kind)):
            stored = store(batch, kind, self.digest)
            self.summary.counts(kind).add(stored)
            for refusal in stored.refusals:
                self.refuse(refusal)

    def checked(self, kind: str) -> Iterator[Checked]:
        for row in rows(self.file, kind_known=bool(self.kind)):
            if isinstance(row, Refusal) or self.kind_of(row) != kind:
                continue
            outcome = check(row, kind)
            if isinstance(outcome, Checked):
                yield outcome
            else:
                self.refused(kind, outcome)

    def kind_of(self, row: Row) -> str:
        return row.values.get("kind", self.kind).lower()

    def refused(self, kind: str, refusals: Iterable[Refusal]) -> None:
        self.summary.counts(kind).refused += 1
        for refusal in refusals:
            self.refuse(refusal)


NO_KIND = _("This is empty. Write what the row is, or say it of all rows with --kind.")
UNKNOWN_KIND = _("This is none of publisher, offer, version, customer and entitlement.")


def batches(checked: Iterator[Checked]) -> Iterator[list[Checked]]:
    while batch := list(islice(checked, BATCH)):
        yield batch


def store(batch: Sequence[Checked], kind: str, digest: str) -> Stored:
    """Store one batch; when another import was faster with the same keys, its rows are found the second time."""
    try:
        return store_at_once(batch, kind, digest)
    except IntegrityError:
        return store_at_once(batch, kind, digest)


@transaction.atomic
def store_at_once(batch: Sequence[Checked], kind: str, digest: str) -> Stored:
    stored = STORE[kind](batch)
    if stored.new or stored.changed:
        append(
            SUBJECT,
            "catalogue.imported",
            by="system",
            rows=kind,
            new=stored.new,
            changed=sorted(stored.ids),
            fields=sorted(stored.fields),
            file=digest,
        )
    return stored
