from datetime import timedelta

import pytest

from tocsin.ledger.digests import digest
from tocsin.ledger.models import Entry
from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.tickets import closing, triage
from tocsin.tickets.choices import ClosingReason, Side, WaitingFor
from tocsin.tickets.models import Message, Relation, Ticket
from tocsin.tickets.states import State
from tocsin.tickets.timeline import timeline

from .conftest import acknowledge_as


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def kinds(ticket: Ticket) -> list[str]:
    return list(Entry.objects.of(ticket.ledger_subject).values_list("kind", flat=True))


def test_closing_ends_every_deadline_and_says_why(acknowledged, bo, later):
    closing.close(acknowledged, reason=ClosingReason.RESOLVED, words="Thank you.", by=bo, now=later)
    stored, message = fresh(acknowledged), Message.objects.get()
    assert (stored.state, stored.closing_reason, stored.waiting_for, stored.due) == (
        State.CLOSED, "resolved", WaitingFor.NOBODY, None,
    )  # fmt: skip
    assert not stored.deadlines.filter(met_at=None).exists()
    assert Entry.objects.last().facts == {
        "reason": "resolved", "message": message.pk, "body": digest("Thank you.", bytes(message.salt)),
    }  # fmt: skip


def test_words_are_optional_when_closing(acknowledged, bo, later):
    closing.close(acknowledged, reason=ClosingReason.NO_ANSWER, by=bo, now=later)
    assert Entry.objects.last().facts == {"reason": "no_answer", "message": None, "body": None}
    assert Message.objects.count() == 0


@pytest.mark.parametrize("reason", [ClosingReason.DUPLICATE, ClosingReason.RETRACTED, "bored"])
def test_reasons_with_verbs_of_their_own_are_not_for_closing(acknowledged, bo, later, reason):
    with pytest.raises(Invalid) as caught:
        closing.close(acknowledged, reason=reason, by=bo, now=later)
    assert list(caught.value.fields) == ["reason"]


def test_what_was_not_acknowledged_is_not_closed(ticket, bo, later):
    with pytest.raises(Stale):
        closing.close(ticket, reason=ClosingReason.RESOLVED, by=bo, now=later)


def test_words_at_the_end_can_be_found(acknowledged, bo, later):
    closing.close(acknowledged, reason=ClosingReason.RESOLVED, words="The archive is safe.", by=bo, now=later)
    assert acknowledged.search_docs.filter(source=f"message:{Message.objects.get().pk}").exists()


# -- retracting and reopening -----------------------------------------------------------------------------------
def test_a_publisher_takes_its_report_back_with_a_reason(ticket, dmitri, later):
    with pytest.raises(Invalid) as caught:
        closing.retract(ticket, words=" ", by=dmitri, now=later)
    assert list(caught.value.fields) == ["words"]
    closing.retract(ticket, words="A false alarm.", by=dmitri, now=later)
    stored = fresh(ticket)
    assert (stored.closing_reason, stored.severity, Message.objects.get().side) == ("retracted", "", Side.PUBLISHER)


def test_an_owner_retracts_what_a_colleague_reported(ticket, carla, later):
    closing.retract(ticket, words="A false alarm.", by=carla, now=later)
    assert fresh(ticket).state == State.CLOSED


def test_what_was_retracted_unread_is_reported_anew(ticket, dmitri, bo, later):
    closing.retract(ticket, words="A false alarm.", by=dmitri, now=later)
    for person in (dmitri, bo):
        with pytest.raises(Invalid, match="report it anew"):
            closing.reopen(ticket, words="It is true after all.", by=person, now=later)
        assert fresh(ticket).moves_for(person) == []


@pytest.mark.parametrize(("who", "side"), [("dmitri", Side.PUBLISHER), ("carla", Side.PUBLISHER), ("bo", Side.DESK)])
def test_either_side_reopens_with_a_reason(who, side, request, acknowledged, bo, later):
    closing.close(acknowledged, reason=ClosingReason.RESOLVED, by=bo, now=later)
    person = request.getfixturevalue(who)
    with pytest.raises(Invalid):
        closing.reopen(acknowledged, words="", by=person, now=later)
    closing.reopen(acknowledged, words="It is back.", by=person, now=later)
    stored = fresh(acknowledged)
    assert (stored.state, stored.closing_reason, stored.waiting_for) == (State.ASSESSING, "", WaitingFor.DESK)
    assert Message.objects.get().side == side
    assert stored.due is not None


@pytest.mark.parametrize("who", ["ada", "otto", "rita", "eve"])
def test_others_do_not_reopen(who, request, acknowledged, bo, later):
    closing.close(acknowledged, reason=ClosingReason.RESOLVED, by=bo, now=later)
    with pytest.raises(NotAllowed):
        closing.reopen(acknowledged, words="It is back.", by=request.getfixturevalue(who), now=later)


# -- duplicates -------------------------------------------------------------------------------------------------
def test_a_duplicate_is_closed_in_favour_of_the_original(acknowledged, report, bo, later):
    twin = acknowledge_as(bo, report(), later)
    assert closing.mark_duplicate(twin, acknowledged, by=bo, now=later) is True
    stored = fresh(twin)
    assert (stored.state, stored.closing_reason, stored.duplicate_of) == (State.CLOSED, "duplicate", acknowledged)
    assert Entry.objects.last().facts == {"original": acknowledged.number}
    assert fresh(acknowledged).state == State.ACKNOWLEDGED


def test_reopening_a_duplicate_parts_it_from_the_original(acknowledged, report, bo, later):
    twin = acknowledge_as(bo, report(), later)
    closing.mark_duplicate(twin, acknowledged, by=bo, now=later)
    closing.reopen(twin, words="Another flaw after all.", by=bo, now=later)
    assert fresh(twin).duplicate_of is None


def test_a_ticket_is_no_duplicate_of_itself_nor_of_a_duplicate(acknowledged, report, bo, later):
    twin, third = (acknowledge_as(bo, report(), later) for _ in range(2))
    with pytest.raises(Invalid, match="itself"):
        closing.mark_duplicate(twin, twin, by=bo, now=later)
    closing.mark_duplicate(twin, acknowledged, by=bo, now=later)
    with pytest.raises(Invalid, match="is itself marked as a duplicate"):
        closing.mark_duplicate(third, twin, by=bo, now=later)


def test_two_tickets_never_become_duplicates_of_each_other(acknowledged, report, bo, later):
    twin = acknowledge_as(bo, report(), later)
    seen_before = fresh(twin)
    closing.mark_duplicate(twin, acknowledged, by=bo, now=later)
    with pytest.raises(Invalid):
        closing.mark_duplicate(acknowledged, seen_before, by=bo, now=later)
    assert fresh(acknowledged).duplicate_of is None


@pytest.mark.parametrize("who", ["ada", "otto", "dmitri"])
def test_marking_duplicates_is_an_assessors(who, request, acknowledged, report, bo, later):
    twin = acknowledge_as(bo, report(), later)
    with pytest.raises(NotAllowed):
        closing.mark_duplicate(twin, acknowledged, by=request.getfixturevalue(who), now=later)


def test_over_publishers_nothing_is_closed_and_nobody_is_told(acknowledged, rivals, bo, now, later):
    before = (fresh(acknowledged).public_changed_at, fresh(rivals).public_changed_at)
    assert closing.mark_duplicate(acknowledged, rivals, by=bo, now=later) is False
    stored = fresh(acknowledged)
    assert (stored.state, stored.closing_reason, stored.duplicate_of) == (State.ACKNOWLEDGED, "", None)
    assert set(Relation.objects.values_list("ticket", "other")) == {
        (acknowledged.pk, rivals.pk), (rivals.pk, acknowledged.pk),
    }  # fmt: skip
    assert (fresh(acknowledged).public_changed_at, fresh(rivals).public_changed_at) == before
    assert fresh(rivals).changed_at == later
    assert (kinds(acknowledged)[-1], kinds(rivals)[-1]) == ("ticket.related", "ticket.related")


def test_relating_again_says_nothing_new(acknowledged, rivals, bo, later):
    closing.mark_duplicate(acknowledged, rivals, by=bo, now=later)
    closing.mark_duplicate(rivals, acknowledged, by=bo, now=later)
    closing.mark_duplicate(acknowledged, rivals, by=bo, now=later + timedelta(hours=1))
    assert Entry.objects.of_kind("ticket.related").count() == 2


def test_neither_publisher_learns_of_the_other(acknowledged, rivals, bo, dmitri, carla, eve, later):
    closing.mark_duplicate(acknowledged, rivals, by=bo, now=later)
    for ticket, others, people in ((acknowledged, rivals, (dmitri, carla)), (rivals, acknowledged, (eve,))):
        for person in people:
            seen = "".join(f"{line.kind} {line.facts} {line.sentence}" for line in timeline(ticket, person))
            assert others.number not in seen
            assert others.shown_number not in seen
            assert "related" not in seen


def test_a_colleague_who_may_not_see_the_original_does_not_learn_its_number(restricted, report, bo, lena, rita, later):
    original = acknowledge_as(lena, restricted, later)
    twin = acknowledge_as(bo, report(), later)
    closing.mark_duplicate(twin, original, by=lena, now=later)
    reader, owner_side = timeline(twin, rita)[-1], timeline(twin, lena)[-1]
    assert reader.sentence == "Lena Vogel closed the ticket as a duplicate of another ticket."
    assert original.number not in f"{reader.facts}"
    assert owner_side.sentence == f"Lena Vogel closed the ticket as a duplicate of {original.shown_number}."


# -- exploited after all ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["dmitri", "carla", "ada", "lena"])
def test_either_side_says_that_it_is_exploited(who, request, ticket, later):
    person = request.getfixturevalue(who)
    closing.report_exploitation(ticket, by=person, now=later)
    stored = fresh(ticket)
    assert (stored.urgent, stored.exploited) == (True, "yes")
    assert Entry.objects.last().facts == {"submitted": True}


@pytest.mark.parametrize("who", ["rita", "otto", "eve"])
def test_who_only_reads_does_not(who, request, ticket, later):
    with pytest.raises(NotAllowed):
        closing.report_exploitation(ticket, by=request.getfixturevalue(who), now=later)


def test_it_is_said_once_and_never_taken_back(ticket, dmitri, ada, later):
    """T-57: no verb makes an urgent ticket a quiet one again."""
    seen_before = fresh(ticket)
    closing.report_exploitation(ticket, by=dmitri, now=later)
    with pytest.raises(Stale, match="known already"):
        closing.report_exploitation(seen_before, by=ada, now=later)
    triage.acknowledge(ticket, severity="high", priority="P1", by=ada, now=later)
    acknowledged = fresh(ticket)
    assert (acknowledged.urgent, acknowledged.exploited) == (True, "yes")
    assert Entry.objects.of_kind("ticket.exploitation_reported").count() == 1
