"""A house that really runs: `tocsin serve` and `tocsin work` as processes, on a copied SQLite file.

What journeys and crashes share. Nothing here touches the ORM: the test's own process is not the house.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tocsin.running.family import SUPERVISED

from .processes import Process, all_gone, family, free_port, is_port_dead, process, soon
from .sink import Sink
from .walking import Walker

ROOT = Path(__file__).resolve().parent.parent
PREPARE = """
import django; django.setup()
from tocsin.demo.running import tell
from tocsin.running import prepare
prepare.run(lambda line: None)
tell()
"""
START_SECONDS = 60
END_SECONDS = 15


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """Settings of the house's own: none of those that the tests themselves run with."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    own = {"DATA_DIR": str(folder), "PORT": str(port), "DEMO": "yes", "CHECKPOINT_SECONDS": "5"}
    return inherited | {"DJANGO_SETTINGS_MODULE": "tocsin.settings", SUPERVISED: str(os.getpid())} | {
        f"TOCSIN_{name}": value for name, value in (own | more).items()
    }  # fmt: skip


def prepare(folder: Path) -> None:
    """Database, static files and the demo's story in this folder, for houses to copy."""
    run = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", PREPARE],
        cwd=ROOT, env=environment(folder, free_port()), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr


@dataclass
class House:
    """One database with its web server and worker; both can be killed and started again on the same port."""

    folder: Path
    sink: Sink
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    sessions: dict[str, Walker] = field(default_factory=dict)  # by person, for whoever needs them signed in

    # -- running -----------------------------------------------------------------------------------------------------
    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.folder, self.port, MAIL_URL=self.sink.url, **self.settings)

    def start(self, *names: str) -> None:
        """`serve` and `work`, or the named one of them, each in a session of its own; the pages can be used then."""
        for name in names or ("serve", "work"):
            with (self.folder / f"{name}.log").open("ab") as log:
                self.children[name] = subprocess.Popen(
                    [sys.executable, "-m", "tocsin", name],
                    cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
        if not soon(self.is_ready, START_SECONDS):
            self.kill()
            raise AssertionError(f"the house does not start:\n{self.log('serve')}{self.log('work')}")

    def is_ready(self) -> bool:
        try:
            return Walker(self.port).get("/health/ready").status == 200
        except (OSError, HTTPException):
            return False

    def processes(self, name: str) -> list[Process]:
        """All that runs for `serve` (its main process first) or `work`; empty if it has ended."""
        child = self.children.get(name)
        return family(child.pid) if child and child.poll() is None else []

    def main(self, name: str) -> Process:
        return process(self.children[name].pid)

    def has_ended(self, name: str) -> bool:
        return name not in self.children or self.children[name].poll() is not None

    def stop(self) -> None:
        """As a supervisor would: ask, wait, and only then use force. Everything must be gone afterwards."""
        members = [one for name in self.children for one in self.processes(name)]
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        in_time = soon(lambda: all_gone(members), END_SECONDS)
        self.kill()
        assert in_time, f"did not end when asked to: {[one.command for one in members]}"
        assert soon(lambda: is_port_dead(self.port), 2)

    def kill(self) -> None:
        """SIGKILL to whatever of it still runs."""
        for name in list(self.children):
            for one in self.processes(name):
                one.kill()
            self.children.pop(name).wait(END_SECONDS)

    # -- what it has -------------------------------------------------------------------------------------------------
    @property
    def people(self) -> dict[str, dict[str, str]]:
        """The demo's sign-ins, by the first part of their addresses."""
        known = json.loads((self.folder / "demo.json").read_text(encoding="utf-8"))
        return {person["email"].partition("@")[0]: person for person in known["people"]}

    def log(self, name: str) -> str:
        file = self.folder / f"{name}.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def command(self, *arguments: str, expected: int = 0) -> str:
        """`tocsin …` in this house; what it said."""
        run = subprocess.run(
            [sys.executable, "-m", "tocsin", *arguments],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == expected, f"tocsin {' '.join(arguments)}: {run.returncode}\n{run.stdout}"
        return run.stdout

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The database beside the running house; what is written is committed at the end."""
        with closing(sqlite3.connect(self.folder / "tocsin.sqlite3", timeout=20)) as connection, connection:
            connection.execute("PRAGMA synchronous = FULL")
            yield connection

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database() as connection:
            return connection.execute(sql, values).fetchall()


def build(template: Path, folder: Path, sink: Sink, **settings: str) -> House:
    shutil.copytree(template, folder)
    return House(folder, sink, settings)
