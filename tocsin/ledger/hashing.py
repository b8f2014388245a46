"""What an entry's hash is made of. Pure; used when appending and when verifying."""

import hashlib
from datetime import UTC, datetime

from tocsin.lib.canonical import canonical

from .records import VERSION, Link, Seal

NOTHING = "0" * 64  # the first checkpoint's `previous`


def stamp(moment: datetime) -> str:
    """A moment in the one form that is hashed: UTC, microseconds, `Z`. ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a zone cannot be stamped.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def genesis(installation: str, subject: str) -> str:
    """The `prev` of a chain's first entry: no chain can stand in for another subject's or another installation's."""
    return sha256(canonical({"v": VERSION, "installation": installation, "subject": subject}))


def link_hash(link: Link) -> str:
    """SHA-256 over RFC 8785 of {v, subject, seq, kind, by, at, facts, prev}; NotCanonical if that has no form."""
    return sha256(link.hashed())


def seal_digest(seal: Seal) -> str:
    """What the next checkpoint's `previous` says: SHA-256 of the bytes that were signed."""
    return sha256(seal.signed())
