"""B1: the form's last step, over the limit's bare insert, by 1, 8 and 32 clients."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from .client import Load, load, post
from .figures import Figure, in_turn, middle
from .houses import House, Server, house

GOALS = {8: "≥ 0.25"}
ROW = b"body=" + quote("x" * 1024).encode()


@contextmanager
def measured(database: str, url: str, clients: dict[int, int], turns: int) -> Iterator[list[Figure]]:
    """`clients` maps how many at a time to how many reports in one turn."""
    with house(url, tickets=100, drafts=sum(clients.values()) * turns) as made:
        reports = iter(submissions(made))
        with made.serving("tocsin", "serve") as ours, made.serving("bench.limit", "serve") as limit:
            yield [
                figure
                for many, each in clients.items()
                for figure in figures(database, many, turns, reports, each, ours, limit)
            ]


def submissions(made: House) -> Iterator[bytes]:
    """One POST a draft, as its page sends it."""
    known = made.known
    for who, key in known["drafts"]:
        body = f"csrfmiddlewaretoken={known['csrf']}".encode()
        yield post(f"/report/{key}/submission", known["reporters"][who], body)


def figures(
    database: str, clients: int, turns: int, reports: Iterator[bytes], each: int, ours: Server, limit: Server
) -> list[Figure]:
    def bare() -> Load:
        return load(limit.port, [post("/rows", body=ROW)] * each, clients, expect=303)

    def whole() -> Load:
        return load(ours.port, [next(reports) for _ in range(each)], clients, expect=303)

    of_limit, of_ours = in_turn(turns, bare, whole)
    name = f"B1 submit, {database}, {clients} client{'s' * (clients > 1)}"
    rates = [middle([one.per_second for one in rounds]) for rounds in (of_ours, of_limit)]
    p95, p50 = (1000 * middle([one.share(part) for one in of_ours]) for part in (0.95, 0.5))
    rate = Figure(name, "/s", rates[0], rates[1], GOALS.get(clients, ""))
    return [rate, Figure(f"{name}: p95 over p50", "ms", p95, p50, "≤ 5" if clients == 8 else "")]
