"""The ledger, or one chain of it, as files that verify on another machine without the database.

A whole export is a folder: `entries.jsonl` and `leaves.jsonl` (sorted by the subject's bytes, then seq),
`checkpoints.jsonl` (by number), `public_key.pem` and `manifest.json`. One subject's is `entries.jsonl`,
`checkpoint.json` (the newest), `proof.json` (where the chain stands in the checkpoint's Merkle tree), `public_key.pem`
and `manifest.json`; before the first checkpoint covers the subject, manifest and entries alone.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from tocsin.lib.canonical import canonical

from . import stored
from .checkpoints import replacing, write_lines
from .merkle import inclusion_path, leaf_hash
from .records import VERSION, Link, Proof, Seal, Twig
from .signing import public_pem, read_private_key

WHOLE = "tocsin ledger"
CHAIN = "tocsin ledger of one subject"
FOLDER_IN_ZIP = "ledger/"


class NotEmpty(Exception):
    """The folder to export to holds files already."""


class Exported(NamedTuple):
    """How many lines went out."""

    entries: int
    leaves: int
    checkpoints: int


def export_ledger(folder: Path) -> Exported:
    """Write everything into an empty or new folder (0700). NotEmpty, KeyTrouble (checkpoints without a key), OSError.

    The manifest comes last: without it an export is not whole.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NotEmpty(str(folder))
    with stored.snapshot() as rows:
        key = stored.installation()
        if stored.newest_seal():
            (folder / "public_key.pem").write_bytes(own_public_pem())
        counts = Exported(
            write(folder / "entries.jsonl", rows.links()),
            write(folder / "leaves.jsonl", rows.twigs()),
            write(folder / "checkpoints.jsonl", rows.seals()),
        )
    with replacing(folder / "manifest.json") as out:
        out.write(canonical({"v": VERSION, "format": WHOLE, "installation": key, **counts._asdict()}) + b"\n")
    return counts


def export_subject(subject: str) -> dict[str, bytes]:
    """One chain with its proof, name to content, to stand under `FOLDER_IN_ZIP` in the subject's zip.

    What was appended after the newest checkpoint is in it, and is not covered yet. KeyTrouble as above.
    """
    with stored.snapshot() as rows:
        files = {
            "manifest.json": canonical(
                {"v": VERSION, "format": CHAIN, "installation": stored.installation(), "subject": subject}
            )
            + b"\n",
            "entries.jsonl": b"".join(link.line() + b"\n" for link in rows.links(subject)),
        }
        seal = stored.newest_seal()
        proof = seal and prove(rows, subject, seal)
    if seal and proof:
        files["checkpoint.json"] = seal.line() + b"\n"
        files["proof.json"] = proof.line() + b"\n"
        files["public_key.pem"] = own_public_pem()
    return files


def prove(rows: stored.Rows, subject: str, seal: Seal) -> Proof | None:
    """Where the subject stands under the seal's root; None if it was not there yet."""
    hashes, found = list[bytes](), None
    for index, twig in enumerate(rows.twigs(standing_at=seal.number)):
        hashes.append(leaf_hash(twig.leaf()))
        if twig.subject == subject:
            found = index, twig
    if found is None:
        return None
    place, twig = found
    return Proof(*twig, place, [step.hex() for step in inclusion_path(hashes, place)])


def own_public_pem() -> bytes:
    return public_pem(read_private_key(settings.LEDGER_KEY_FILE).public_key())


def write(file: Path, records: Iterable[Link] | Iterable[Twig] | Iterable[Seal]) -> int:
    with file.open("xb") as out:
        return write_lines(out, records)
