"""Where in a text the vectors are. Nothing is judged here: what looks like a vector is taken as it stands."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from tocsin.vulnerabilities.cvss.versions import KNOWN_METRICS
from tocsin.vulnerabilities.folding import fold

# Every quantifier is bounded or possessive by what follows it, so that the time is linear in the text.
_NAMES = "|".join(sorted(KNOWN_METRICS, key=len, reverse=True))
_KNOWN = rf"(?:{_NAMES}) ?: ?[A-Z0-9]*+(?! ?:)"  # what is followed by another colon is a heading: "V: AV:N/…"
_PAIR = r"[A-Z]{1,20} ?: ?[A-Z0-9]*+"
_REST = rf"(?: ?/++ ?{_KNOWN}|/++[A-Z0-9]{{1,20}}(?: ?: ?[A-Z0-9]*+)?)*+"
_PREFIX = r"CVSS[ :\-]{0,2}V?([0-9](?:\.[0-9]{1,2})?)"
_RUN = re.compile(
    rf"(?<![A-Z0-9])(?:{_PREFIX} ?[/#] ?({_PAIR}{_REST})|(?:{_PREFIX}[ :(\[]{{1,3}})?({_KNOWN}{_REST}))", re.I | re.A
)
_THREE = re.compile(r"(?:VERSION=|CALCULATOR/|CVSS[ :\-]{0,2}V?|(?<![A-Z0-9])V)(3\.[01])(?![0-9])", re.I | re.A)


@dataclass(frozen=True)
class Run:
    """One candidate: the version as written before it, if any, and (metric, value) pairs as typed."""

    version: str | None
    fields: tuple[tuple[str, str], ...]


def legible(text: str) -> str:
    """`text` as it was before addresses were percent-encoded (twice, when one address was put into another)."""
    return fold(unquote(unquote(text)))


def runs(text: str) -> list[Run]:
    """The candidates in a legible text, in order. A run without a version needs two metrics to be one."""
    found = []
    for slashed, first, spaced, second in _RUN.findall(text):
        fields = tuple(_field(part) for part in (first or second).split("/") if part.strip())
        version = slashed or spaced or None
        if version or sum(name.upper() in KNOWN_METRICS for name, _value in fields) > 1:
            found.append(Run(version, fields))
    return found


def stated_three(text: str) -> str | None:
    """3.0 or 3.1 where the text states just one of them (`version=3.0`, `calculator/3.0`, `CVSS v3.0`)."""
    stated = set(_THREE.findall(text))
    return stated.pop() if len(stated) == 1 else None


def _field(part: str) -> tuple[str, str]:
    name, _colon, value = part.partition(":")
    return name.strip(), value.strip()
