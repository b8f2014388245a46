"""Verification of one chain with its proof, as a ticket's zip carries it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .chains import marks, walk
from .hashing import genesis, seal_digest
from .merkle import root_of_path
from .records import Link, Malformed, Proof, Seal, Twig
from .reports import Flaw, Reason, Report
from .verifying import Kept, is_trusted, kept_flaw


@dataclass(frozen=True)
class ChainEvidence:
    """One chain, the checkpoint it was exported under, and where it stands in that; both None if none covers it yet."""

    installation: str
    subject: str
    links: Iterable[Link]
    seal: Seal | None
    proof: Proof | None


def verify_chain(evidence: ChainEvidence, key: Ed25519PublicKey | None, kept: Kept | None = None) -> Report:
    """Check the chain against its own checkpoint, and against one kept elsewhere."""
    report = Report()
    try:
        twigs = [*proven(evidence, key, report), *kept_twigs(evidence, key, kept, report)]
        start = genesis(evidence.installation, evidence.subject)
        walked = walk(evidence.subject, of_subject(evidence), start, marks(twigs))
        report.add_chain(evidence.subject, walked, walked.flaw, max((twig.seq for twig in twigs), default=0))
    except Malformed as error:
        report.note(Flaw(Reason.UNREADABLE, detail=str(error)))
    return report


def of_subject(evidence: ChainEvidence) -> Iterable[Link]:
    for link in evidence.links:
        if link.subject != evidence.subject:
            raise Malformed(f"{link.subject} is not {evidence.subject}")
        yield link


def proven(evidence: ChainEvidence, key: Ed25519PublicKey | None, report: Report) -> list[Twig]:
    """The leaf that the export's own checkpoint covers, if it is signed and the proof holds."""
    seal, proof = evidence.seal, evidence.proof
    if seal is None or proof is None:
        return []
    report.checkpoints += 1
    flaw = own_flaw(evidence, seal, proof, key)
    if flaw:
        report.note(flaw)
        return []
    report.cover(seal.number, seal.at)
    return [proof.twig()]


def own_flaw(evidence: ChainEvidence, seal: Seal, proof: Proof, key: Ed25519PublicKey | None) -> Flaw | None:
    if not is_trusted(seal, key):
        return Flaw(Reason.SIGNATURE, checkpoint=seal.number)
    if seal.installation != evidence.installation:
        return Flaw(Reason.STRANGER, checkpoint=seal.number)
    if proof.subject != evidence.subject or not leads_to_root(proof, seal):
        return Flaw(Reason.PROOF, evidence.subject, proof.seq, checkpoint=seal.number)
    return None


def leads_to_root(proof: Proof, seal: Seal) -> bool:
    try:
        path = [bytes.fromhex(step) for step in proof.path]
    except ValueError:
        return False
    root = root_of_path(proof.twig().leaf(), proof.place, seal.heads, path)
    return root is not None and root.hex() == seal.root


def kept_twigs(evidence: ChainEvidence, key: Ed25519PublicKey | None, kept: Kept | None, report: Report) -> list[Twig]:
    """The chain's leaf in the kept checkpoint. Without leaves that one must be the very one the proof leads to."""
    if kept is None:
        return []
    number = kept.seal.number
    flaw = kept_flaw(kept, evidence.installation, key)
    if flaw:
        report.note(flaw)
        return []
    if kept.twigs is None:
        if evidence.seal is None or seal_digest(evidence.seal) != seal_digest(kept.seal):
            report.note(Flaw(Reason.GONE, checkpoint=number))
        return []
    report.cover(number, kept.seal.at)
    return [twig for twig in kept.twigs if twig.subject == evidence.subject]
