"""Chains of the ledger, hashed as `append` hashes them, so that even these databases verify."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from tocsin.ledger.hashing import genesis, link_hash, stamp
from tocsin.ledger.models import Entry, Head, Installation, Relay
from tocsin.ledger.records import Link
from tocsin.tickets.models import Ticket


class Happened(NamedTuple):
    kind: str
    by: str
    at: datetime
    facts: dict[str, Any]


class Chains:
    """Collected, then inserted together; their relays are done, in the order of the entries."""

    def __init__(self) -> None:
        self.installation = str(Installation.objects.this().key)
        self.entries: list[Entry] = []
        self.heads: list[Head] = []
        self.position = Relay.objects.exclude(position=None).count()

    def add(self, ticket: Ticket, events: Iterable[Happened]) -> None:
        prev, seq = genesis(self.installation, ticket.ledger_subject), 0
        for seq, event in enumerate(events, start=1):
            link = Link(ticket.ledger_subject, seq, event.kind, event.by, stamp(event.at), event.facts, prev)
            prev = link_hash(link)
            self.entries.append(
                Entry(
                    subject=link.subject, seq=seq, kind=event.kind, by=event.by, at=event.at, facts=event.facts,
                    prev=link.prev, hash=prev,
                )
            )  # fmt: skip
        self.heads.append(Head(subject=ticket.ledger_subject, seq=seq, hash=prev))

    def insert(self) -> None:
        stored = Entry.objects.bulk_create(self.entries, batch_size=500)
        Head.objects.bulk_create(self.heads, batch_size=500)
        Relay.objects.bulk_create(
            [
                Relay(entry=entry, due_at=entry.at, done_at=entry.at, position=self.position + place)
                for place, entry in enumerate(stored, start=1)
            ],
            batch_size=500,
        )
        self.position += len(stored)
        self.entries, self.heads = [], []
