from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.ledger.digests import digest
from tocsin.ledger.models import Entry
from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.tickets import assessment, conversation, triage
from tocsin.tickets.choices import OutcomeKind, WaitingFor
from tocsin.tickets.models import Outcome, Ticket
from tocsin.tickets.states import State

from .acting import REASONS

SOON = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def test_who_starts_the_assessment_works_on_it_unless_somebody_does(acknowledged, ada, bo, later):
    assessment.start(acknowledged, by=bo, now=later)
    stored = Ticket.objects.get()
    assert (stored.state, stored.assignee) == (State.ASSESSING, ada)
    assert Entry.objects.last().kind == "ticket.assessment_started"


def test_an_unassigned_ticket_is_theirs_who_start(acknowledged, ada, bo, later):
    triage.assign(acknowledged, to=None, by=ada, now=later)
    assessment.start(acknowledged, by=bo, now=later)
    assert Ticket.objects.get().assignee == bo


def test_an_outcome_is_told_with_its_reasons(acknowledged, bo, later):
    outcome = assessment.communicate(acknowledged, OutcomeKind.MODIFY, REASONS, by=bo, now=later, modify_by=SOON)
    stored = Ticket.objects.get()
    assert (stored.state, stored.waiting_for) == (State.MITIGATING, WaitingFor.DESK)
    words = "Version 2.3 overwrites files.\n\nTerms of the marketplace, section 4.\n\n2.3\n\n\n\nAnswer here."
    assert Entry.objects.last().facts == {
        "outcome": outcome.pk, "action": "modify", "modify_by": "2026-12-01T09:00:00.000000Z",
        "reasons": digest(words, bytes(outcome.salt)),
    }  # fmt: skip


def test_an_outcome_can_be_found_by_both_sides(acknowledged, bo, later):
    outcome = assessment.communicate(acknowledged, OutcomeKind.REMOVE, REASONS, by=bo, now=later)
    doc = acknowledged.search_docs.get(source=f"outcome:{outcome.pk}")
    assert (doc.internal, "overwrit" in doc.stems) == (False, True)


@pytest.mark.parametrize(
    ("kind", "lacking", "modify_by", "fields"),
    [
        (OutcomeKind.NO_ACTION, {"facts": " ", "ground": ""}, None, ["facts", "ground"]),
        (OutcomeKind.NO_ACTION, {"scope": "", "appeal": ""}, None, []),
        (OutcomeKind.MODIFY, {"scope": "", "appeal": ""}, SOON, ["scope", "appeal"]),
        (OutcomeKind.MODIFY, {}, None, ["modify_by"]),
        (OutcomeKind.MODIFY, {}, datetime(2026, 11, 1, tzinfo=UTC), ["modify_by"]),
        (OutcomeKind.REMOVE, {"facts": "", "scope": "", "appeal": ""}, None, ["facts", "scope", "appeal"]),
        (OutcomeKind.REMOVE, {}, None, []),
    ],
)
def test_a_statement_of_reasons_is_owed_whole(acknowledged, bo, later, kind, lacking, modify_by, fields):
    reasons = replace(REASONS, **lacking)
    try:
        assessment.communicate(acknowledged, kind, reasons, by=bo, now=later, modify_by=modify_by)
        found = []
    except Invalid as error:
        found = list(error.fields)
    assert found == fields
    assert Outcome.objects.exists() == (not fields)


@pytest.mark.parametrize("who", ["ada", "otto", "dmitri", "carla"])
def test_judging_is_an_assessors(who, request, acknowledged, later):
    with pytest.raises(NotAllowed):
        assessment.communicate(
            acknowledged, OutcomeKind.NO_ACTION, replace(REASONS, facts=""), by=request.getfixturevalue(who), now=later
        )


def test_a_ticket_that_was_not_acknowledged_has_no_outcome(ticket, bo, later):
    with pytest.raises(Stale):
        assessment.communicate(ticket, OutcomeKind.NO_ACTION, REASONS, by=bo, now=later)
    assert Outcome.objects.count() == 0


def test_a_later_outcome_stands_beside_the_first(acknowledged, bo, later):
    assessment.communicate(acknowledged, OutcomeKind.MODIFY, REASONS, by=bo, now=later, modify_by=SOON)
    assessment.communicate(acknowledged, OutcomeKind.NO_ACTION, REASONS, by=bo, now=later + timedelta(hours=1))
    assert [row.kind for row in acknowledged.outcomes.all()] == ["modify", "no_action"]


def test_of_two_outcomes_at_once_the_second_is_told(acknowledged, bo, lena, later):
    first = assessment.communicate(acknowledged, OutcomeKind.REMOVE, REASONS, by=bo, now=later, after=None)
    with pytest.raises(Stale):
        assessment.communicate(acknowledged, OutcomeKind.NO_ACTION, REASONS, by=lena, now=later, after=None)
    assessment.communicate(acknowledged, OutcomeKind.NO_ACTION, REASONS, by=lena, now=later, after=first.pk)
    assert acknowledged.outcomes.count() == 2


def test_an_outcome_ends_the_waiting_and_promises_the_next_update(acknowledged, ada, bo, later):
    conversation.ask(acknowledged, "Which version?", by=ada, now=later)
    assessment.communicate(acknowledged, OutcomeKind.NO_ACTION, REASONS, by=bo, now=later)
    stored = Ticket.objects.get()
    assert (stored.waiting_for, stored.due_at) == (WaitingFor.DESK, datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
    assert acknowledged.deadlines.filter(met_at=None).count() == 1


def test_the_promise_follows_the_priority_as_it_is_now(acknowledged, ada, bo, later):
    seen_before = Ticket.objects.get()
    triage.change_priority(acknowledged, priority="P1", reason="It spreads.", by=ada, now=later)
    assessment.communicate(seen_before, OutcomeKind.NO_ACTION, REASONS, by=bo, now=later)
    assert Ticket.objects.get().due_at == datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
