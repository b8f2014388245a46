"""A pasted list of offers and versions: lines of a table, a CSV or plain words (pure)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_BETWEEN = re.compile(r"[;,|\t]+")
_SPACES = re.compile(r"[^\S\t]+")
_EDGES = " \t;,|:–-\"'“”„"
_WORD = re.compile(r"^(?:versions?\b|v(?=\d))[ .:]*", re.I)


@dataclass(frozen=True)
class Listed:
    """An offer as lists may name it: by its name or the marketplace's id. `versions` maps label to id."""

    id: int
    names: tuple[str, ...]
    versions: Mapping[str, int]


@dataclass(frozen=True)
class Wrong:
    """A line that could not be read; `offer` is named where only the version is unknown."""

    line: int
    text: str
    offer: str = ""


@dataclass(frozen=True)
class Pasted:
    found: tuple[tuple[int, int | None], ...]  # (offer id, version id; None where the line names none)
    wrong: tuple[Wrong, ...]


def read_list(text: str, offers: Sequence[Listed]) -> Pasted:
    """Each line names an offer and none, one or several of its versions, in any case and with any separator.

    A line that names no offer is read as versions where there is only one offer. A heading line is passed over.
    """
    names = {folded(name): offer for offer in offers for name in offer.names}
    found: dict[tuple[int, int | None], None] = {}
    wrong: list[Wrong] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip(_EDGES) or (number == 1 and is_heading(line, names)):
            continue
        offer, rest = offer_in(line, names)
        if offer is None and len(offers) == 1:
            offer, rest = offers[0], line
        if offer is None:
            wrong.append(Wrong(number, shortened(line)))
            continue
        ids, unknown = versions_in(rest, offer)
        found |= dict.fromkeys((offer.id, version) for version in ids)
        wrong += [Wrong(number, shortened(label), offer.names[0]) for label in unknown]
    return Pasted(tuple(found), tuple(wrong))


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else plain[:59] + "…"


def is_heading(line: str, names: Mapping[str, Listed]) -> bool:
    cells = [folded(cell.strip(_EDGES)) for cell in _BETWEEN.split(line)]
    return cells[0] in {"offer", "offers", "name"} and cells[0] not in names


def offer_in(line: str, names: Mapping[str, Listed]) -> tuple[Listed | None, str]:
    """The offer whose name the line begins with, the longest such name, and what follows it."""
    plain = _SPACES.sub(" ", line.strip(_EDGES))
    longest = max(map(len, names), default=0)  # folding makes no text shorter, so no longer beginning is a name
    for end in range(min(len(plain), longest), 0, -1):
        if end < len(plain) and plain[end].isalnum():
            continue
        offer = names.get(folded(plain[:end].strip(_EDGES)))
        if offer:
            return offer, plain[end:]
    return None, line


def versions_in(rest: str, offer: Listed) -> tuple[list[int | None], list[str]]:
    """Ids of the versions named in what follows an offer ([None] where nothing does), and labels that are none."""
    labels = [label for part in _BETWEEN.split(rest) if (label := part.strip(_EDGES))]
    if not labels:
        return [None], []
    known = {folded(bare(label)): pk for label, pk in offer.versions.items()}
    ids: list[int | None] = []
    unknown = []
    for label in labels:
        version = known.get(folded(bare(label)))
        if version is None:
            unknown.append(label)
        else:
            ids.append(version)
    return ids, unknown


def bare(label: str) -> str:
    """ "v2.1" and "Version 2.1" are 2.1."""
    return _WORD.sub("", label.strip(_EDGES))
