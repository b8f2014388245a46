"""The kinds of entries that rooms append. Each room registers its own in its `entries.py` when its app is ready."""

import re

SHAPE = re.compile(r"[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+")
names: set[str] = set()


class UnknownKind(ValueError):
    """An entry of a kind that no room has registered."""


def register(*kinds: str) -> None:
    """Make kinds (`ticket.closed`) known; ValueError when one is not of that shape or too long."""
    for kind in kinds:
        if not SHAPE.fullmatch(kind) or len(kind) > 60:
            raise ValueError(f"{kind!r} is not of the shape noun.what_happened.")
    names.update(kinds)


def registered() -> frozenset[str]:
    return frozenset(names)


def known(kind: str) -> str:
    """The kind as given, or UnknownKind."""
    if kind not in names:
        raise UnknownKind(f"The kind {kind!r} is not registered.")
    return str.__str__(kind)
