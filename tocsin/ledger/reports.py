"""What a verification found, as facts; `commands.py` makes the sentences."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

KEPT = 20  # flaws and open ends that are named; the rest is counted


class Reason(TextChoices):
    """Why something is broken."""

    CHANGED = "changed", _("The entry was changed: it no longer has the hash that stands with it.")
    UNHOOKED = "unhooked", _("The entry does not follow from the one before it.")
    MISSING = "missing", _("The entry is missing, although later ones are there.")
    REPEATED = "repeated", _("There are two entries in the same place.")
    REPLACED = "replaced", _("The entry is not the one that the checkpoint covers.")
    CUT = "cut", _("The entry is missing, although the checkpoint covers it.")
    HEAD = "head", _("The end of the chain is not where the database says.")
    ROOT = "root", _("The leaves that are there do not give the root that the checkpoint signed.")
    SIGNATURE = "signature", _("The checkpoint’s signature is not by the trusted key.")
    UNCHAINED = "unchained", _("The checkpoint does not follow from the one before it.")
    GONE = "gone", _("The checkpoint that was kept is not among those that are there.")
    STRANGER = "stranger", _("The checkpoint belongs to another installation.")
    PROOF = "proof", _("The proof does not lead to the root that the checkpoint signed.")
    UNREADABLE = "unreadable", _("It cannot be read.")


@dataclass(frozen=True)
class Flaw:
    """One thing that is broken: an entry (subject and seq), a checkpoint (number), or a line (in `detail`)."""

    reason: Reason
    subject: str = ""
    seq: int | None = None
    checkpoint: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class OpenEnd:
    """Entries of one chain, from and to a seq, that no trusted checkpoint covers yet."""

    subject: str
    first: int
    last: int


class Walked(NamedTuple):
    """One chain's end (seq 0 if it is empty), how many entries there were, and the first flaw."""

    seq: int
    hash: str
    entries: int
    flaw: Flaw | None


@dataclass
class Report:
    """What was checked, the first flaw of each broken chain in the order of subjects, and what is not covered yet."""

    chains: int = 0
    entries: int = 0
    checkpoints: int = 0
    covered_by: int | None = None  # the newest trusted checkpoint's number
    covered_at: str = ""
    broken: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    open_chains: int = 0
    open_entries: int = 0
    open_ends: list[OpenEnd] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.broken

    @property
    def first_broken_entry(self) -> Flaw | None:
        return next((flaw for flaw in self.flaws if flaw.subject), None)

    def cover(self, number: int, at: str) -> None:
        """A trusted checkpoint: the newest one's number and moment stand in the report."""
        if self.covered_by is None or number > self.covered_by:
            self.covered_by, self.covered_at = number, at

    def add_chain(self, subject: str, walked: Walked, flaw: Flaw | None, covered: int) -> None:
        self.chains += 1
        self.entries += walked.entries
        if flaw:
            self.note(flaw)
        elif walked.seq > covered:
            self.leave_open(OpenEnd(subject, covered + 1, walked.seq))

    def note(self, flaw: Flaw) -> None:
        """Count a flaw and keep it among the first; one about an entry is kept even behind many about checkpoints."""
        self.broken += 1
        if len(self.flaws) < KEPT or (flaw.subject and self.first_broken_entry is None):
            self.flaws.append(flaw)

    def leave_open(self, end: OpenEnd) -> None:
        self.open_chains += 1
        self.open_entries += end.last - end.first + 1
        if len(self.open_ends) < KEPT:
            self.open_ends.append(end)
