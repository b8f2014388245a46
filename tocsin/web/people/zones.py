"""The time zones one can choose, and how people write them."""

from functools import lru_cache
from zoneinfo import available_timezones

NOT_PLACES = frozenset({"localtime", "Factory", "posixrules"})  # files beside the zones on some systems


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every zone of the IANA database as this system has it, sorted."""
    return tuple(sorted(available_timezones() - NOT_PLACES))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """How each may be written, folded; the city alone where only one zone has it."""
    cities: dict[str, set[str]] = {}
    for name in names():
        cities.setdefault(_folded(name.rpartition("/")[2]), set()).add(name)
    alone = {city: next(iter(zones)) for city, zones in cities.items() if len(zones) == 1}
    return alone | {_folded(name): name for name in names()}


def find(typed: str) -> str | None:
    """The name of the zone that is meant by `stockholm`, `new york` or `EUROPE/PARIS`; None if there is none."""
    return _spellings().get(_folded(typed))


def _folded(name: str) -> str:
    return name.strip().replace(" ", "_").casefold()
