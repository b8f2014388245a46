"""Real workers on a real database, several at once and killed on the way: nobody is told twice, nobody is missed."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes

import pytest
from django.db import connection

from conftest import database_address

pytestmark = pytest.mark.django_db(transaction=True)  # on PostgreSQL the flush afterwards takes the workers' rows too


@pytest.fixture
def mailed(serve):
    """The sink, and its address for the workers' environment."""
    sink, port = serve()
    return sink, f"smtp://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrated")
    if connection.vendor == "sqlite":
        run(os.environ | {"TOCSIN_DATA_DIR": str(folder)}, "migrate")
    return folder


@pytest.fixture
def place(migrated, tmp_path, mailed):
    """The environment of processes that share one database."""
    environment = os.environ | {"TOCSIN_DATA_DIR": str(tmp_path), "TOCSIN_MAIL_URL": mailed[1]}
    if connection.vendor == "sqlite":
        shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
        return environment
    return environment | {"TOCSIN_DATABASE_URL": database_address()}


def started(environment, *arguments):
    command = [sys.executable, "-m", "tocsin.correspondence.tests.working", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process):
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return out


def run(environment, *arguments):
    return finished(started(environment, *arguments))


def outcome(environment):
    rows, gap_free = json.loads(run(environment, "tell"))
    assert gap_free
    return rows


def arrivals(sink):
    return Counter(message_from_bytes(raw)["Message-ID"] for _, raw in sink.taken)


def test_three_workers_at_once_send_each_mail_once(place, mailed):
    run(place, "prepare", "24")
    for worker in [started(place, "work") for _ in range(3)]:
        finished(worker)
    run(place, "work", "2")  # what a worker held for a moment when the others looked
    rows = outcome(place)
    assert Counter(rows.values()) == {"sent": 24}
    assert arrivals(mailed[0]) == dict.fromkeys(rows, 1)


@pytest.mark.parametrize(
    ("when", "standing", "arrived"), [("begun", "sent", 2), ("handed over", "uncertain", 1), ("taken", "uncertain", 2)]
)
def test_a_worker_killed_while_sending_doubles_nothing_and_loses_only_what_smtp_cannot_tell(
    when, standing, arrived, place, mailed
):
    run(place, "prepare", "2")
    dying = started(place, "die", when)
    dying.communicate(timeout=60)
    assert dying.returncode == -signal.SIGKILL
    assert Counter(outcome(place).values()) == {"sending": 1, "waiting": 1}
    run(place, "work", "10")
    run(place, "work", "600")
    assert Counter(outcome(place).values()) == Counter(["sent", standing])
    assert len(arrivals(mailed[0])) == arrived
    assert set(arrivals(mailed[0]).values()) == {1}


def wait_until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.002)


def test_workers_killed_at_any_moment_lose_nothing_and_double_nothing(place, mailed):
    sink = mailed[0]
    run(place, "prepare", "30")
    for _ in range(3):
        workers = [started(place, "work") for _ in range(2)]
        enough = len(sink.seen) + random.randint(1, 5)
        wait_until(lambda enough=enough: len(sink.seen) >= enough)
        time.sleep(random.uniform(0, 0.02))
        for worker in workers:
            worker.kill()
            worker.communicate(timeout=60)
    assert len(sink.seen) < 30
    run(place, "work", "10")
    run(place, "work", "20")
    rows, arrived = outcome(place), arrivals(sink)
    assert len(rows) == 30
    assert set(rows.values()) <= {"sent", "uncertain"}
    assert max(arrived.values()) == 1
    assert {one for one, standing in rows.items() if standing == "sent"} <= set(arrived)
