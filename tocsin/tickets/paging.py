"""Pages by key: a page begins behind a row, named by the values it is sorted by; nothing is counted or skipped."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

T = TypeVar("T")
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows in order, and where the next page begins; None if there is none."""

    rows: list[T]
    next: str | None = None


def cut(found: list[T], limit: int, cursor: Callable[[T], str]) -> Page[T]:
    """The page of what was asked for with one row more than its limit, which tells that there is a next page."""
    rows = found[:limit]
    return Page(rows, cursor(rows[-1]) if len(found) > limit else None)


def written(*values: bool | int | datetime) -> str:
    """A cursor for an address: whole numbers, moments as microseconds since 1970."""
    return "_".join(str(micro(v) if isinstance(v, datetime) else int(v)) for v in values)


def micro(moment: datetime) -> int:
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86400 + since.seconds) * 10**6 + since.microseconds


def moment_of(microseconds: int) -> datetime:
    """The last moment there is, for what somebody made up beyond it."""
    microseconds = min(microseconds, micro(LAST))
    return datetime.fromtimestamp(microseconds // 10**6, UTC).replace(microsecond=microseconds % 10**6)


def read(cursor: str | None, length: int) -> list[int] | None:
    """The numbers of a cursor of so many; None for none, and for what somebody made up: the first page, then."""
    parts = (cursor or "").split("_")
    if len(parts) != length or not all(part.isascii() and part.isdecimal() and len(part) <= 18 for part in parts):
        return None
    return [int(part) for part in parts]
