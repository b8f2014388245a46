"""Somebody who can rewrite every table, but has not the signing key: what the properties defend against."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from tocsin.ledger import stored
from tocsin.ledger.hashing import NOTHING, genesis, link_hash, seal_digest, stamp
from tocsin.ledger.merkle import tree_root
from tocsin.ledger.models import Checkpoint, Entry, Head, Leaf, Relay
from tocsin.ledger.records import Link, Seal, Twig
from tocsin.ledger.triggers import TABLES
from tocsin.ledger.verifying import Evidence, Kept

FORGERS_KEY = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
SIGNER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
INSTALLATION = "00000000-0000-4000-8000-000000000001"
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@contextmanager
def unguarded() -> Iterator[None]:
    """Inside, the triggers are gone; leave by rolling back, or they are made again as they were."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending ones would forbid the ALTER
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger%'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


@dataclass
class Loot:
    """All that the ledger's tables hold, to be changed at will."""

    installation: str
    chains: dict[str, list[Link]]
    twigs: list[Twig]
    seals: list[Seal]
    heads: list[Twig]

    def evidence(self) -> Evidence:
        links = sorted((link for chain in self.chains.values() for link in chain), key=lambda link: link[:2])
        return Evidence(self.installation, links, sorted(self.twigs), self.seals, sorted(self.heads))

    def copy(self) -> "Loot":
        chains = {subject: list(chain) for subject, chain in self.chains.items()}
        return replace(self, chains=chains, twigs=list(self.twigs), seals=list(self.seals), heads=list(self.heads))

    def standing_at(self, number: int) -> list[Twig]:
        last = {twig.subject: twig for twig in sorted(self.twigs) if twig.checkpoint <= number}
        return [last[subject] for subject in sorted(last)]

    def kept(self) -> Kept:
        """The newest checkpoint as it is exported."""
        seal = self.seals[-1]
        return Kept(seal, self.standing_at(seal.number))

    def covered(self, kept: Kept) -> dict[str, list[Link]]:
        """What a kept checkpoint covers, of these chains as they are now."""
        return {twig.subject: self.chains.get(twig.subject, [])[: twig.seq] for twig in kept.twigs or ()}

    # -- telling a true story
    def append(self, subject: str, number: int) -> None:
        chain = self.chains.setdefault(subject, [])
        prev = chain[-1].hash if chain else genesis(self.installation, subject)
        at = stamp(START + timedelta(minutes=number))
        link = Link(subject, len(chain) + 1, "test.happened", "person:1", at, {"number": number}, prev)
        chain.append(link._replace(hash=link_hash(link)))
        self.rehead()

    def checkpoint(self, key: Ed25519PrivateKey = SIGNER) -> None:
        number = len(self.seals) + 1
        known = {(twig.subject, twig.seq) for twig in self.twigs}
        self.twigs += [head._replace(checkpoint=number) for head in self.heads if (head.subject, head.seq) not in known]
        twigs = self.standing_at(number)
        previous = seal_digest(self.seals[-1]) if self.seals else NOTHING
        at = stamp(START + timedelta(days=number))
        root = tree_root(twig.leaf() for twig in twigs).hex()
        seal = Seal(self.installation, number, at, root, previous, len(twigs))
        self.seals.append(seal._replace(signature=key.sign(seal.signed()).hex()))

    # -- attacks
    def change(self, subject: str, place: int, **fields: object) -> None:
        self.chains[subject][place] = self.chains[subject][place]._replace(**fields)

    def remove(self, subject: str, place: int) -> None:
        del self.chains[subject][place]

    def cut(self, subject: str, place: int) -> None:
        del self.chains[subject][place:]

    def insert(self, subject: str, place: int) -> None:
        chain = self.chains[subject]
        model = chain[min(place, len(chain) - 1)]
        chain.insert(place, model._replace(facts={"invented": True}))
        self.chains[subject] = [link._replace(seq=number) for number, link in enumerate(chain, 1)]

    def swap(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        """Two entries change places; what names the place stays with it."""
        left, right = self.chains[one[0]][one[1]], self.chains[other[0]][other[1]]
        self.chains[one[0]][one[1]] = right._replace(subject=left.subject, seq=left.seq)
        self.chains[other[0]][other[1]] = left._replace(subject=right.subject, seq=right.seq)

    def swap_chains(self, one: str, other: str) -> None:
        left, right = self.chains[one], self.chains[other]
        self.chains[one] = [link._replace(subject=one) for link in right]
        self.chains[other] = [link._replace(subject=other) for link in left]

    # -- forging: each step mends what the one before it left visible
    def rehash(self) -> None:
        for subject, chain in self.chains.items():
            prev = genesis(self.installation, subject)
            for place, link in enumerate(chain):
                mended = link._replace(seq=place + 1, subject=subject, prev=prev)
                prev = link_hash(mended)
                chain[place] = mended._replace(hash=prev)

    def rehead(self) -> None:
        self.chains = {subject: chain for subject, chain in self.chains.items() if chain}
        self.heads = [Twig(subject, chain[-1].seq, chain[-1].hash, 0) for subject, chain in self.chains.items()]

    def releaf(self) -> None:
        found: dict[tuple[str, int], Twig] = {}
        for twig in sorted(self.twigs, key=lambda twig: twig.checkpoint):
            chain = self.chains.get(twig.subject, [])[: twig.seq]
            if chain:
                end = chain[-1]
                found.setdefault((end.subject, end.seq), twig._replace(seq=end.seq, hash=end.hash))
        self.twigs = list(found.values())

    def reseal(self) -> None:
        """New roots under the old signatures."""
        for place, seal in enumerate(self.seals):
            twigs = self.standing_at(seal.number)
            root = tree_root(twig.leaf() for twig in twigs).hex()
            previous = seal_digest(self.seals[place - 1]) if place else NOTHING
            self.seals[place] = seal._replace(root=root, heads=len(twigs), previous=previous)

    def resign(self) -> None:
        """New signatures, by another key."""
        for place, seal in enumerate(self.seals):
            self.seals[place] = seal._replace(signature=FORGERS_KEY.sign(seal.signed()).hex())

    def burn(self) -> None:
        """No checkpoint, no leaf."""
        self.seals, self.twigs = [], []

    # -- the database
    @classmethod
    def taken(cls) -> "Loot":
        chains: dict[str, list[Link]] = {}
        with stored.snapshot() as rows:
            for link in rows.links():
                chains.setdefault(link.subject, []).append(link)
            return cls(stored.installation(), chains, list(rows.twigs()), list(rows.seals()), list(rows.ends()))

    def put_back(self) -> None:
        """Every table of the ledger as it is here; the caller has taken the triggers away."""
        for model in (Leaf, Checkpoint, Relay, Head, Entry):
            model.objects.all()._raw_delete("default")
        Entry.objects.bulk_create(
            Entry(**link._asdict() | {"at": moment(link.at)}) for chain in self.chains.values() for link in chain
        )
        Head.objects.bulk_create(Head(subject=head.subject, seq=head.seq, hash=head.hash) for head in self.heads)
        made = {seal.number: Checkpoint.objects.create(**checkpoint_fields(seal)) for seal in self.seals}
        Leaf.objects.bulk_create(Leaf(**twig._asdict() | {"checkpoint": made[twig.checkpoint]}) for twig in self.twigs)


FORGING: list[Callable[[Loot], None]] = [Loot.rehash, Loot.rehead, Loot.releaf, Loot.reseal, Loot.resign, Loot.burn]


def forged(loot: Loot, steps: int) -> Loot:
    for step in FORGING[:steps]:
        step(loot)
    return loot


def checkpoint_fields(seal: Seal) -> dict[str, object]:
    fields = seal._asdict() | {"at": moment(seal.at)}
    del fields["installation"]
    return fields


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def empty() -> Loot:
    return Loot(INSTALLATION, {}, [], [], [])
