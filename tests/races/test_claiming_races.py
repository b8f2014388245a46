"""Workers in processes of their own claim from one database: each row goes to one of them."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from conftest import database_address
from tocsin.ledger.appending import append
from tocsin.ledger.models import Relay

WORKER = """
import sys, time
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from tocsin.ledger.models import Relay
from tocsin.lib.leases import claim

print("ready", flush=True)
sys.stdin.readline()
idle = 0
while idle < 20:
    rows = claim(Relay.objects.filter(done_at=None), timezone.now(), timedelta(minutes=5), 3)
    idle = 0 if rows else idle + 1
    for row in rows:
        print(row.pk, flush=True)
    time.sleep(0.005)
"""
WORKERS = 3
ROWS = 90


@pytest.fixture
def environment(transactional_db, tmp_path: Path) -> dict[str, str]:
    """How another process finds the rows of this test's database."""
    with transaction.atomic():
        for number in range(ROWS):
            append(f"ticket:{number}", "race.started", by="system")
    own = {**os.environ, "DJANGO_SETTINGS_MODULE": "tocsin.settings", "TOCSIN_DATA_DIR": str(tmp_path)}
    own.pop("TOCSIN_DATABASE_URL", None)
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "tocsin.sqlite3") as copy:
            connection.connection.backup(copy)
        copy.close()
        return own
    return {**own, "TOCSIN_DATABASE_URL": database_address()}


@pytest.fixture(autouse=True)
def _race_kind(monkeypatch):
    monkeypatch.setattr("tocsin.ledger.kinds.names", {"race.started"})


def test_workers_claim_disjoint_rows_and_leave_none(environment):
    pks = set(Relay.objects.values_list("pk", flat=True))
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    claimed = [[int(pk) for pk in worker.communicate(timeout=60)[0].split()] for worker in workers]
    assert sorted(pk for own in claimed for pk in own) == sorted(pks)
    assert all(claimed), f"a worker got nothing: {[len(own) for own in claimed]}"
    assert [worker.returncode for worker in workers] == [0] * WORKERS
