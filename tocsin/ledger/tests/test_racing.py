"""Real processes on a real database: a file of its own on SQLite, the tests' database on PostgreSQL."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from conftest import database_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(tmp_path):
    """The environment of processes that share one ledger, which is gone afterwards."""
    environment = os.environ | {"TOCSIN_DATA_DIR": str(tmp_path)}
    if connection.vendor == "sqlite":
        run(environment, "migrate")
        yield environment
        return
    environment["TOCSIN_DATABASE_URL"] = database_address()
    yield environment
    run(environment, "clear")


def started(environment, *arguments):
    command = [sys.executable, "-m", "tocsin.ledger.tests.racing", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process):
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return out


def run(environment, *arguments):
    return finished(started(environment, *arguments))


def test_many_writers_of_one_chain_lose_nothing_and_leave_it_whole(place):
    chains = ["ticket:A", "ticket:B"]
    writers = [started(place, "append", "20", chains[number % 2], "ticket:C") for number in range(4)]
    for writer in writers:
        finished(writer)
    for relayer in [started(place, "relay") for _number in range(2)]:
        finished(relayer)
    assert run(place, "verify") == "[] 3 160 True True"
