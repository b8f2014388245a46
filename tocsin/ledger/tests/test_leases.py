"""`lib.leases` over the ledger's outbox, which is one of the tables it was made for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tocsin.ledger.appending import append
from tocsin.ledger.models import Relay
from tocsin.lib import leases
from tocsin.lib.leases import Patience

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEASE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


def relay(**fields) -> Relay:
    with transaction.atomic():
        entry = append("ticket:A", "test.opened", by="system")
    Relay.objects.filter(entry=entry).update(due_at=NOW, **fields)
    return Relay.objects.get(entry=entry)


def claim(now=NOW, limit=10, **options) -> list[Relay]:
    return leases.claim(Relay.objects.filter(done_at=None), now, LEASE, limit, **options)


def stored(row: Relay) -> Relay:
    return Relay.objects.get(pk=row.pk)


def test_a_claimed_row_is_leased_and_has_one_attempt_more():
    row = relay()
    (claimed,) = claim()
    assert (claimed.pk, claimed.lease_until, claimed.attempts) == (row.pk, NOW + LEASE, 1)
    assert (stored(row).lease_until, stored(row).attempts) == (NOW + LEASE, 1)


def test_nobody_else_gets_it_until_the_lease_lapses():
    relay()
    claim()
    assert claim(NOW + LEASE - SECOND) == []
    (again,) = claim(NOW + LEASE)
    assert again.attempts == 2


@pytest.mark.parametrize(
    "fields",
    [{"done_at": NOW, "position": 1}, {"dead_at": NOW}, {"lease_until": NOW + SECOND}],
    ids=["done", "dead", "leased"],
)
def test_what_is_finished_dead_or_leased_is_not_claimed(fields):
    relay(**fields)
    assert claim() == []


def test_what_is_not_due_is_not_claimed():
    relay()
    assert claim(NOW - SECOND) == []
    assert len(claim(NOW)) == 1


def test_the_longest_due_come_first_and_no_more_than_asked_for():
    rows = [relay() for _ in range(3)]
    Relay.objects.filter(pk=rows[2].pk).update(due_at=NOW - SECOND)
    assert [row.pk for row in claim(limit=2)] == [rows[2].pk, rows[0].pk]
    assert [row.pk for row in claim(limit=2)] == [rows[1].pk]


def test_a_sweep_that_finds_nothing_takes_no_lock():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert claim() == []
    assert len(queries) == 1
    assert queries[0]["sql"].startswith("SELECT")


def test_what_is_finished_is_no_longer_held():
    relay()
    (row,) = claim()
    assert leases.held(row).update(done_at=NOW, position=1, lease_until=None) == 1
    assert leases.held(row).update(done_at=NOW) == 0


def test_who_lost_the_lease_can_neither_finish_nor_postpone():
    relay()
    (slow,) = claim()
    (quick,) = claim(NOW + LEASE)
    assert not leases.held(slow).exists()
    assert leases.retry_later(slow, NOW + LEASE, "too late") is False
    assert stored(slow).last_error == ""
    assert leases.held(quick).exists()


def test_a_failure_is_tried_again_after_the_wait_with_its_error_kept():
    relay()
    (row,) = claim()
    assert leases.retry_later(row, NOW + SECOND, "451 later\r\nplease\x00", random=lambda: 1.0) is True
    for seen in (row, stored(row)):
        assert seen.due_at == NOW + 11 * SECOND
        assert (seen.lease_until, seen.dead_at, seen.attempts) == (None, None, 1)
        assert seen.last_error == "451 later\nplease"
    assert claim(NOW + 10 * SECOND) == []
    assert len(claim(NOW + 11 * SECOND)) == 1


def test_a_long_error_is_cut():
    relay()
    (row,) = claim()
    leases.retry_later(row, NOW, "x" * 100_000)
    assert len(stored(row).last_error) == 2000


def test_after_its_last_attempt_a_row_is_dead():
    relay()
    patience = Patience(attempts=2)
    (row,) = claim(patience=patience)
    leases.retry_later(row, NOW, "first", patience=patience)
    (row,) = claim(NOW + LEASE, patience=patience)
    assert leases.retry_later(row, NOW + LEASE, "second", patience=patience) is True
    assert row.dead_at == stored(row).dead_at == NOW + LEASE
    assert stored(row).last_error == "second"
    assert claim(NOW + 9 * LEASE) == []


def test_a_row_that_kills_its_worker_each_time_dies_as_well():
    relay()
    patience = Patience(attempts=2)
    for attempt in range(2):
        assert len(claim(NOW + attempt * LEASE, patience=patience)) == 1
    assert claim(NOW + 2 * LEASE, patience=patience) == []
    assert Relay.objects.get().dead_at == NOW + 2 * LEASE


def test_a_dead_row_can_be_revived_and_starts_from_the_beginning():
    row = relay(dead_at=NOW, attempts=15, last_error="550 no such user")
    assert leases.revive(row, NOW + LEASE) is True
    assert (row.dead_at, row.attempts, row.due_at) == (None, 0, NOW + LEASE)
    assert stored(row).last_error == "550 no such user"
    (again,) = claim(NOW + LEASE)
    assert again.attempts == 1


def test_what_is_not_dead_is_not_revived():
    row = relay()
    claim()
    assert leases.revive(row, NOW) is False
    assert stored(row).lease_until == NOW + LEASE


def test_a_revived_row_is_not_its_former_holders():
    relay()
    (former,) = claim()
    Relay.objects.update(dead_at=NOW, lease_until=None)
    leases.revive(stored(former), NOW)
    (new,) = claim(NOW + SECOND)
    assert new.attempts == former.attempts
    assert not leases.held(former).exists()


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [
        (1, 1, 10),
        (1, 0, 7.5),
        (1, 0.5, 8.75),
        (2, 1, 20),
        (5, 1, 160),
        (9, 1, 2560),
        (10, 1, 3600),
        (10, 0, 2700),
        (10_000, 1, 3600),
        (0, 1, 10),
    ],
)
def test_the_wait_doubles_up_to_an_hour(attempts, chance, seconds):
    assert Patience().wait(attempts, chance).total_seconds() == seconds
