"""Verification of a whole ledger, wherever its records come from. Pure: streams in, a report out.

Trust begins with the public key. Checkpoints must be signed by it, be numbered without a gap and each name the one
before; a checkpoint kept elsewhere must be among them. The root of the newest, and of the kept one, is built again from
the leaves, and every chain is walked from its genesis (bound to the installation that the checkpoint names) and must
hold, at each leaf's place, that leaf's hash. So whatever a checkpoint covers cannot be changed, removed, inserted or
swapped by somebody without the signing key, even if every table was rewritten and hashed again. What was appended after
the newest trusted checkpoint is checked as a chain, and reported as not covered yet.

Memory: one record per stream, the marks of one chain, and the Merkle trees' right edges.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .chains import Run, marks, walk
from .hashing import NOTHING, genesis, seal_digest
from .merkle import Tree
from .records import Link, Malformed, Seal, Twig
from .reports import Flaw, Reason, Report, Walked
from .signing import is_signed


@dataclass(frozen=True)
class Evidence:
    """A ledger to be verified. Links, twigs and heads are sorted by the subject's bytes, then seq; seals by number.

    `heads` is the database's own idea of each chain's end; an export has none.
    """

    installation: str
    links: Iterable[Link]
    twigs: Iterable[Twig]
    seals: Iterable[Seal]
    heads: Iterable[Twig] | None = None


@dataclass(frozen=True)
class Kept:
    """A checkpoint kept elsewhere. Without twigs (its first line alone) the ledger's own must give its root."""

    seal: Seal
    twigs: Iterable[Twig] | None = None


class Coverage:
    """One checkpoint's tree, built again while the chains are walked."""

    def __init__(self, seal: Seal) -> None:
        self.seal, self.tree = seal, Tree()

    def add(self, twigs: Iterable[Twig]) -> int:
        """Put in one subject's leaf, the last that this checkpoint covers; the seq up to which it does."""
        standing = (twig for twig in twigs if twig.checkpoint <= self.seal.number)
        last = max(standing, key=lambda twig: twig.seq, default=None)
        if last is None:
            return 0
        self.tree.add(last.leaf())
        return last.seq

    def is_whole(self) -> bool:
        return (self.tree.root().hex(), self.tree.size) == (self.seal.root, self.seal.heads)


def verify(evidence: Evidence, key: Ed25519PublicKey | None, kept: Kept | None = None) -> Report:
    """Check everything, and go on after a flaw as far as that makes sense. Without a key no checkpoint is trusted."""
    report = Report()
    flaw = kept and kept_flaw(kept, evidence.installation, key)
    if flaw:
        report.note(flaw)
        kept = None
    try:
        newest = check_seals(evidence, key, kept, report)
        Inspection(evidence, newest, kept, report).run()
    except Malformed as error:
        report.note(Flaw(Reason.UNREADABLE, detail=str(error)))
    return report


def check_seals(evidence: Evidence, key: Ed25519PublicKey | None, kept: Kept | None, report: Report) -> Seal | None:
    """The newest checkpoint that can be trusted; those from the first flawed one on cannot."""
    newest: Seal | None = None
    flaw: Flaw | None = None
    awaited = seal_digest(kept.seal) if kept else ""
    for seal in evidence.seals:
        report.checkpoints += 1
        flaw = flaw or seal_flaw(seal, newest, evidence.installation, key)
        newest = newest if flaw else seal
        if flaw is None and seal_digest(seal) == awaited:
            awaited = ""
    if flaw:
        report.note(flaw)
    if kept and awaited:
        report.note(Flaw(Reason.GONE, checkpoint=kept.seal.number))
    return newest


def seal_flaw(seal: Seal, last: Seal | None, installation: str, key: Ed25519PublicKey | None) -> Flaw | None:
    if seal.installation != installation:
        return Flaw(Reason.STRANGER, checkpoint=seal.number)
    if not is_trusted(seal, key):
        return Flaw(Reason.SIGNATURE, checkpoint=seal.number)
    expected = (last.number + 1, seal_digest(last)) if last else (1, NOTHING)
    if (seal.number, seal.previous) != expected:
        return Flaw(Reason.UNCHAINED, checkpoint=seal.number)
    return None


def kept_flaw(kept: Kept, installation: str, key: Ed25519PublicKey | None) -> Flaw | None:
    """Why a kept checkpoint cannot be held against this ledger."""
    if not is_trusted(kept.seal, key):
        return Flaw(Reason.SIGNATURE, checkpoint=kept.seal.number)
    if kept.seal.installation != installation:
        return Flaw(Reason.STRANGER, checkpoint=kept.seal.number)
    return None


def is_trusted(seal: Seal, key: Ed25519PublicKey | None) -> bool:
    return key is not None and is_signed(seal.signed(), seal.signature, key)


class Inspection:
    """The walk over all streams side by side, subject after subject."""

    def __init__(self, evidence: Evidence, newest: Seal | None, kept: Kept | None, report: Report) -> None:
        self.report = report
        self.installation = evidence.installation
        self.own = Coverage(newest) if newest else None
        self.kept = Coverage(kept.seal) if kept else None
        self.links, self.twigs = Run(evidence.links), Run(evidence.twigs)
        self.kept_twigs = Run(kept.twigs) if kept and kept.twigs is not None else None
        self.heads = None if evidence.heads is None else Run(evidence.heads)

    def run(self) -> None:
        runs = [run for run in (self.links, self.twigs, self.kept_twigs, self.heads) if run is not None]
        while subjects := [run.subject for run in runs if run.subject is not None]:
            self.inspect(min(subjects))
        for coverage in filter(None, (self.own, self.kept)):
            self.report.cover(coverage.seal.number, coverage.seal.at)
            if not coverage.is_whole():
                self.report.note(Flaw(Reason.ROOT, checkpoint=coverage.seal.number))

    def inspect(self, subject: str) -> None:
        twigs = list(self.twigs.take(subject))
        kept_twigs = twigs if self.kept_twigs is None else list(self.kept_twigs.take(subject))
        covered = max(self.own.add(twigs) if self.own else 0, self.kept.add(kept_twigs) if self.kept else 0)
        start = genesis(self.installation, subject)
        walked = walk(subject, self.links.take(subject), start, marks([*twigs, *kept_twigs]))
        head_flaw = None if self.heads is None else end_flaw(subject, self.heads.take(subject), walked)
        self.report.add_chain(subject, walked, walked.flaw or head_flaw, covered)


def end_flaw(subject: str, heads: Iterable[Twig], walked: Walked) -> Flaw | None:
    """The next entry would hang on the head's row, so that must be where the chain ends."""
    if [(head.seq, head.hash) for head in heads] == [(walked.seq, walked.hash)]:
        return None
    return Flaw(Reason.HEAD, subject, max(walked.seq, 1))
