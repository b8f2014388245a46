"""Two people, two processes, one ticket: each race is shown to happen without the guard, and then not to."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from conftest import database_address
from tocsin.tickets.models import Report, Ticket
from tocsin.tickets.redacting import MARK
from tocsin.tickets.tests.conftest import acknowledge_as, new_draft, report_as

from .responder import NOW

ROOT = Path(__file__).resolve().parents[2]


class Elsewhere:
    """This test's database as other processes find it; SQLite's is copied to a file, for it lives in memory."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "tocsin.sqlite3"
        self.settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "tocsin.settings", "TOCSIN_DATA_DIR": str(folder)}
        self.settings.pop("TOCSIN_DATABASE_URL", None)
        if connection.vendor == "postgresql":
            self.settings["TOCSIN_DATABASE_URL"] = database_address()
        else:
            with closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)

    def race(self, *acts: str) -> list[str]:
        """Each act in a process of its own; all have read before one begins. How each went, in their order."""
        processes = [self.process(act.split()) for act in acts]
        for process in processes:
            assert process.stdout.readline() == "ready\n", process.stderr.read()
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        ended = [process.communicate(timeout=60) for process in processes]
        assert [errors for _, errors in ended] == [""] * len(acts)
        return [said.strip() for said, _ in ended]

    def process(self, arguments: list[str]) -> Any:
        command = [sys.executable, "-m", "tests.races.responder", *arguments]
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(command, cwd=ROOT, env=self.settings, text=True, **pipes)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database holds after the race."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        with closing(sqlite3.connect(self.file)) as copy:
            return copy.execute(sql).fetchall()

    def entries(self, kind: str) -> int:
        return self.rows(f"SELECT count(*) FROM ledger_entry WHERE kind = '{kind}'")[0][0]  # noqa: S608


@pytest.fixture
def cast(transactional_db, contoso, northwind, ada, bo, lena, dmitri, carla, eve) -> dict[str, Any]:
    return {"contoso": contoso, "northwind": northwind, "ada": ada, "bo": bo, "dmitri": dmitri, "eve": eve}


@pytest.fixture
def ticket(cast) -> Ticket:
    return report_as(cast["dmitri"], cast["contoso"], NOW - timedelta(hours=1))


@pytest.fixture
def number(ticket) -> str:
    return ticket.number


def test_two_responders_acknowledge_at_once(number, tmp_path):
    elsewhere = Elsewhere(tmp_path)
    assert sorted(elsewhere.race(f"acknowledge ada {number}", f"acknowledge bo {number}")) == ["done", "stale"]
    assert elsewhere.entries("ticket.acknowledged") == 1


def test_without_the_guard_both_acknowledge(number, tmp_path):
    elsewhere = Elsewhere(tmp_path)
    acts = [f"--unguarded acknowledge {who} {number}" for who in ("ada", "bo")]
    assert elsewhere.race(*acts) == ["done", "done"]
    assert elsewhere.entries("ticket.acknowledged") == 2


def test_one_draft_is_submitted_twice_at_once(cast, tmp_path):
    draft = new_draft(cast["dmitri"], cast["contoso"], NOW)
    elsewhere = Elsewhere(tmp_path)
    ended = sorted(elsewhere.race(f"submit dmitri {draft.pk}", f"submit dmitri {draft.pk}"))
    ((number,),) = elsewhere.rows("SELECT number FROM tickets_ticket")
    assert ended == [f"already {number}", "done"]
    assert elsewhere.entries("ticket.submitted") == 1


def test_without_the_guard_the_draft_becomes_two_tickets(cast, tmp_path):
    draft = new_draft(cast["dmitri"], cast["contoso"], NOW)
    elsewhere = Elsewhere(tmp_path)
    assert elsewhere.race(*[f"--unguarded submit dmitri {draft.pk}"] * 2) == ["done", "done"]
    assert elsewhere.rows("SELECT count(*) FROM tickets_ticket") == [(2,)]


def test_two_responders_take_the_ticket_at_once(number, tmp_path):
    elsewhere = Elsewhere(tmp_path)
    assert sorted(elsewhere.race(f"take ada {number}", f"take bo {number}")) == ["done", "stale"]
    assert elsewhere.entries("ticket.assigned") == 1


def test_without_the_guard_both_believe_that_it_is_theirs(number, tmp_path):
    elsewhere = Elsewhere(tmp_path)
    acts = [f"--unguarded take {who} {number}" for who in ("ada", "bo")]
    assert elsewhere.race(*acts) == ["done", "done"]
    assert elsewhere.entries("ticket.assigned") == 2


def test_two_people_restrict_it_at_once(number, tmp_path):
    elsewhere = Elsewhere(tmp_path)
    assert sorted(elsewhere.race(f"restrict dmitri {number}", f"restrict carla {number}")) == ["done", "stale"]
    assert elsewhere.entries("ticket.restricted") == 1


def test_responders_who_relate_two_tickets_crosswise_do_not_wait_for_each_other(cast, number, tmp_path):
    other = report_as(cast["eve"], cast["northwind"], NOW).number
    elsewhere = Elsewhere(tmp_path)
    assert elsewhere.race(f"relate bo {number} {other}", f"relate lena {other} {number}") == ["done", "done"]
    assert elsewhere.entries("ticket.related") == 2


def test_redactions_at_once_all_last(ticket, tmp_path):
    secrets = [letter * 5 for letter in "abcdefghijkl"]
    Report.objects.filter(ticket=ticket).update(problem=" ".join(secrets))
    elsewhere = Elsewhere(tmp_path)
    acts = [f"redact {who} {ticket.number} {' '.join(secrets[half::2])}" for half, who in enumerate(("ada", "bo"))]
    assert elsewhere.race(*acts) == ["done", "done"]
    assert elsewhere.rows("SELECT problem FROM tickets_report") == [(" ".join([MARK] * 12),)]


def test_two_sweeps_at_once_mark_a_missed_deadline_once(number, tmp_path):
    elsewhere = Elsewhere(tmp_path)
    assert elsewhere.race("sweep 9", "sweep 9", "sweep 9") == ["done"] * 3
    assert elsewhere.entries("ticket.deadline_missed") == 1


def test_a_sweep_and_a_responder_do_not_wait_crosswise(cast, ticket, tmp_path):
    acknowledge_as(cast["ada"], ticket, NOW)
    elsewhere = Elsewhere(tmp_path)
    ended = elsewhere.race(f"talk ada {ticket.number}", f"talk bo {ticket.number}", "sweep 9", "sweep 9")
    assert ended == ["done"] * 4
    assert elsewhere.entries("ticket.message_sent") == 40
    assert elsewhere.rows("SELECT count(*) FROM tickets_deadline WHERE met_at IS NULL") == [(1,)]
