"""Real files, threads and processes: in-memory databases have no turns to take."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.utils import ConnectionHandler

from tocsin.lib.sqlite.base import lock_path
from tocsin.lib.sqlite.turns import end_turn, take_turn

ALIAS = "turns"
OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}

WRITER = """
import sys, threading, time
from django.conf import settings
file, threads, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
settings.configure(DATABASES={"default": {"ENGINE": "tocsin.lib.sqlite", "NAME": file, "OPTIONS": options}})
from django.db import connection, transaction

def write(name):
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT n FROM counter")
            n = cursor.fetchone()[0]
            if seconds > 50:
                print("holding", flush=True)
                time.sleep(seconds)
            time.sleep(0.001)
            cursor.execute("UPDATE counter SET n = %s", [n + 1])
        count += 1
    connection.close()
    print(count, flush=True)

writers = [threading.Thread(target=write, args=[name]) for name in range(threads)]
for writer in writers: writer.start()
for writer in writers: writer.join()
"""


@contextmanager
def database(file: str | Path, **options: object) -> Iterator[None]:
    settings = {"ENGINE": "tocsin.lib.sqlite", "NAME": file, "OPTIONS": {**OPTIONS, **options}}
    connections.settings[ALIAS] = ConnectionHandler({"default": settings}).settings["default"]
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


@pytest.fixture
def file(tmp_path, django_db_blocker) -> Iterator[Path]:
    file = tmp_path / "desk.sqlite3"
    with django_db_blocker.unblock(), database(file):
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("CREATE TABLE counter (n INTEGER)")
            cursor.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
            cursor.execute("CREATE TABLE child (p INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")
            cursor.execute("INSERT INTO counter VALUES (0)")
        yield file


def atomic() -> transaction.Atomic:
    return transaction.atomic(using=ALIAS)


def execute(sql: str) -> None:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(sql)


def held(file: Path) -> bool:
    with lock_path(file).open("ab") as other:
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def eventually_free(file: Path) -> bool:
    until = time.monotonic() + 5
    while held(file) and time.monotonic() < until:
        time.sleep(0.01)
    return not held(file)


def start_writer(file: Path, threads: int, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(file), str(threads), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_transaction_holds_the_turn_from_its_begin_to_its_commit(file):
    assert not held(file)
    with atomic():
        assert held(file)
        with suppress(ZeroDivisionError), atomic():
            raise ZeroDivisionError  # a savepoint ends, not the transaction
        assert held(file)
    assert not held(file)


def test_an_exception_gives_the_turn_back(file):
    with suppress(ZeroDivisionError), atomic():
        raise ZeroDivisionError
    assert not held(file)


def test_a_commit_that_fails_gives_the_turn_back(file):
    with pytest.raises(IntegrityError), atomic():
        execute("INSERT INTO child VALUES (404)")
    assert not held(file)


def test_closing_inside_a_transaction_gives_the_turn_back(file):
    with atomic():
        connections[ALIAS].close()
        assert not held(file)
    with atomic():
        assert held(file)


def test_a_begin_that_fails_gives_the_turn_back(file, tmp_path):
    stranger = sqlite3.connect(file, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with database_with_timeout(file, 0.1):
        with pytest.raises(OperationalError, match=r"^database is locked$"), atomic():
            pass
        assert not held(file)
        stranger.rollback()
        stranger.close()
        with atomic():
            execute("UPDATE counter SET n = 1")


@contextmanager
def database_with_timeout(file: Path, seconds: float) -> Iterator[None]:
    """The same alias for a while, with less patience."""
    connection = connections[ALIAS]
    connection.close()
    patient = connection.settings_dict["OPTIONS"]["timeout"]
    connection.settings_dict["OPTIONS"]["timeout"] = seconds
    yield
    connection.settings_dict["OPTIONS"]["timeout"] = patient


def test_who_waits_longer_than_the_timeout_is_told_that_the_database_is_locked(file):
    turn = take_turn(lock_path(file), 0)
    with database_with_timeout(file, 0.2):
        started = time.monotonic()
        with pytest.raises(OperationalError, match=r"^database is locked$"), atomic():
            pass
        assert 0.2 <= time.monotonic() - started < 2
        assert connections[ALIAS].get_autocommit()
    end_turn(turn)
    assert eventually_free(file), "the turn that nobody waits for any more was kept"
    with atomic():
        execute("UPDATE counter SET n = 1")


def test_a_lock_file_that_cannot_be_opened_is_a_database_error(file):
    os.mkdir(lock_path(file))
    with pytest.raises(OperationalError, match="lock file"), atomic():
        pass


def test_who_waits_gets_the_turn_when_it_is_given_back(file):
    order: list[str] = []
    turn = take_turn(lock_path(file), 0)

    def wait() -> None:
        end = take_turn(lock_path(file), 5)
        order.append("came")
        end_turn(end)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.1)
    order.append("gave")
    end_turn(turn)
    waiting.join()
    assert order == ["gave", "came"]


def test_a_copy_of_the_descriptor_in_a_forked_process_does_not_keep_the_turn(tmp_path):
    path = tmp_path / "x.lock"
    turn = take_turn(path, 0)
    copy = os.dup(turn.fileno())
    end_turn(turn)
    end_turn(take_turn(path, 0))
    os.close(copy)


def test_writers_in_threads_and_processes_lose_nothing_and_none_starves(file):
    writers = [start_writer(file, threads=3, seconds=1.5) for _ in range(2)]
    counts = [int(line) for writer in writers for line in writer.communicate(timeout=60)[0].split()]
    assert len(counts) == 6
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        assert cursor.fetchone()[0] == sum(counts)
    assert min(counts) * 2 > max(counts), f"unfair: {counts}"


def test_a_holder_that_is_killed_frees_the_turn(file):
    holder = start_writer(file, threads=1, seconds=100)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"
    assert held(file)
    holder.send_signal(signal.SIGKILL)
    holder.wait(timeout=10)
    holder.stdout.close()
    with atomic():
        execute("UPDATE counter SET n = 1")


@pytest.mark.parametrize(("name", "options"), [("deferred.sqlite3", {"transaction_mode": None}), (":memory:", {})])
def test_deferred_transactions_and_databases_in_memory_take_no_turn(
    tmp_path, django_db_blocker, name, options, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    with django_db_blocker.unblock(), database(name, **options), atomic():
        execute("CREATE TABLE t (n INTEGER)")
    assert not list(tmp_path.glob("*.lock"))


def test_a_shared_database_in_memory_takes_no_turn(tmp_path, django_db_blocker, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with django_db_blocker.unblock(), database("file:shared?mode=memory&cache=shared"), atomic():
        execute("CREATE TABLE t (n INTEGER)")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/data/tocsin.sqlite3", "/data/tocsin.sqlite3.lock"),
        (Path("/data/tocsin.sqlite3"), "/data/tocsin.sqlite3.lock"),
        ("file:/data/toc%20sin.sqlite3?mode=rwc", "/data/toc sin.sqlite3.lock"),
        ("file:///data/tocsin.sqlite3", "/data/tocsin.sqlite3.lock"),
    ],
)
def test_the_lock_file_stands_beside_the_database(name, expected):
    assert str(lock_path(name)) == expected
