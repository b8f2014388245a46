"""B2, B3 and B4: pages by one client, one after the other."""

from .client import get, latency, once
from .figures import Figure, in_turn, middle
from .houses import House, Server


def milliseconds(server: Server, asked: bytes, times: int) -> float:
    return 1000 * latency(server.port, asked, times)


def compared(
    measure: str, goal: str, turns: int, times: int, ours: tuple[Server, bytes], limit: tuple[Server, bytes]
) -> Figure:
    of_limit, of_ours = in_turn(turns, lambda: milliseconds(*limit, times), lambda: milliseconds(*ours, times))
    return Figure(measure, "ms", middle(of_ours), middle(of_limit), goal)


def ticket_pages(made: House, ours: Server, limit: Server, turns: int, times: int) -> list[Figure]:
    """B2, for either side: over the limit's page of as many bytes, and the long thread over the short one."""
    found = []
    readers = {"publisher": made.known["reporters"][1], "desk": made.known["responder"]}
    for side, cookie in readers.items():
        asked = {int(many): get(f"/tickets/{number}/", cookie) for many, number in made.known["talked"].items()}
        for page, (many, request) in enumerate(asked.items(), start=1):
            size = len(once(ours.port, request).body)
            made.run("bench.limit", "fill", str(page), str(many), str(size))
            bare = get(f"/pages/{page}")
            name = f"B2 ticket page, {side}, {many} messages, {size / 1000:,.0f} kB"
            found.append(compared(name, "≤ 2", turns, times, (ours, request), (limit, bare)))
        short, long = asked.values()
        name = f"B2 ticket page, {side}, {max(asked)} over {min(asked)} messages"
        found.append(compared(name, "≤ 3", turns, times, (ours, long), (ours, short)))
    return found


def queue(made: House) -> bytes:
    return get("/desk/", made.known["responder"])


def queues(
    small: tuple[House, Server], large: tuple[House, Server], sizes: list[str], turns: int, times: int
) -> Figure:
    """B3: the first page of the larger queue over that of the smaller."""
    name = f"B3 queue, {sizes[1]} over {sizes[0]} tickets"
    asked = [(server, queue(made)) for made, server in (large, small)]
    return compared(name, "≤ 1.2", turns, times, asked[0], asked[1])


def searches(made: House, ours: Server, size: str, turns: int, times: int) -> list[Figure]:
    """B4: a word in 0.1 % and one in 10 % of the tickets, over the queue's page at that size."""
    return [
        compared(
            f"B4 search, {size} tickets, word in {share}", "≤ 2", turns, times,
            (ours, get(f"/search/?q={word}", made.known["responder"])), (ours, queue(made)),
        )
        for word, share in zip(made.known["words"], ("0.1 %", "10 %"), strict=True)
    ]  # fmt: skip
