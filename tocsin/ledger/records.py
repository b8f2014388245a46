"""What is hashed, signed, exported and verified, and how each is one line of canonical JSON. Pure.

Hashes are 64 hexadecimal digits, signatures 128, moments stamps (`hashing.stamp`), subjects sort by their bytes.
"""

from collections.abc import Mapping
from typing import NamedTuple, Self

from tocsin.lib.canonical import Json, canonical

VERSION = 1


class Malformed(ValueError):
    """A line or row that cannot be one of these records, in words."""


def fields(value: Json, shape: Mapping[str, type]) -> dict[str, Json]:
    """The members of exactly that shape (and format version), without the version; Malformed otherwise."""
    if not isinstance(value, dict) or value.keys() != {"v", *shape}:
        raise Malformed("This is another kind of line.")
    if value["v"] != VERSION:
        raise Malformed(f"This is of version {value['v']}, which this program does not know.")
    for name, kind in shape.items():
        if kind is not object and type(value[name]) is not kind:
            raise Malformed(f"“{name}” is not of the right type.")
    return {name: value[name] for name in shape}


class Link(NamedTuple):
    """One entry."""

    subject: str
    seq: int
    kind: str
    by: str
    at: str
    facts: Json
    prev: str
    hash: str = ""

    def hashed(self) -> bytes:
        """What `hash` is SHA-256 of: RFC 8785 of {v, subject, seq, kind, by, at, facts, prev}; may be NotCanonical."""
        return canonical({name: value for name, value in self.members().items() if name != "hash"})

    def members(self) -> dict[str, Json]:
        return {"v": VERSION, **self._asdict()}

    def line(self) -> bytes:
        return canonical(self.members())

    @classmethod
    def read(cls, value: Json) -> Self:
        return cls(**fields(value, cls.__annotations__ | {"facts": dict}))  # type: ignore[arg-type]


class Twig(NamedTuple):
    """A head as a checkpoint covers it; `checkpoint` is the number of the first that did."""

    subject: str
    seq: int
    hash: str
    checkpoint: int

    def leaf(self) -> bytes:
        """What stands in the Merkle tree."""
        return canonical({"subject": self.subject, "seq": self.seq, "hash": self.hash})

    def line(self) -> bytes:
        return canonical({"v": VERSION, **self._asdict()})

    @classmethod
    def read(cls, value: Json) -> Self:
        return cls(**fields(value, cls.__annotations__))  # type: ignore[arg-type]


class Seal(NamedTuple):
    """One signed checkpoint: the root over `heads` twigs sorted by subject; `previous` is the last seal's digest."""

    installation: str
    number: int
    at: str
    root: str
    previous: str
    heads: int
    signature: str = ""

    def signed(self) -> bytes:
        """What Ed25519 (RFC 8032) signs; `purpose` keeps the key's other uses, if there ever are any, apart."""
        members = {name: value for name, value in self._asdict().items() if name != "signature"}
        return canonical({"v": VERSION, "purpose": "tocsin checkpoint", **members})

    def line(self) -> bytes:
        return canonical({"v": VERSION, **self._asdict()})

    @classmethod
    def read(cls, value: Json) -> Self:
        return cls(**fields(value, cls.__annotations__))  # type: ignore[arg-type]


class Proof(NamedTuple):
    """Where one twig stands in a checkpoint's tree, and the siblings (hexadecimal) that lead to the root."""

    subject: str
    seq: int
    hash: str
    checkpoint: int
    place: int
    path: list[str]

    def twig(self) -> Twig:
        return Twig(self.subject, self.seq, self.hash, self.checkpoint)

    def line(self) -> bytes:
        return canonical({"v": VERSION, **self._asdict()})

    @classmethod
    def read(cls, value: Json) -> Self:
        proof = cls(**fields(value, cls.__annotations__ | {"path": list}))  # type: ignore[arg-type]
        if not all(isinstance(step, str) for step in proof.path):
            raise Malformed("“path” is not of the right type.")
        return proof
