"""Nothing that was shown is lost, and nobody is told twice, whatever is killed whenever (SPEC section 3)."""

import hashlib
import os
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.house import House
from tests.processes import soon
from tests.reporting import write_report
from tests.sink import Sink
from tests.walking import Walker
from tocsin.lib.confirmation import parse

from .clients import Client, Seen, Task
from .strikes import STRIKES

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes are followed by /proc")

SUBMISSIONS = 200
ROUNDS = 5  # of each way to kill
CLIENTS = 4
REPORTERS = ["carla", "dmitri", "nina", "eve", "floor", "sam"]
DRAIN_SECONDS = 90


@pytest.fixture(scope="module")
def seed(request: pytest.FixtureRequest) -> int:
    """CRASH_SEED=… repeats a run's choices, though not the machine's."""
    chosen = int(os.environ.get("CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    plugins = request.config.pluginmanager
    with plugins.get_plugin("capturemanager").global_and_fixture_disabled():
        plugins.get_plugin("terminalreporter").write_line(f"CRASH_SEED={chosen}")
    return chosen


@pytest.fixture(scope="module")
def walkers(house: House) -> dict[str, Walker]:
    signed_in = {name: Walker(house.port) for name in REPORTERS}
    for name, walker in signed_in.items():
        walker.sign_in(house.people[name])
    return signed_in


@pytest.fixture(scope="module")
def tasks(house: House, walkers: dict[str, Walker]) -> list[Task]:
    """A draft of each reporter, written on the pages, and copies of it: each waits for its last step."""
    written = {name: uuid.UUID(write_report(walkers[name], "Written").split("/")[2]) for name in REPORTERS}
    made = [Task(REPORTERS[number % len(REPORTERS)], uuid.uuid4()) for number in range(SUBMISSIONS)]
    with house.database() as database:
        for task in made:
            database.execute(
                "INSERT INTO tickets_draft (key, answers, category, started_at, saved_at, person_id, publisher_id)"
                " SELECT ?, json_set(answers, '$.problem.title[0]', ?),"
                " category, started_at, saved_at, person_id, publisher_id FROM tickets_draft WHERE key = ?",
                [task.key.hex, str(task.key), written[task.person].hex],
            )
    return made


@pytest.fixture(scope="module")
def seen(house: House, sink: Sink, tasks: list[Task], walkers: dict[str, Walker], seed: int) -> Seen:
    """What people saw of it, after all of it."""
    chance = random.Random(seed)
    sink.pause = dawdling(random.Random(seed + 1))
    shown = Seen()
    clients = [
        Client(tasks[start::CLIENTS], walkers, shown, random.Random(seed + 2 + start)) for start in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    strike(house, shown, chance)
    for client in clients:
        client.join(180)
    sink.pause = lambda: (0, 0)
    assert not any(client.is_alive() for client in clients), "somebody still waits for an answer"
    drain(house)
    return shown


def dawdling(chance: random.Random) -> Callable[[], tuple[float, float]]:
    """A mail server that sometimes takes its time, so that kills meet open dialogues."""

    def pause() -> tuple[float, float]:
        return (chance.uniform(0, 0.1), chance.uniform(0, 0.1)) if chance.random() < 0.4 else (0, 0)

    return pause


def strike(house: House, shown: Seen, chance: random.Random) -> None:
    """Every way to kill, so many times, each as soon as some more people have their number, and a random moment on."""
    ways = STRIKES * ROUNDS
    chance.shuffle(ways)
    moments = sorted(chance.sample(range(SUBMISSIONS - 10), len(ways)))
    for moment, way in zip(moments, ways, strict=True):
        soon(partial(has_come, shown, moment), 60)
        time.sleep(chance.uniform(0, 0.15))
        way(house, chance)


def has_come(shown: Seen, moment: int) -> bool:
    return len(shown.numbers) + len(shown.trouble) >= moment


def drain(house: House) -> None:
    """Until the worker has nothing left to do that it could do."""

    def is_done() -> bool:
        (left,) = house.rows(
            "SELECT (SELECT count(*) FROM ledger_relay WHERE done_at IS NULL)"
            " + (SELECT count(*) FROM correspondence_delivery WHERE state = 'waiting')"
        )[0]
        return left == 0

    assert soon(is_done, DRAIN_SECONDS, every=0.3), house.log("work")[-3000:]


@pytest.fixture(scope="module")
def told_again(house: House, seen: Seen) -> list[int]:
    """The deliveries that nobody can know of, after their six minutes, once a responder has sent them again."""
    with house.database() as database:
        database.execute("UPDATE correspondence_delivery SET lease_until = '2020-01-01' WHERE state = 'sending'")
    assert soon(lambda: not house.rows("SELECT 1 FROM correspondence_delivery WHERE state = 'sending'"), 30)
    unclear = [pk for (pk,) in house.rows("SELECT id FROM correspondence_delivery WHERE state = 'uncertain'")]
    send_again(house)
    drain(house)
    return unclear


def send_again(house: House) -> None:
    """What a responder does on the page of the mails that need attention."""
    ada = Walker(house.port)
    ada.sign_in(house.people["ada"])
    while forms := ada.get("/desk/deliveries/").forms(r"/desk/deliveries/\d+/retrial"):
        assert ada.send(forms[0]).status == 303


def test_everybody_got_a_number(seen, tasks):
    assert seen.trouble == []
    assert set(seen.numbers) == {task.key for task in tasks}
    assert seen.reloads > 0, "nothing that was killed was noticed"


def test_every_number_that_was_shown_exists(house, seen):
    kept = dict(house.rows("SELECT d.key, t.number FROM tickets_draft d JOIN tickets_ticket t ON t.id = d.ticket_id"))
    shown = {key.hex: parse(number) for key, number in seen.numbers.items()}
    assert shown == {key: kept.get(key) for key in shown}


def test_every_draft_became_one_ticket(house, seen, tasks):
    titles = Counter(title for (title,) in house.rows("SELECT title FROM tickets_ticket"))
    assert {task.key: titles[str(task.key)] for task in tasks} == {task.key: 1 for task in tasks}


def test_every_receipt_reached_its_reader_and_none_twice_but_where_smtp_cannot_tell(house, sink, seen, told_again):
    receipts = house.rows(
        "SELECT d.message_id, e.subject, count(*), max(d.id), group_concat(d.state) FROM correspondence_delivery d"
        " JOIN ledger_entry e ON e.id = d.entry_id WHERE d.kind = 'receipt' GROUP BY d.message_id"
    )
    assert {subject for _id, subject, *_rest in receipts} >= {
        f"ticket:{parse(number)}" for number in seen.numbers.values()
    }
    arrived = Counter(mail.message_id for mail in sink.mails)
    missing = [row for row in receipts if not arrived[row[0]]]
    doubled = [row for row in receipts if arrived[row[0]] > 1 and "uncertain" not in row[4]]
    assert (missing, doubled) == ([], [])


def test_no_mail_of_any_kind_came_twice_but_where_smtp_cannot_tell(house, sink, told_again):
    unclear = {
        message_id
        for (message_id,) in house.rows("SELECT message_id FROM correspondence_delivery WHERE state = 'uncertain'")
    }
    arrived = Counter(mail.message_id for mail in sink.mails)
    assert {message_id for message_id, times in arrived.items() if times > 1} <= unclear


def test_every_file_that_a_ticket_has_is_there_and_whole(house, seen):
    files = house.rows("SELECT file, size, sha256 FROM tickets_attachment WHERE ticket_id IS NOT NULL")
    assert len(files) > SUBMISSIONS / 10
    for name, size, digest in files:
        content = Path(house.folder / "attachments" / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (size, digest)


def test_the_ledger_is_sound(house, told_again):
    assert "The ledger is sound." in house.command("ledger", "verify")


def test_nothing_was_logged_that_only_a_fault_logs(house, told_again):
    assert "Traceback" not in house.log("serve") + house.log("work")
