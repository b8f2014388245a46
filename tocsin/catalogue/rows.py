"""What the parts of an import hand each other."""

from collections.abc import Mapping
from typing import NamedTuple

from tocsin.lib.errors import DomainError, Sentence


class Unreadable(DomainError):
    """The file as a whole cannot be imported."""


class Refusal(NamedTuple):
    """One reason why one row stays out; `field` is a column, or "" for the row as a whole; lines count from 1."""

    line: int
    field: str
    reason: Sentence


class Row(NamedTuple):
    """One row as written: what its columns say, without spaces at the ends and without empty values."""

    line: int
    values: Mapping[str, str]


class Checked(NamedTuple):
    """One row whose values are all of the right shape, as Python values."""

    line: int
    kind: str
    values: Mapping[str, object]
