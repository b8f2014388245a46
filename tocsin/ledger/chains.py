"""One chain at a time: does every entry follow from the one before, and is it what the checkpoints cover? Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from tocsin.lib.canonical import NotCanonical

from .hashing import link_hash
from .records import Link, Malformed, Twig
from .reports import Flaw, Reason, Walked

Record = TypeVar("Record", Link, Twig)
Marks = Mapping[int, frozenset[str]]


class Run(Generic[Record]):
    """A stream sorted by subject, handed out one subject at a time; only the next record is held."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records: Iterator[Record] = iter(records)
        self.ahead: Record | None = next(self.records, None)

    @property
    def subject(self) -> str | None:
        return self.ahead.subject if self.ahead else None

    def take(self, subject: str) -> Iterator[Record]:
        """The subject's records. Malformed when the next subject should have come earlier."""
        while self.ahead is not None and self.ahead.subject == subject:
            current, self.ahead = self.ahead, next(self.records, None)
            yield current
        if self.ahead is not None and self.ahead.subject < subject:
            raise Malformed(f"{self.ahead.subject} comes after {subject}.")


def marks(twigs: Iterable[Twig]) -> Marks:
    """What checkpoints say of one chain: seq to the hash that must stand there (two different ones never can)."""
    found: dict[int, frozenset[str]] = {}
    for twig in twigs:
        found[twig.seq] = found.get(twig.seq, frozenset()) | {twig.hash}
    return found


def walk(subject: str, links: Iterable[Link], start: str, covered: Marks) -> Walked:
    """Go through one chain to its end, from its genesis (`start`) on."""
    seq, prev, entries, flaw = 0, start, 0, None
    for link in links:
        entries += 1
        flaw = flaw or link_flaw(link, seq + 1, prev, covered)
        seq, prev = link.seq, link.hash
    if flaw is None and max(covered, default=0) > seq:
        flaw = Flaw(Reason.CUT, subject, seq + 1)
    return Walked(seq, prev, entries, flaw)


def link_flaw(link: Link, seq: int, prev: str, covered: Marks) -> Flaw | None:
    """What is wrong with an entry that should be number `seq` and hang on `prev`."""
    if link.seq > seq:
        return Flaw(Reason.MISSING, link.subject, seq)
    if link.seq < seq:
        return Flaw(Reason.REPEATED, link.subject, link.seq)
    if not has_own_hash(link):
        return Flaw(Reason.CHANGED, link.subject, seq)
    if link.prev != prev:
        return Flaw(Reason.UNHOOKED, link.subject, seq)
    if covered.get(seq, frozenset()) - {link.hash}:
        return Flaw(Reason.REPLACED, link.subject, seq)
    return None


def has_own_hash(link: Link) -> bool:
    try:
        return link_hash(link) == link.hash
    except NotCanonical:
        return False
