from datetime import UTC, datetime
from enum import StrEnum
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from tocsin import ledger
from tocsin.ledger.appending import LostHead, OutsideTransaction, append, locked_head
from tocsin.ledger.hashing import Link, genesis, link_hash, stamp
from tocsin.ledger.kinds import UnknownKind
from tocsin.ledger.models import Entry, Head, Installation, Relay
from tocsin.lib.canonical import NotCanonical

pytestmark = pytest.mark.django_db


class Reason(StrEnum):
    FIXED = "fixed"


def as_link(entry):
    return Link(entry.subject, entry.seq, entry.kind, entry.by, stamp(entry.at), entry.facts, entry.prev, entry.hash)


@transaction.atomic
def two_entries(subject="ticket:A"):
    return append(subject, "test.opened", by="person:1", reason=Reason.FIXED), append(
        subject, "test.happened", by="system", numbers=[1, None, {"deep": True}]
    )


def test_entries_of_a_subject_hang_on_each_other_and_on_the_installation():
    first, second = two_entries()
    assert [first.seq, second.seq] == [1, 2]
    assert first.prev == genesis(str(Installation.objects.this().key), "ticket:A")
    assert second.prev == first.hash
    head = Head.objects.get(subject="ticket:A")
    assert (head.seq, head.hash) == (2, second.hash)


def test_what_the_database_gives_back_has_the_hash_that_was_stored():
    two_entries()
    for entry in Entry.objects.all():
        assert link_hash(as_link(entry)) == entry.hash


def test_facts_are_stored_as_plain_values():
    two_entries()
    first, second = Entry.objects.of("ticket:A")
    assert first.facts == {"reason": "fixed"}
    assert second.facts == {"numbers": [1, None, {"deep": True}]}


def test_chains_of_different_subjects_do_not_touch():
    two_entries("ticket:A")
    two_entries("ticket:B")
    assert [entry.seq for entry in Entry.objects.of("ticket:B")] == [1, 2]
    assert Entry.objects.of("ticket:A")[0].prev != Entry.objects.of("ticket:B")[0].prev


def test_every_entry_waits_in_the_outbox_at_once():
    before = timezone.now()
    entries = two_entries()
    for relay, entry in zip(Relay.objects.order_by("entry_id"), entries, strict=True):
        assert relay.entry == entry
        assert before <= relay.due_at <= timezone.now()
        assert (relay.done_at, relay.dead_at, relay.position, relay.attempts) == (None, None, None, 0)


def test_subject_and_actor_may_be_things_that_name_themselves():
    ticket, person = SimpleNamespace(ledger_subject="ticket:0123456789"), SimpleNamespace(key="person:7")
    with transaction.atomic():
        entry = append(ticket, "test.happened", by=person)
    assert (entry.subject, entry.by) == ("ticket:0123456789", "person:7")


def test_the_package_gives_the_same_append():
    assert ledger.append is append
    with pytest.raises(AttributeError, match="no attribute 'prepend'"):
        _ = ledger.prepend


def test_the_test_cases_own_transaction_is_not_enough():
    with pytest.raises(OutsideTransaction, match=r"test\.happened must be appended inside"):
        append("ticket:A", "test.happened", by="system")
    assert not Entry.objects.exists()


def test_an_entry_vanishes_with_the_verb_that_failed():
    with transaction.atomic():
        append("ticket:A", "test.happened", by="system")
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Head.objects.exists()


@pytest.mark.parametrize(
    "value", [1.5, timezone.now(), b"x", {1: "a"}, {"a": {2, 3}}, 2**53, "a\0b", "\ud800", object()]
)
def test_facts_that_have_no_canonical_form_are_refused(value):
    with pytest.raises(NotCanonical), transaction.atomic():
        append("ticket:A", "test.happened", by="system", value=value)
    assert not Entry.objects.exists()


def test_a_kind_that_nobody_registered_is_refused():
    with pytest.raises(UnknownKind, match=r"test\.invented"), transaction.atomic():
        append("ticket:A", "test.invented", by="system")


@pytest.mark.parametrize(
    "subject", ["ticket", "ticket:", ":A", "Ticket:A", "ticket:A B", "ticket:Å", "ticket:" + "A" * 80]
)
def test_a_subject_of_another_shape_is_refused(subject):
    with pytest.raises(ValueError, match="shape noun:id"), transaction.atomic():
        append(subject, "test.happened", by="system")


@pytest.mark.parametrize("by", ["", "Ada", "systems", "person:", "ada@market.example", "person:" + "1" * 60])
def test_an_actor_of_another_shape_is_refused(by):
    with pytest.raises(ValueError, match="shape noun:id"), transaction.atomic():
        append("ticket:A", "test.happened", by=by)


def test_a_head_that_moved_between_reading_and_writing_stops_the_verb(monkeypatch):
    two_entries()

    def stale(subject):
        return Head(subject=subject, seq=1, hash="0" * 64)

    monkeypatch.setattr("tocsin.ledger.appending.locked_head", stale)
    monkeypatch.setattr("tocsin.ledger.appending.insert", lambda link, _at: Entry(seq=link.seq, hash=link.hash))
    with pytest.raises(LostHead, match="ticket:A"), transaction.atomic():
        append("ticket:A", "test.happened", by="system")


def test_the_loser_of_a_first_entrys_race_gets_the_winners_head(monkeypatch):
    Head.objects.create(subject="ticket:A", seq=4, hash="a" * 64)
    first = Head.objects.none().first
    calls = []

    def blind(self):
        calls.append(1)
        return first()

    monkeypatch.setattr("django.db.models.query.QuerySet.first", blind)
    with transaction.atomic():
        head = locked_head("ticket:A")
    assert (head.seq, head.hash, len(calls)) == (4, "a" * 64, 1)


def test_appending_costs_four_queries_and_two_more_for_a_new_subject(django_assert_num_queries):
    with transaction.atomic():
        with django_assert_num_queries(7):  # with the installation's
            append("ticket:A", "test.happened", by="system")
        with django_assert_num_queries(4):
            append("ticket:A", "test.happened", by="system")


def test_a_stamp_is_utc_with_microseconds():
    moment = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
    assert stamp(moment) == "2026-03-01T12:00:00.000005Z"
    with pytest.raises(ValueError, match="without a zone"):
        stamp(moment.replace(tzinfo=None))
