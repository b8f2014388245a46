"""`python -m bench [--small] [--only B1,B3]`: measures, prints the table, writes `bench/results.json`."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tests import postgres

from . import pages, submitting, weight
from .figures import Figure, table, write
from .houses import house

RESULTS = Path(__file__).resolve().parent / "results.json"


@dataclass(frozen=True)
class Sizes:
    """How much is done. The small one only shows that everything still runs; its figures mean nothing."""

    turns: int = 3
    clients: dict[int, int] = field(default_factory=lambda: {1: 500, 8: 1500, 32: 1500})
    pages: int = 100
    tickets: tuple[tuple[str, int], tuple[str, int]] = (("1 k", 1_000), ("20 k", 20_000))
    long: int = 210
    on_postgres: bool = True


SMALL = Sizes(
    turns=1, clients={1: 3, 8: 16}, pages=3, tickets=(("60", 60), ("120", 120)), long=20, on_postgres=False
)  # fmt: skip
ALL = ("B1", "B2", "B3", "B4", "B9")


def figures(sizes: Sizes, wanted: set[str], skipped: list[str]) -> Iterator[Figure]:
    if "B1" in wanted:
        yield from submit(sizes, skipped)
    if wanted & {"B2", "B3", "B4", "B9"}:
        yield from read(sizes, wanted)


def submit(sizes: Sizes, skipped: list[str]) -> Iterator[Figure]:
    with submitting.measured("SQLite", "", sizes.clients, sizes.turns) as found:
        yield from found
    if not sizes.on_postgres:
        return
    if postgres.binaries() is None:
        skipped.append("B1 on PostgreSQL: no PostgreSQL server is installed")
        return
    with (
        database() as address,
        submitting.measured("PostgreSQL", address, sizes.clients, sizes.turns) as found,
    ):
        yield from found


@contextmanager
def database() -> Iterator[str]:
    """An empty database of a PostgreSQL of its own, with durability on."""
    with postgres.server(durable=True) as address:
        above, _, name = address.rpartition("/")
        with psycopg.connect(f"{above}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address


def read(sizes: Sizes, wanted: set[str]) -> Iterator[Figure]:
    (name, few), (other, many) = sizes.tickets
    turns, times = sizes.turns, sizes.pages
    with house(tickets=few, drafts=sizes.clients[8], long=sizes.long) as small:
        if "B9" in wanted:
            yield weight.starts(small, turns)
            yield weight.first_page(small)
        with small.serving("tocsin", "serve") as ours, small.serving("bench.limit", "serve") as limit:
            if "B2" in wanted:
                yield from pages.ticket_pages(small, ours, limit, turns, times)
            if "B4" in wanted:
                yield from pages.searches(small, ours, name, turns, times)
            if wanted & {"B3", "B4"}:
                with house(tickets=many) as large, large.serving("tocsin", "serve") as theirs:
                    if "B3" in wanted:
                        yield pages.queues((small, ours), (large, theirs), [name, other], turns, times)
                    if "B4" in wanted:
                        yield from pages.searches(large, theirs, other, turns, times)
        if "B9" in wanted:
            yield from weight.memory(small, sizes.clients[8], times)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="only see that everything still runs")
    parser.add_argument("--only", default=",".join(ALL), help="some of " + ", ".join(ALL))
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures are written")
    chosen = parser.parse_args()
    found: list[Figure] = []
    skipped: list[str] = []
    for figure in figures(SMALL if chosen.small else Sizes(), set(chosen.only.split(",")), skipped):
        found.append(figure)
        sys.stderr.write(f"{' · '.join(figure.cells())}\n")
    print(table(sorted(found, key=lambda figure: figure.measure)))
    for sentence in skipped:
        print(f"SKIPPED: {sentence}")
    write(chosen.results, found, skipped)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
