"""Publishers who send their reports while the house is being killed, and who reload what did not load."""

import random
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.walking import Page, Walker

PATIENCE = 90.0  # seconds that somebody goes on reloading


class Lost(AssertionError):
    """Somebody gave up: the house did not come back, or gave an answer that nobody should get."""


@dataclass(frozen=True)
class Task:
    """One draft that waits for its last step, and whose it is."""

    person: str
    key: uuid.UUID

    @property
    def check(self) -> str:
        return f"/report/{self.key}/check/"

    @property
    def files(self) -> str:
        return f"/report/{self.key}/files/"


@dataclass
class Seen:
    """What people were shown: the confirmation number of each draft, and what went wrong for them."""

    numbers: dict[uuid.UUID, str] = field(default_factory=dict)
    reloads: int = 0
    trouble: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def show(self, key: uuid.UUID, number: str) -> None:
        with self.lock:
            before = self.numbers.setdefault(key, number)
        if before != number:
            raise Lost(f"draft {key} was shown {before} and then {number}")


class Client(threading.Thread):
    """One thread with the sessions of everybody whose drafts it sends."""

    def __init__(self, tasks: list[Task], walkers: Mapping[str, Walker], seen: Seen, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.tasks, self.seen, self.chance = tasks, seen, chance
        self.walkers = {name: walker.twin() for name, walker in walkers.items()}

    def run(self) -> None:
        for task in self.tasks:
            try:
                self.submit(task, self.walkers[task.person])
            except Exception as error:  # noqa: BLE001 - a thread's failure is told by the test that waits for it
                self.seen.trouble.append(f"{task.check}: {type(error).__name__}: {error}")
            time.sleep(self.chance.uniform(0, 0.25))

    def submit(self, task: Task, walker: Walker) -> None:
        if self.chance.random() < 0.4:
            self.add_file(task, walker)
        page = self.reloading(lambda: walker.get(task.check), {200})
        form = page.form("/submission")
        for _click in range(self.chance.choice([1, 1, 1, 2])):
            address = self.reloading(lambda: walker.send(form), {303}).location
            self.confirm(task, walker, address)

    def confirm(self, task: Task, walker: Walker, address: str) -> None:
        number = address.split("/")[2]
        self.seen.show(task.key, number)  # a browser shows it in its address line before the page has come
        page = self.reloading(lambda: walker.get(address), {200})
        if number not in page.html:
            raise Lost(f"{address} does not show its number")

    def add_file(self, task: Task, walker: Walker) -> None:
        form = self.reloading(lambda: walker.get(task.files), {200}).form("/files/")
        content = self.chance.randbytes(self.chance.randint(1, 60_000))
        name = f"{task.key}.bin"
        self.reloading(lambda: walker.post_files(form.action, form.values, [("files", name, content)]), {303})

    def reloading(self, ask: Callable[[], Page], expected: set[int]) -> Page:
        """The answer, asked for again as long as the connection is lost. Any other answer than expected is a fault."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                page = ask()
            except (OSError, HTTPException):
                self.seen.reloads += 1
                time.sleep(self.chance.uniform(0.02, 0.2))
                continue
            if page.status not in expected:
                raise Lost(f"{page.path} answered {page.status}: {page.words[:500]}")
            return page
        raise Lost("the house did not come back")
