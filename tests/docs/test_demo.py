"""`tocsin demo`, which is `make run`: says when it is ready, who can sign in, ends whole, keeps what it has."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.house import ROOT
from tests.processes import Process, all_gone, family, free_port, is_port_dead, soon
from tests.walking import Page, Walker

ROLES = {"triager", "assessor", "approver", "lead", "auditor", "owner", "contributor", "reader"}


@dataclass
class Demo:
    """Started with nothing in its environment but where to keep its data, and its port."""

    folder: Path
    port: int
    lines: list[str] = field(default_factory=list)

    def start(self) -> None:
        plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tocsin", "demo"],
            cwd=ROOT, env=plain | {"TOCSIN_DATA_DIR": str(self.folder), "TOCSIN_PORT": str(self.port)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.lines.clear()
        self.reader = threading.Thread(target=self.listen, daemon=True)
        self.reader.start()
        assert soon(lambda: self.ready_line in self.lines or self.process.poll() is not None, 90)
        assert self.ready_line in self.lines, self.lines

    def listen(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.rstrip("\n"))

    @property
    def ready_line(self) -> str:
        return f"Tocsin is ready: http://127.0.0.1:{self.port}/"

    def end(self) -> list[Process]:
        """SIGTERM to the one process that was started; what ran under it."""
        members = family(self.process.pid)
        self.process.send_signal(signal.SIGTERM)
        self.code = self.process.wait(30)
        self.reader.join(10)
        self.process.stdout.close()
        return members

    def kill(self) -> None:
        for one in family(self.process.pid):
            one.kill()
        self.process.wait()
        self.process.stdout.close()

    def known(self) -> dict[str, object]:
        return json.loads((self.folder / "demo.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    made = Demo(tmp_path_factory.mktemp("demo") / "data", free_port())
    try:
        made.start()
        yield made
    finally:
        made.kill()


def test_its_file_names_the_address_and_everybody(demo):
    known = demo.known()
    assert known["url"] == f"http://127.0.0.1:{demo.port}/"
    assert all(set(person) == {"email", "password", "role", "publisher"} for person in known["people"])
    assert len({person["publisher"] for person in known["people"]} - {""}) >= 3
    assert {person["role"] for person in known["people"]} == ROLES
    assert (demo.folder / "demo.json").stat().st_mode & 0o077 == 0


def test_everybody_can_sign_in_and_sees_their_side(demo):
    for person in demo.known()["people"]:
        walker = Walker(demo.port)
        page = walker.follow(walker.sign_in(person))
        assert (page.status, page.path) == (200, "/tickets/" if person["publisher"] else "/desk/"), person["email"]


def test_the_sign_ins_are_printed(demo):
    printed = "\n".join(demo.lines)
    assert all(person["email"] in printed and person["password"] in printed for person in demo.known()["people"])


def test_it_ends_with_all_it_started_and_a_second_run_keeps_the_data(demo):
    before = demo.known()
    walker = Walker(demo.port)
    walker.sign_in(next(person for person in before["people"] if person["role"] == "lead"))
    tickets = numbers_on(walker.open("/desk/"))
    members = demo.end()
    assert demo.code == 0, demo.lines
    assert soon(lambda: all_gone(members), 2), [one.command for one in members if one.is_alive]
    assert is_port_dead(demo.port)
    demo.start()
    assert demo.known() == before
    assert tickets == numbers_on(walker.open("/desk/"))  # and the session outlives the restart
    assert len(tickets) > 5


def numbers_on(page: Page) -> list[str]:
    return re.findall(r"SE-\w{5}-\w{5}", page.html)
