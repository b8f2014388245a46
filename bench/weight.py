"""B9: how long a start takes, what the processes weigh, how many bytes the first page is."""

import re
from itertools import islice
from pathlib import Path

from .client import get, latency, load, once
from .figures import Figure, in_turn, middle
from .houses import House, Server
from .pages import queue
from .submitting import submissions

LINKED = re.compile(rb'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/static/[^"]+)"')
FIRST_PAGE_KB = 60.0


def started_in(made: House, *module: str) -> float:
    with made.serving(*module) as server:
        return server.started_in


def starts(made: House, turns: int) -> Figure:
    limit, ours = in_turn(
        turns, lambda: started_in(made, "bench.limit", "serve"), lambda: started_in(made, "tocsin", "serve")
    )
    return Figure("B9 start to first page", "s", middle(ours), middle(limit), "≤ 2")


def memory(made: House, reports: int, pages: int) -> list[Figure]:
    """Web server and worker together, over the limit's web server; at rest, and after reports and pages."""
    with (
        made.serving("tocsin", "serve") as ours,
        made.serving("bench.limit", "serve") as limit,
        made.working() as worker,
    ):
        warm(ours, limit)
        rest = weights(ours, limit, worker.pid)
        load(ours.port, list(islice(submissions(made), reports)), 8, expect=303)
        number = next(iter(made.known["talked"].values()))
        asked = [queue(made), get(f"/tickets/{number}/", made.known["responder"])]
        for request in asked:
            latency(ours.port, request, pages)
        load(limit.port, [get("/")] * (reports + pages), 8)
        busy = weights(ours, limit, worker.pid)
    return [
        Figure("B9 memory of web and worker, at rest", "MB", *rest, "≤ 2"),
        Figure("B9 memory of web and worker, after load", "MB", *busy, "≤ 2"),
    ]


def warm(*servers: Server) -> None:
    """Every worker of either has given a page: before that, half of them have loaded nothing."""
    for server in servers:
        load(server.port, [get("/")] * 40, 8)


def weights(ours: Server, limit: Server, worker: int) -> tuple[float, float]:
    return weight(ours.process.pid) + weight(worker), weight(limit.process.pid)


def weight(pid: int) -> float:
    """Proportional set size of a process and all it started, in megabytes of 10^6."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    children = [
        int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()
    ]
    return kilobytes * 1024 / 1e6 + sum(weight(child) for child in children)


def first_page(made: House) -> Figure:
    """The landing page and every file it names, as a browser gets them that takes Brotli, heads included."""
    with made.serving("tocsin", "serve") as server:
        page = once(server.port, get("/", **{"Accept-Encoding": "br, gzip"}))
        files = dict.fromkeys(LINKED.findall(page.body))
        answers = [once(server.port, get(path.decode(), **{"Accept-Encoding": "br, gzip"})) for path in files]
    size = (page.size + sum(answer.size for answer in answers)) / 1000
    return Figure(f"B9 first page with its {len(files)} files, over the wire", "kB", size, FIRST_PAGE_KB, "≤ 1")
