"""From the outbox to deliveries, once per entry."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tocsin.accounts.models import Publisher
from tocsin.correspondence import relaying
from tocsin.correspondence.models import Delivery
from tocsin.correspondence.relaying import LEASE, fan_out, relay_due, revive_dead
from tocsin.ledger.appending import append
from tocsin.ledger.models import Entry, Relay
from tocsin.lib.errors import NotAllowed, Stale
from tocsin.lib.leases import claim
from tocsin.tickets import conversation


def addresses() -> list[str]:
    return list(Delivery.objects.order_by("address").values_list("address", flat=True))


def test_a_committed_entry_becomes_deliveries_and_a_position(ticket, contoso):
    Publisher.objects.filter(pk=contoso.pk).update(mailbox="team@contoso.example")
    now = timezone.now()
    assert relay_due(now) == 1
    assert relay_due(now) == 0
    assert addresses() == ["dmitri@contoso.example", "team@contoso.example"]
    relay = Relay.objects.get()
    assert (relay.position, relay.lease_until, relay.done_at is not None) == (1, None, True)
    first, second = Delivery.objects.all()
    assert first.message_id != second.message_id
    assert (first.state, first.attempt_group, first.attempts, first.due_at) == ("waiting", 1, 0, now)


def test_an_entry_that_nobody_hears_of_is_relayed_all_the_same(acknowledged, ada):
    conversation.note(acknowledged, "Among us", by=ada, now=timezone.now())
    assert relay_due(timezone.now()) == 3
    assert addresses() == ["dmitri@contoso.example"] * 2
    assert sorted(Relay.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_a_kind_of_another_room_is_relayed_to_nobody(db):
    with transaction.atomic():
        append("person:1", "person.name_chosen", by="person:1")
    assert relay_due(timezone.now()) == 1
    assert addresses() == []


def test_who_comes_second_writes_nothing(ticket):
    now = timezone.now()
    (slow,) = claim(Relay.objects.filter(done_at=None).select_related("entry"), now, LEASE, 1)
    assert relay_due(now) == 0
    assert relay_due(now + LEASE) == 1
    assert not fan_out(slow, now)
    assert len(addresses()) == 1


def test_one_entry_that_fails_does_not_hold_the_others_and_comes_back(ticket, report, monkeypatch, caplog):
    poisoned = Entry.objects.get()
    report()

    def decide(entry, real=relaying.recipients):
        if entry == poisoned:
            raise LookupError("boom")
        return real(entry)

    monkeypatch.setattr(relaying, "recipients", decide)
    now = timezone.now()
    assert relay_due(now) == 1
    assert "cannot be relayed" in caplog.text
    relay = Relay.objects.get(entry=poisoned)
    assert (relay.attempts, relay.done_at, relay.last_error) == (1, None, "LookupError: boom")
    monkeypatch.undo()
    assert relay_due(now + timedelta(hours=1)) == 1
    assert len(addresses()) == 2


def test_it_dies_in_the_end_where_a_person_can_see_it(ticket, monkeypatch, caplog):
    monkeypatch.setattr(relaying, "recipients", lambda _entry: 1 / 0)
    Relay.objects.update(attempts=14)
    assert relay_due(timezone.now()) == 0
    assert Relay.objects.get().dead_at is not None
    assert relay_due(timezone.now() + timedelta(days=1)) == 0


def test_deliveries_and_position_come_together_or_not_at_all(ticket, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(type(Delivery.objects.all()), "bulk_create", broken)
    now = timezone.now()
    assert relay_due(now) == 0
    assert Relay.objects.get().position is None
    monkeypatch.undo()
    assert relay_due(now + timedelta(hours=1)) == 1
    assert (Relay.objects.get().position, len(addresses())) == (1, 1)


def test_what_a_rolled_back_verb_would_have_told_nobody_hears(ticket, ada):
    relay_due(timezone.now())
    with transaction.atomic():
        conversation.send(ticket, "Hello", by=ada, now=timezone.now())
        transaction.set_rollback(True)
    assert relay_due(timezone.now()) == 0
    assert len(addresses()) == 1


@pytest.mark.parametrize("more", [0, 2])
def test_the_fan_out_costs_the_same_for_one_address_and_for_three(more, ticket, django_assert_num_queries, monkeypatch):
    (relay,) = claim(Relay.objects.select_related("entry"), timezone.now(), LEASE, 1)
    found = relaying.recipients(relay.entry)
    found += [replace(found[0], address=f"{n}@contoso.example") for n in range(more)]
    monkeypatch.setattr(relaying, "recipients", lambda _entry: found)
    with django_assert_num_queries(8):
        assert fan_out(relay, timezone.now())


def test_the_lead_lets_dead_entries_be_tried_again(ticket, lena):
    now = timezone.now()
    Relay.objects.update(dead_at=now, attempts=15)
    assert revive_dead(by=lena, now=now) == 1
    relay = Relay.objects.get(entry__kind="ticket.submitted")
    assert (relay.dead_at, relay.attempts) == (None, 0)
    entry = Entry.objects.get(subject="desk:relays")
    assert (entry.kind, entry.by, entry.facts) == ("relays.revived", lena.key, {"entries": [relay.entry_id]})
    with pytest.raises(Stale):
        revive_dead(by=lena, now=now)
    assert relay_due(timezone.now()) == 2
    assert addresses() == ["dmitri@contoso.example"]


@pytest.mark.parametrize("who", ["ada", "otto", "carla"])
def test_nobody_else_does(who, ticket, request):
    Relay.objects.update(dead_at=timezone.now())
    with pytest.raises(NotAllowed):
        revive_dead(by=request.getfixturevalue(who), now=timezone.now())
    assert Relay.objects.get().dead_at is not None
