"""Deadline rows in the story; the rules they follow are in test_deadlines.py."""

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.ledger.models import Entry
from tocsin.tickets import assessment, closing, conversation, triage
from tocsin.tickets.models import Deadline, Ticket
from tocsin.tickets.promising import mark_missed

from .acting import bring
from .conftest import acknowledge_as

ACKNOWLEDGED_BY = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def missed() -> list[tuple[str, str]]:
    return [(e.facts["deadline"], e.facts["due"]) for e in Entry.objects.of_kind("ticket.deadline_missed")]


def test_a_missed_deadline_is_marked_once_by_the_sweep(ticket):
    assert mark_missed(ACKNOWLEDGED_BY - timedelta(microseconds=1)) == 0
    assert mark_missed(ACKNOWLEDGED_BY) == 1
    assert mark_missed(ACKNOWLEDGED_BY + timedelta(days=1)) == 0
    assert missed() == [("acknowledge", "2026-11-19T10:00:00.000000Z")]
    assert (Deadline.objects.get().breached_at, Deadline.objects.get().met_at) == (ACKNOWLEDGED_BY, None)


def test_the_entry_is_by_the_program_and_both_sides_are_told(ticket, now):
    mark_missed(ACKNOWLEDGED_BY)
    assert Entry.objects.last().by == "system"
    assert Ticket.objects.get().public_changed_at == ACKNOWLEDGED_BY


def test_a_missed_one_stays_the_nearest_until_it_is_met(ticket, ada):
    mark_missed(ACKNOWLEDGED_BY)
    assert Ticket.objects.get().due_at == ACKNOWLEDGED_BY
    acknowledge_as(ada, ticket, ACKNOWLEDGED_BY + timedelta(hours=1))
    row = Deadline.objects.get(kind="acknowledge")
    assert (row.breached_at, row.met_at) == (ACKNOWLEDGED_BY, ACKNOWLEDGED_BY + timedelta(hours=1))


def test_what_is_met_too_late_is_missed_although_no_sweep_came_by(ticket, ada):
    late = ACKNOWLEDGED_BY + timedelta(minutes=1)
    acknowledge_as(ada, ticket, late)
    assert missed() == [("acknowledge", "2026-11-19T10:00:00.000000Z")]
    assert mark_missed(late + timedelta(hours=1)) == 0
    kinds = list(Entry.objects.of(ticket.ledger_subject).values_list("kind", flat=True))
    assert kinds == ["ticket.submitted", "ticket.deadline_missed", "ticket.acknowledged"]


def test_what_is_met_in_the_last_moment_is_kept(ticket, ada):
    acknowledge_as(ada, ticket, ACKNOWLEDGED_BY - timedelta(microseconds=1))
    assert missed() == []


def test_a_paused_deadline_is_not_missed(acknowledged, ada, later):
    conversation.ask(acknowledged, "Which version?", by=ada, now=later)
    assert mark_missed(later + timedelta(days=60)) == 0


def test_the_acknowledgement_is_missed_although_the_publisher_is_waited_for(ticket, ada, later):
    conversation.ask(ticket, "Which version?", by=ada, now=later)
    assert mark_missed(ACKNOWLEDGED_BY) == 1


def test_a_question_does_not_hide_that_the_update_was_late(acknowledged, ada):
    too_late = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    conversation.ask(acknowledged, "Which version?", by=ada, now=too_late)
    assert missed() == [("update", "2026-11-23T10:30:00.000000Z")]


def test_what_was_missed_before_a_pause_is_past_after_it(acknowledged, ada, dmitri):
    too_late = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    conversation.ask(acknowledged, "Which version?", by=ada, now=too_late)
    conversation.answer(acknowledged, "2.3.", by=dmitri, now=too_late + timedelta(days=1))
    assert Ticket.objects.get().due_at == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    assert len(missed()) == 1


def test_acknowledging_what_waits_for_the_publisher_lets_it_wait(ticket, ada, later):
    conversation.ask(ticket, "Which version?", by=ada, now=later)
    acknowledge_as(ada, ticket, later)
    row = ticket.deadlines.get(kind="update")
    assert (row.paused_at, Ticket.objects.get().due) == (later, None)


def test_a_second_question_pauses_nothing_twice(acknowledged, ada, later):
    conversation.ask(acknowledged, "Which version?", by=ada, now=later)
    conversation.ask(acknowledged, "And which system?", by=ada, now=later + timedelta(hours=2))
    assert acknowledged.deadlines.get(met_at=None).paused_at == later


@pytest.mark.parametrize("act", ["close", "retract", "duplicate"])
def test_nothing_is_owed_on_a_closed_ticket(act, acknowledged, report, bo, dmitri, later):
    if act == "close":
        closing.close(acknowledged, reason="resolved", by=bo, now=later)
    elif act == "retract":
        closing.retract(acknowledged, words="No.", by=dmitri, now=later)
    else:
        closing.mark_duplicate(acknowledged, report(), by=bo, now=later)
    stored = Ticket.objects.get(pk=acknowledged.pk)
    assert (stored.due, stored.deadlines.running().count()) == (None, 0)


def test_the_sweep_goes_on_where_its_limit_ended(report):
    for _ in range(3):
        report()
    assert [mark_missed(ACKNOWLEDGED_BY, limit=2) for _ in range(3)] == [2, 1, 0]


def test_a_kept_promise_and_the_next_are_rows_of_their_own(acknowledged, ada, bo, now):
    conversation.send(acknowledged, "One.", by=ada, now=now + timedelta(hours=2))
    assessment.start(acknowledged, by=bo, now=now + timedelta(hours=3))
    conversation.send(acknowledged, "Two.", by=ada, now=now + timedelta(hours=4))
    assert list(acknowledged.deadlines.filter(kind="update").order_by("pk").values_list("met_at", flat=True)) == [
        now + timedelta(hours=2), now + timedelta(hours=4), None,
    ]  # fmt: skip


def test_the_queue_follows_the_nearest_promise(ticket, report, ada, lena, now):
    other = bring(report(), "acknowledged", lena, now)
    assert list(Ticket.objects.open().due_first()) == [ticket, other]
    triage.acknowledge(
        ticket, severity="high", priority="P4", priority_reason="Nobody runs it.", by=ada, now=now + timedelta(hours=1)
    )
    assert list(Ticket.objects.open().due_first()) == [other, ticket]
