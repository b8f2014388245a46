"""The one client that both sides are measured by: raw sockets, kept alive, nothing parsed that is not needed."""

import socket
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

TIMEOUT_SECONDS = 60


class Refused(Exception):
    """The server answered something else than was expected; a figure made of errors would be a lie."""


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    @property
    def size(self) -> int:
        """Bytes over the wire."""
        return len(self.head) + len(self.body)

    def header(self, name: str) -> str:
        for line in self.head.split(b"\r\n"):
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip().decode()
        return ""


class Connection:
    """One client's connection to loopback."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        self.socket.sendall(request)
        data = self.socket.recv(262144)
        while b"\r\n\r\n" not in data:
            data += self.more()
        head, _, body = data.partition(b"\r\n\r\n")
        answer = Answer(int(head[9:12]), head, b"")
        length = int(answer.header("Content-Length") or 0)
        parts, got = [body], len(body)
        while got < length:
            parts.append(self.more())
            got += len(parts[-1])
        return Answer(answer.status, head, b"".join(parts))

    def more(self) -> bytes:
        data = self.socket.recv(262144)
        if not data:
            raise Refused("The server closed the connection in the middle of an answer.")
        return data

    def close(self) -> None:
        self.socket.close()


def get(path: str, cookie: str = "", **headers: str) -> bytes:
    return request("GET", path, cookie, headers)


def post(path: str, cookie: str = "", body: bytes = b"", **headers: str) -> bytes:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return request("POST", path, cookie, form | headers) + body


def request(method: str, path: str, cookie: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True)
class Load:
    """What a round of requests took, in seconds."""

    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def share(self, of: float) -> float:
        """The latency that this share of the requests stayed under."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * of))]


def load(port: int, requests: Sequence[bytes], clients: int, expect: int = 200) -> Load:
    """Every request once, by so many clients at a time, each on a connection of its own."""
    waiting = deque(requests)
    connections = [Connection(port) for _ in range(clients)]
    start = threading.Barrier(clients + 1)
    latencies: list[float] = []
    wrong: list[str] = []

    def run(connection: Connection) -> None:
        own = []
        start.wait()
        while not wrong:
            try:
                next_one = waiting.popleft()
            except IndexError:
                break
            asked = time.perf_counter()
            answer = connection.ask(next_one)
            own.append(time.perf_counter() - asked)
            if answer.status != expect:
                wrong.append(refusal(next_one, answer))
        latencies.extend(own)

    threads = [threading.Thread(target=run, args=(one,)) for one in connections]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    for connection in connections:
        connection.close()
    if wrong or len(latencies) != len(requests):
        raise Refused(wrong[0] if wrong else "A client ended early.")
    return Load(seconds, latencies)


def refusal(asked: bytes, answer: Answer) -> str:
    return (
        f"{asked.splitlines()[0].decode()} was answered {answer.status}: {answer.body[:2000].decode(errors='replace')}"
    )


def once(port: int, asked: bytes, expect: int = 200) -> Answer:
    connection = Connection(port)
    try:
        answer = connection.ask(asked)
    finally:
        connection.close()
    if answer.status != expect:
        raise Refused(refusal(asked, answer))
    return answer


def latency(port: int, asked: bytes, times: int) -> float:
    """The median of so many, one after the other on one connection, in seconds; a few before them do not count."""
    connection = Connection(port)
    try:
        taken = []
        for turn in range(times + 5):
            began = time.perf_counter()
            answer = connection.ask(asked)
            if answer.status != 200:
                raise Refused(refusal(asked, answer))
            if turn >= 5:
                taken.append(time.perf_counter() - began)
    finally:
        connection.close()
    return median(taken)
