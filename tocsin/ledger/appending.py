"""The one way into the ledger."""

import re
from datetime import datetime
from typing import Protocol

from django.db import connection
from django.utils import timezone

from tocsin.lib.canonical import plain

from . import kinds
from .hashing import genesis, link_hash, stamp
from .models import Entry, Head, Installation, Relay
from .records import Link

__all__ = ["HasKey", "HasSubject", "LostHead", "OutsideTransaction", "append", "key_of", "stamp", "subject_of"]

SUBJECT = re.compile(r"[a-z_]+:[A-Za-z0-9_-]+")
ACTOR = re.compile(r"system|[a-z_]+:[A-Za-z0-9_-]+")


class HasSubject(Protocol):
    """What has a chain of its own: a ticket's `ledger_subject` is `ticket:` and its ten characters."""

    @property
    def ledger_subject(self) -> str: ...


class HasKey(Protocol):
    """Who does things: a person's `key` is `person:` and its id."""

    @property
    def key(self) -> str: ...


class OutsideTransaction(RuntimeError):
    """`append` was called outside a verb's transaction, where the entry could outlive what it tells of."""


class LostHead(RuntimeError):
    """The chain's end moved although its row was locked: nothing is appended, the transaction must be rolled back."""


def append(subject: str | HasSubject, kind: str, /, *, by: str | HasKey, **facts: object) -> Entry:
    """Append one entry, and its place in the outbox, inside the verb's transaction.

    Facts are ids, enums, stamps and salted digests: text, whole numbers, booleans, None, lists and dicts of them.
    Raises OutsideTransaction, kinds.UnknownKind, ValueError (subject or actor of another shape), NotCanonical (facts).
    """
    if not inside_a_verb():
        raise OutsideTransaction(f"{kind} must be appended inside the transaction of what it tells of.")
    now = timezone.now()
    name, actor = subject_of(subject), key_of(by)
    known, safe = kinds.known(kind), plain(facts)
    head = locked_head(name)
    link = Link(name, head.seq + 1, known, actor, stamp(now), safe, head.hash)
    entry = insert(link._replace(hash=link_hash(link)), now)
    if not Head.objects.filter(subject=name, seq=head.seq).update(seq=entry.seq, hash=entry.hash):
        raise LostHead(name)
    Relay.objects.create(entry=entry, due_at=now)
    return entry


def inside_a_verb() -> bool:
    """Whether an atomic block is open that is not merely the test case's (tests wrap everything in one)."""
    return any(not block._from_testcase for block in connection.atomic_blocks)  # type: ignore[attr-defined]


def subject_of(subject: str | HasSubject) -> str:
    name = subject if isinstance(subject, str) else subject.ledger_subject
    if not SUBJECT.fullmatch(name) or len(name) > 80:
        raise ValueError(f"{name!r} is not of the shape noun:id.")
    return name


def key_of(by: str | HasKey) -> str:
    actor = by if isinstance(by, str) else by.key
    if not ACTOR.fullmatch(actor) or len(actor) > 60:
        raise ValueError(f"{actor!r} is neither “system” nor of the shape noun:id.")
    return actor


def locked_head(subject: str) -> Head:
    """The chain's end, ours until the transaction ends; a first entry's makers wait for each other on its insertion."""
    waiting = Head.objects.select_for_update().filter(subject=subject)
    head = waiting.first()
    if head is None:
        start = genesis(str(Installation.objects.this().key), subject)
        Head.objects.bulk_create([Head(subject=subject, seq=0, hash=start)], ignore_conflicts=True)
        head = waiting.get()
    return head


def insert(link: Link, at: datetime) -> Entry:
    return Entry.objects.create(
        subject=link.subject,
        seq=link.seq,
        kind=link.kind,
        by=link.by,
        at=at,
        facts=link.facts,
        prev=link.prev,
        hash=link.hash,
    )
