"""A house to measure: a data folder of its own, prepared and filled, and the servers on it; all gone afterwards."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 15


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int
    started_in: float = 0.0  # seconds from its call to its first page


@dataclass
class House:
    folder: Path
    database_url: str = ""
    known: dict[str, Any] = field(default_factory=dict)  # what seeding tells: cookies, numbers, words

    def environment(self, port: int = 0) -> dict[str, str]:
        """None of the settings outside come in: the house is measured as it is delivered."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        ours = {"TOCSIN_DATA_DIR": str(self.folder), "TOCSIN_MAIL_URL": "smtp://127.0.0.1:9"}
        if port:
            ours["TOCSIN_PORT"] = str(port)
        if self.database_url:
            ours["TOCSIN_DATABASE_URL"] = self.database_url
        return clean | ours

    def run(self, *module: str) -> str:
        command = [sys.executable, "-m", *module]
        done = subprocess.run(command, cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def prepare(self, **sizes: int) -> None:
        self.run("tocsin", "prepare")
        self.run("bench.limit", "prepare")
        self.known = json.loads(self.run("bench.seeding", *(f"{name}={size}" for name, size in sizes.items())))

    @contextmanager
    def serving(self, *module: str) -> Iterator[Server]:
        """The server that this module starts (`tocsin serve`, `bench.limit serve`), once it gives its first page."""
        port = free_port()
        command = [sys.executable, "-m", *module]
        began = time.perf_counter()
        server = Server(subprocess.Popen(command, cwd=ROOT, env=self.environment(port)), port)
        try:
            wait_for(server)
            server.started_in = time.perf_counter() - began
            yield server
        finally:
            stop(server.process)

    @contextmanager
    def working(self) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "tocsin", "work"]
        quiet = subprocess.DEVNULL  # nobody listens to its mail here, and it says so
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment(), stderr=quiet)
        try:
            yield process
        finally:
            stop(process)


@contextmanager
def house(database_url: str = "", **sizes: int) -> Iterator[House]:
    """On the disk of the checkout: a folder in memory would make durability cost nothing."""
    above = ROOT / "build"
    above.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=above))
    try:
        made = House(folder, database_url)
        made.prepare(**sizes)
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(server: Server) -> None:
    """Until `/` answers; a server that ends before, or never answers, is an error."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", server.port), 1) as probe:
                probe.settimeout(START_SECONDS)
                probe.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if probe.recv(12) == b"HTTP/1.1 200":
                    return
        except OSError:
            pass
        time.sleep(0.005)
    raise RuntimeError("The server gave no first page.")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
