"""Checkpoints: a signed Merkle root over the ends of all chains, each chained to the one before.

What a checkpoint proves, it proves to whoever keeps a copy of it (`tocsin ledger checkpoint FILE`) and of the public
key: the signing key is in a file, so that somebody who can rewrite every table still cannot make another one. The
exported file therefore carries the signed statement and every leaf under its root, so that nothing which the attacker
may have rewritten is needed to tell what had to be there, and the first entry that differs can be named.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from . import stored
from .hashing import NOTHING, seal_digest, stamp
from .merkle import Tree
from .models import Checkpoint, Head, Installation, Leaf
from .models.head import MOVED
from .records import Link, Seal, Twig
from .signing import KeyTrouble, make_private_key, read_private_key


def make_checkpoint(now: datetime) -> Checkpoint | None:
    """Sign what the ledger holds; None if nothing was appended since the last checkpoint, or somebody was faster.

    The tree is built from a snapshot, so that writers wait for the insertion only. KeyTrouble if the signing key is
    unreadable, or gone although it has signed before.
    """
    with stored.snapshot():
        last = stored.newest_seal()
        if not Head.objects.moved().exists():
            return None
        tree, moved = survey(last.number + 1 if last else 1)
        key = stored.installation()
    number, previous = (last.number + 1, seal_digest(last)) if last else (1, NOTHING)
    seal = Seal(key, number, stamp(now), tree.root().hex(), previous, tree.size)
    signature = signing_key(signed_before=last is not None).sign(seal.signed()).hex()
    return insert(seal._replace(signature=signature), now, moved)


def signing_key(*, signed_before: bool) -> Ed25519PrivateKey:
    """The key; it is made only for the first checkpoint, since a second key's checkpoints would not verify."""
    if not signed_before:
        return make_private_key(settings.LEDGER_KEY_FILE)
    if not settings.LEDGER_KEY_FILE.exists():
        raise KeyTrouble(
            _("The key that signed the earlier checkpoints is not at %(file)s. Restore it from the backup.")
            % {"file": settings.LEDGER_KEY_FILE}
        )
    return read_private_key(settings.LEDGER_KEY_FILE)


def survey(number: int) -> tuple[Tree, list[Twig]]:
    """The tree over all heads, and those that moved since the last checkpoint; one statement, so one moment."""
    tree, moved = Tree(), list[Twig]()
    heads = Head.objects.in_order().values_list("subject", "seq", "hash", MOVED)
    for subject, seq, end, has_moved in heads.iterator(stored.CHUNK):
        twig = Twig(subject, seq, end, number)
        tree.add(twig.leaf())
        if has_moved:
            moved.append(twig)
    return tree, moved


@transaction.atomic
def insert(seal: Seal, now: datetime, moved: Iterable[Twig]) -> Checkpoint | None:
    Installation.objects.locked()
    if Checkpoint.objects.filter(number__gte=seal.number).exists():
        return None
    checkpoint = Checkpoint.objects.create(
        number=seal.number,
        at=now,
        root=seal.root,
        previous=seal.previous,
        heads=seal.heads,
        signature=seal.signature,
    )
    leaves = (Leaf(checkpoint=checkpoint, subject=twig.subject, seq=twig.seq, hash=twig.hash) for twig in moved)
    Leaf.objects.bulk_create(leaves, batch_size=500)
    return checkpoint


def export_checkpoint(file: Path) -> Seal | None:
    """Write the newest checkpoint for safe keeping elsewhere: its seal, then its leaves, a line each; None if none."""
    with stored.snapshot() as rows:
        seal = stored.newest_seal()
        if seal is None:
            return None
        with replacing(file) as out:
            write_lines(out, [seal])
            write_lines(out, rows.twigs(standing_at=seal.number))
    return seal


@contextmanager
def replacing(file: Path) -> Iterator[IO[bytes]]:
    """A file that takes the old one's place when it is whole, and never otherwise."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def write_lines(out: IO[bytes], records: Iterable[Link] | Iterable[Twig] | Iterable[Seal]) -> int:
    """One line of canonical JSON per record; how many there were."""
    count = 0
    for record in records:
        out.write(record.line() + b"\n")
        count += 1
    return count
