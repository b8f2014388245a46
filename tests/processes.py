"""Processes by their ids, read from /proc: who descends from whom, and who is gone."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple


class Process(NamedTuple):
    """An id with the moment its bearer was born (clock ticks since boot), for ids are given out again."""

    pid: int
    born: int

    @property
    def is_alive(self) -> bool:
        now = status(self.pid)
        return now is not None and now.born == self.born and not now.is_zombie

    @property
    def command(self) -> str:
        try:
            return Path(f"/proc/{self.pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            return ""

    def kill(self) -> None:
        """SIGKILL to this very process; nothing if it has ended by itself meanwhile."""
        if self.is_alive:
            os.kill(self.pid, signal.SIGKILL)


class Status(NamedTuple):
    parent: int
    born: int
    is_zombie: bool


def status(pid: int) -> Status | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()  # the name before it may hold anything
    return Status(parent=int(fields[1]), born=int(fields[19]), is_zombie=fields[0] in "ZX")


def process(pid: int) -> Process:
    now = status(pid)
    return Process(pid, now.born if now else -1)


def family(pid: int) -> list[Process]:
    """The process and all that descend from it, eldest first."""
    known = {int(folder.name): status(int(folder.name)) for folder in Path("/proc").iterdir() if folder.name.isdigit()}
    members = [pid]
    for member in members:
        members += sorted(child for child, now in known.items() if now and now.parent == member)
    return [Process(one, now.born) for one in members if (now := known.get(one)) and not now.is_zombie]


def soon(holds: Callable[[], object], seconds: float = 10.0, every: float = 0.02) -> bool:
    """Whether it comes true within so many seconds."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


def all_gone(processes: Iterable[Process]) -> bool:
    return not any(one.is_alive for one in processes)


def is_port_dead(port: int) -> bool:
    """Nobody accepts a connection there."""
    with socket.socket() as asking:
        asking.settimeout(1)
        return asking.connect_ex(("127.0.0.1", port)) != 0


def free_port() -> int:
    """One below those that the kernel gives to outgoing connections, so that it stays free while a server is down."""
    for port in range(20000 + os.getpid() % 10000, 32000):
        with socket.socket() as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trying.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in given:
            given.add(port)
            return port
    raise OSError("no port is free")


given: set[int] = set()
