from datetime import UTC, datetime, timedelta

import pytest

from tocsin.ledger.digests import digest
from tocsin.ledger.models import Entry
from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.tickets import closing, triage
from tocsin.tickets.choices import Category, DeadlineKind, Priority, Side
from tocsin.tickets.models import Message, Ticket
from tocsin.tickets.states import State
from tocsin.vulnerabilities.cvss import read
from tocsin.vulnerabilities.severities import Severity

OTHER = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"


def last(ticket: Ticket) -> Entry:
    return Entry.objects.of(ticket.ledger_subject).last()


def test_acknowledging_as_suggested_needs_no_reason(ticket, ada, later):
    triage.acknowledge(ticket, severity=Severity.HIGH, priority=Priority.P2, by=ada, now=later)
    stored = Ticket.objects.get()
    assert (stored.state, stored.severity, stored.priority, stored.assignee) == (
        State.ACKNOWLEDGED, "high", "P2", ada,
    )  # fmt: skip
    assert last(ticket).facts == {
        "severity": "high", "suggested_severity": "high", "severity_reason": None, "severity_body": None,
        "priority": "P2", "suggested_priority": "P2", "priority_reason": None, "priority_body": None,
        "next_update": "2026-11-23T11:00:00.000000Z",
    }  # fmt: skip
    assert Message.objects.count() == 0


def test_it_ends_the_first_deadline_and_promises_the_next_update(ticket, ada, later):
    triage.acknowledge(ticket, severity=Severity.HIGH, priority=Priority.P2, by=ada, now=later)
    monday = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # three business days, P2
    assert list(ticket.deadlines.values_list("kind", "due_at", "met_at")) == [
        (DeadlineKind.ACKNOWLEDGE, datetime(2026, 11, 19, 10, 0, tzinfo=UTC), later),
        (DeadlineKind.UPDATE, monday, None),
    ]
    assert Ticket.objects.get().due_at == monday


def test_a_responder_may_name_another_moment_for_the_next_update(ticket, ada, later):
    wanted = later + timedelta(hours=3)
    triage.acknowledge(ticket, severity="high", priority="P2", next_update=wanted, by=ada, now=later)
    assert ticket.due_at == wanted


@pytest.mark.parametrize(
    ("severity", "priority", "reasons", "missing"),
    [
        ("critical", "P1", {}, ["severity_reason"]),  # P1 is what follows from critical
        ("high", "P1", {}, ["priority_reason"]),
        ("low", "P1", {}, ["severity_reason", "priority_reason"]),
        ("low", "P1", {"severity_reason": "Local.", "priority_reason": "  "}, ["priority_reason"]),
        ("critical", "P2", {"severity_reason": "Everybody runs it."}, ["priority_reason"]),
    ],
)
def test_a_choice_that_differs_asks_for_a_reason(ticket, ada, later, severity, priority, reasons, missing):
    with pytest.raises(Invalid) as caught:
        triage.acknowledge(ticket, severity=severity, priority=priority, by=ada, now=later, **reasons)
    assert list(caught.value.fields) == missing
    assert Ticket.objects.get().state == State.SUBMITTED


def test_reasons_are_messages_that_both_sides_see_and_find(ticket, ada, later):
    triage.acknowledge(
        ticket, severity="critical", priority="P2", severity_reason="Everybody runs it.",
        priority_reason="A fix is near.", by=ada, now=later,
    )  # fmt: skip
    first, second = Message.objects.all()
    assert [(m.body, m.side, m.is_note) for m in (first, second)] == [
        ("Everybody runs it.", Side.DESK, False), ("A fix is near.", Side.DESK, False),
    ]  # fmt: skip
    facts = last(ticket).facts
    assert (facts["severity_reason"], facts["priority_reason"]) == (first.pk, second.pk)
    assert facts["severity_body"] == digest("Everybody runs it.", bytes(first.salt))
    assert ticket.search_docs.filter(internal=False, stems__contains="everybodi").exists()


@pytest.mark.parametrize("values", [{"severity": "grave", "priority": "P2"}, {"severity": "high", "priority": "P9"}])
def test_only_words_of_the_lists_are_taken(ticket, ada, later, values):
    with pytest.raises(Invalid):
        triage.acknowledge(ticket, **values, severity_reason="x", priority_reason="x", by=ada, now=later)


def test_a_next_update_in_the_past_is_refused(ticket, ada, later):
    with pytest.raises(Invalid) as caught:
        triage.acknowledge(ticket, severity="high", priority="P2", next_update=later, by=ada, now=later)
    assert list(caught.value.fields) == ["next_update"]


def test_who_may_not_acknowledge_hears_that_before_anything_else(ticket, otto, dmitri, later):
    for person in (otto, dmitri):
        with pytest.raises(NotAllowed):
            triage.acknowledge(ticket, severity="grave", priority="", by=person, now=later)


def test_the_second_acknowledgement_is_told_that_somebody_was_faster(ticket, ada, bo, later):
    mine, theirs = Ticket.objects.get(), Ticket.objects.get()
    triage.acknowledge(mine, severity="high", priority="P2", by=ada, now=later)
    with pytest.raises(Stale):
        triage.acknowledge(theirs, severity="low", priority="P4", by=bo, now=later)
    assert (Ticket.objects.get().assignee, Entry.objects.of_kind("ticket.acknowledged").count()) == (ada, 1)


def test_an_assignment_made_meanwhile_is_kept(ticket, ada, bo, later):
    seen_before = Ticket.objects.get()
    triage.assign(ticket, to=bo, by=bo, now=later)
    triage.acknowledge(seen_before, severity="high", priority="P2", by=ada, now=later)
    assert Ticket.objects.get().assignee == bo


def test_the_suggestion_is_made_of_what_is_known_at_that_moment(ticket, ada, dmitri, later):
    seen_before = Ticket.objects.get()
    closing.report_exploitation(ticket, by=dmitri, now=later)
    with pytest.raises(Invalid) as caught:
        triage.acknowledge(seen_before, severity="high", priority="P2", by=ada, now=later)
    assert list(caught.value.fields) == ["priority_reason"]


# -- changing one's mind ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "values", "before", "after"),
    [
        (triage.change_severity, {"severity": "critical"}, "high", "critical"),
        (triage.change_priority, {"priority": "P1"}, "P2", "P1"),
        (triage.change_category, {"category": Category.BOTH}, "vulnerability", "both"),
    ],
)
def test_a_judgement_changes_with_a_reason_both_sides_see(acknowledged, bo, later, change, values, before, after):
    change(acknowledged, **values, reason="We saw it used.", by=bo, now=later)
    message = Message.objects.get()
    name = next(iter(values))
    assert getattr(Ticket.objects.get(), name) == after
    assert last(acknowledged).kind == f"ticket.{name}_changed"
    assert last(acknowledged).facts == {
        "before": before, "after": after, "reason": message.pk,
        "body": digest("We saw it used.", bytes(message.salt)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("severity", "reason", "field"),
    [("high", "Why not.", "severity"), ("low", " ", "reason"), ("grave", "x", "severity")],
)
def test_a_change_needs_a_reason_and_another_value(acknowledged, bo, later, severity, reason, field):
    with pytest.raises(Invalid) as caught:
        triage.change_severity(acknowledged, severity=severity, reason=reason, by=bo, now=later)
    assert list(caught.value.fields) == [field]


def test_nothing_is_changed_before_it_was_acknowledged(ticket, bo, later):
    with pytest.raises(Invalid, match="Acknowledge the ticket first"):
        triage.change_category(ticket, category=Category.BOTH, reason="x", by=bo, now=later)


def test_of_two_who_change_it_at_once_the_second_is_told(acknowledged, ada, bo, later):
    mine, theirs = Ticket.objects.get(), Ticket.objects.get()
    triage.change_severity(mine, severity="critical", reason="It spreads.", by=ada, now=later)
    with pytest.raises(Stale):
        triage.change_severity(theirs, severity="low", reason="It does not.", by=bo, now=later)
    assert Ticket.objects.get().severity == "critical"
    assert Message.objects.count() == 1


def test_a_closed_ticket_keeps_its_judgement(acknowledged, bo, later):
    closing.close(acknowledged, reason="resolved", by=bo, now=later)
    with pytest.raises(Stale, match="Reopen"):
        triage.change_severity(acknowledged, severity="low", reason="x", by=bo, now=later)


@pytest.mark.parametrize("who", ["otto", "dmitri", "carla", "eve"])
def test_judging_is_the_responders(who, request, acknowledged, later):
    with pytest.raises(NotAllowed):
        triage.change_priority(acknowledged, priority="P1", reason="x", by=request.getfixturevalue(who), now=later)


# -- who works on it --------------------------------------------------------------------------------------------
def test_a_ticket_is_handed_on_and_taken_off(ticket, ada, bo, later):
    triage.assign(ticket, to=bo, by=ada, now=later)
    assert (Ticket.objects.get().assignee, last(ticket).facts) == (bo, {"before": None, "after": bo.pk})
    triage.assign(ticket, to=None, by=ada, now=later)
    assert (Ticket.objects.get().assignee, last(ticket).facts) == (None, {"before": bo.pk, "after": None})


def test_assigning_again_to_the_same_says_nothing(ticket, ada, bo, later):
    triage.assign(ticket, to=bo, by=ada, now=later)
    triage.assign(ticket, to=bo, by=ada, now=later)
    assert Entry.objects.of_kind("ticket.assigned").count() == 1


def test_of_two_who_take_it_at_once_the_second_is_told(ticket, ada, bo, later):
    mine, theirs = Ticket.objects.get(), Ticket.objects.get()
    triage.assign(mine, to=ada, by=ada, now=later)
    with pytest.raises(Stale):
        triage.assign(theirs, to=bo, by=bo, now=later)
    assert Ticket.objects.get().assignee == ada


@pytest.mark.parametrize("who", ["otto", "dmitri"])
def test_only_responders_work_on_tickets(who, request, ticket, ada, later):
    with pytest.raises(Invalid) as caught:
        triage.assign(ticket, to=request.getfixturevalue(who), by=ada, now=later)
    assert list(caught.value.fields) == ["to"]


def test_a_closed_ticket_is_handed_to_nobody(acknowledged, bo, later):
    closing.close(acknowledged, reason="resolved", by=bo, now=later)
    with pytest.raises(Stale):
        triage.assign(acknowledged, to=bo, by=bo, now=later)


def test_on_a_restricted_ticket_the_assignee_sees_it_while_it_is_theirs(restricted, ada, lena, later):
    assert not Ticket.objects.visible_to(ada).exists()
    triage.assign(restricted, to=ada, by=lena, now=later)
    assert Ticket.objects.visible_to(ada).get() == restricted
    triage.assign(restricted, to=None, by=lena, now=later)
    assert not Ticket.objects.visible_to(ada).exists()


# -- the desk's own vector --------------------------------------------------------------------------------------
def test_the_desks_vector_stands_beside_the_publishers(ticket, ada, later):
    finding = ticket.findings.get()
    triage.score(finding, read(OTHER), by=ada, now=later)
    assert list(finding.scores.values_list("side", "vector")) == [
        ("publisher", "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"), ("desk", OTHER),
    ]  # fmt: skip
    assert last(ticket).facts == {"finding": finding.pk, "vector": OTHER}


def test_scoring_is_not_news_to_the_publisher(ticket, ada, now, later):
    triage.score(ticket.findings.get(), read(OTHER), by=ada, now=later)
    stored = Ticket.objects.get()
    assert (stored.changed_at, stored.public_changed_at) == (later, now)


def test_who_reads_does_not_score(ticket, otto, later):
    with pytest.raises(NotAllowed):
        triage.score(ticket.findings.get(), read(OTHER), by=otto, now=later)
