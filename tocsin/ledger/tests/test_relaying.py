import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tocsin.ledger.appending import append
from tocsin.ledger.models import Entry, Relay
from tocsin.ledger.relaying import finish, next_position

pytestmark = pytest.mark.django_db


@pytest.fixture
def relays():
    with transaction.atomic():
        entries = [append(subject, "test.happened", by="system") for subject in ("ticket:A", "ticket:B", "ticket:C")]
    return [entry.relay for entry in entries]


def test_positions_are_given_in_the_order_of_finishing_without_a_gap(relays):
    first, second, third = relays
    assert [finish(third), finish(first), finish(second)] == [True, True, True]
    assert [entry.subject for entry in Entry.objects.since(0)] == ["ticket:C", "ticket:A", "ticket:B"]
    assert list(Relay.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_finishing_notes_the_moment_and_gives_the_lease_back(relays):
    relay = relays[0]
    Relay.objects.filter(pk=relay.pk).update(lease_until=timezone.now())
    before = timezone.now()
    assert finish(relay)
    relay.refresh_from_db()
    assert before <= relay.done_at <= timezone.now()
    assert relay.lease_until is None


def test_who_comes_second_is_told_so_and_changes_nothing(relays):
    relay = relays[0]
    assert finish(relay)
    relay.refresh_from_db()
    done_at = relay.done_at
    assert not finish(relay)
    relay.refresh_from_db()
    assert (relay.position, relay.done_at) == (1, done_at)
    assert next_position() == 2


def test_a_fan_out_that_fails_gives_the_position_back(relays):
    with transaction.atomic():
        assert finish(relays[0])
        transaction.set_rollback(True)
    assert finish(relays[1])
    relays[1].refresh_from_db()
    assert relays[1].position == 1


def test_a_feed_pages_on_from_a_position(relays):
    for relay in relays:
        finish(relay)
    assert [entry.subject for entry in Entry.objects.since(1)] == ["ticket:B", "ticket:C"]
    assert not Entry.objects.since(3).exists()


def test_what_is_not_relayed_is_in_no_feed(relays):
    assert not Entry.objects.since(0).exists()


def test_the_database_refuses_a_position_twice(relays):
    finish(relays[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Relay.objects.filter(pk=relays[1].pk).update(done_at=timezone.now(), position=1)


@pytest.mark.parametrize("fields", [{"done_at": timezone.now()}, {"position": 7}])
def test_the_database_refuses_to_be_done_without_a_position_and_the_reverse(relays, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Relay.objects.filter(pk=relays[0].pk).update(**fields)


def test_entries_can_be_asked_for_by_kind(relays):
    with transaction.atomic():
        append("ticket:A", "test.opened", by="system")
    assert [entry.seq for entry in Entry.objects.of("ticket:A").of_kind("test.opened")] == [2]
    assert Entry.objects.of_kind("test.opened", "test.happened").count() == 4
