"""Verification from end to end: which key is trusted, where the records come from, what comes out.

A public key given from outside is what is trusted. Without one, the live database is checked with this installation's
own key, and an export with the key found inside it, which proves only that the export agrees with itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from . import stored
from .archives import Archive, Manifest, NoArchive, open_archive, read_kept_seal, read_kept_twigs
from .exporting import WHOLE
from .merkle import tree_root
from .proving import ChainEvidence, verify_chain
from .records import Link, Malformed, Proof, Seal, Twig
from .reports import Flaw, Reason, Report
from .signing import KeyTrouble, read_private_key, read_public_key
from .verifying import Evidence, Kept, verify


class Trust(Enum):
    """Where the public key came from that everything hangs on."""

    GIVEN = "given"
    OWN = "own"
    INSIDE = "inside"
    NONE = "none"


@dataclass(frozen=True)
class Verdict:
    """A report, and what it may be taken for."""

    report: Report
    trust: Trust
    key: Ed25519PublicKey | None
    kept: int | None  # the number of the checkpoint kept elsewhere, if one was given

    @property
    def is_sound(self) -> bool:
        return self.report.is_sound


def verify_live(checkpoint_file: Path | None = None, public_key: Path | None = None) -> Verdict:
    """Check the database as it is at this moment, while others go on writing. NoArchive, KeyTrouble."""
    kept = read_kept(checkpoint_file)
    trust, key = trusted(public_key, Trust.OWN, own_key)
    with stored.snapshot() as rows:
        try:
            if key is None and (kept or stored.newest_seal()):
                raise no_key()
            evidence = Evidence(stored.installation(), rows.links(), rows.twigs(), rows.seals(), heads=rows.ends())
            report = verify(evidence, key, kept)
        except Malformed as error:
            report = unreadable(error)
    return Verdict(report, trust, key, kept.seal.number if kept else None)


def verify_archive(path: Path, checkpoint_file: Path | None = None, public_key: Path | None = None) -> Verdict:
    """Check an export, a folder or a zip, of the whole ledger or of one chain. NoArchive, KeyTrouble."""
    kept = read_kept(checkpoint_file)
    with open_archive(path) as archive:
        trust, key = trusted(public_key, Trust.INSIDE, lambda: inner_key(archive))
        try:
            if key is None and (kept or archive.content("checkpoint.json") or archive.content("checkpoints.jsonl")):
                raise no_key()
            report = verify_content(archive, key, kept)
        except Malformed as error:
            report = unreadable(error)
    return Verdict(report, trust, key, kept.seal.number if kept else None)


def verify_content(archive: Archive, key: Ed25519PublicKey | None, kept: Kept | None) -> Report:
    manifest = archive.only("manifest.json", Manifest.read)
    links = archive.records("entries.jsonl", Link.read)
    if manifest.format == WHOLE:
        twigs = archive.records("leaves.jsonl", Twig.read)
        seals = archive.records("checkpoints.jsonl", Seal.read)
        return verify(Evidence(manifest.installation, links, twigs, seals), key, kept)
    covered = bool(archive.names & {"checkpoint.json", "proof.json"})
    seal = archive.only("checkpoint.json", Seal.read) if covered else None
    proof = archive.only("proof.json", Proof.read) if covered else None
    return verify_chain(ChainEvidence(manifest.installation, manifest.subject, links, seal, proof), key, kept)


def read_kept(file: Path | None) -> Kept | None:
    """A checkpoint kept elsewhere; NoArchive if it is damaged, so that no entry is blamed for that."""
    if file is None:
        return None
    seal = read_kept_seal(file)
    try:
        twigs = sum(1 for _twig in read_kept_twigs(file))
        if twigs and tree_root(twig.leaf() for twig in read_kept_twigs(file)).hex() != seal.root:
            raise Malformed("The leaves do not give the root.")
    except Malformed as error:
        raise NoArchive(_("%(file)s is a damaged checkpoint.") % {"file": file}) from error
    return Kept(seal, read_kept_twigs(file) if twigs else None)


def trusted(
    given: Path | None, otherwise: Trust, found: Callable[[], Ed25519PublicKey | None]
) -> tuple[Trust, Ed25519PublicKey | None]:
    if given is not None:
        try:
            return Trust.GIVEN, read_public_key(given.read_bytes())
        except OSError as error:
            raise KeyTrouble(_("The public key cannot be read from %(file)s.") % {"file": given}) from error
    key = found()
    return (otherwise if key else Trust.NONE), key


def own_key() -> Ed25519PublicKey | None:
    file = settings.LEDGER_KEY_FILE
    return read_private_key(file).public_key() if file.exists() else None


def inner_key(archive: Archive) -> Ed25519PublicKey | None:
    if "public_key.pem" not in archive.names:
        return None
    try:
        return read_public_key(archive.content("public_key.pem"))
    except Malformed as error:
        raise KeyTrouble(_("The public key cannot be read from %(file)s.") % {"file": "public_key.pem"}) from error


def no_key() -> KeyTrouble:
    return KeyTrouble(_("There is no public key to check the checkpoints with. Give one with --public-key."))


def unreadable(error: Malformed) -> Report:
    report = Report()
    report.note(Flaw(Reason.UNREADABLE, detail=str(error)))
    return report
