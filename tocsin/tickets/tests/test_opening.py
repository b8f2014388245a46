from datetime import UTC, datetime

import pytest

from tocsin.ledger.models import Entry
from tocsin.lib.errors import Invalid, NotAllowed
from tocsin.tickets import conversation, opening
from tocsin.tickets.choices import Side, SourceKind, WaitingFor
from tocsin.tickets.models import Ticket
from tocsin.tickets.states import State

from .conftest import new_report


def open_as(person, publisher, now, **words) -> Ticket:
    new = new_report(publisher, words={"source_kind": SourceKind.SCAN}, **words)
    return opening.open_towards(new, severity="medium", priority="P3", by=person, now=now)


def test_the_desk_opens_a_ticket_that_waits_for_the_publisher(ada, contoso, now):
    ticket = open_as(ada, contoso, now)
    stored = Ticket.objects.get()
    assert (stored.state, stored.waiting_for, stored.opened_by, stored.reporter, stored.assignee) == (
        State.ACKNOWLEDGED, WaitingFor.PUBLISHER, Side.DESK, None, ada,
    )  # fmt: skip
    entry = Entry.objects.of(ticket.ledger_subject).get()
    assert (entry.kind, entry.facts["source"], entry.facts["severity"]) == ("ticket.opened", "scan", "medium")


def test_its_promise_stands_still_until_the_publisher_answers(ada, contoso, dmitri, now, later):
    ticket = open_as(ada, contoso, now)
    assert (Ticket.objects.get().due, ticket.deadlines.get().paused_at) == (None, now)
    conversation.answer(ticket, "We look into it.", by=dmitri, now=later)
    # five business days, P3, and the hour that passed
    assert Ticket.objects.get().due_at == datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


def test_the_publishers_members_see_it_and_rivals_do_not(ada, contoso, dmitri, rita, eve, now):
    ticket = open_as(ada, contoso, now)
    assert Ticket.objects.visible_to(dmitri).get() == ticket
    assert Ticket.objects.visible_to(rita).get() == ticket
    assert not Ticket.objects.visible_to(eve).exists()


def test_a_restricted_one_is_the_owners_and_its_openers(ada, bo, contoso, carla, dmitri, now):
    ticket = open_as(ada, contoso, now, restricted=True)
    assert [p for p in (ada, bo, carla, dmitri) if Ticket.objects.visible_to(p).exists()] == [ada, carla]
    assert ticket.restricted


@pytest.mark.parametrize("who", ["otto", "carla", "eve"])
def test_only_responders_open_tickets(who, request, contoso, now):
    with pytest.raises(NotAllowed):
        open_as(request.getfixturevalue(who), contoso, now)


def test_what_it_names_must_be_the_publishers(ada, contoso, northwind, now):
    with pytest.raises(Invalid) as caught:
        open_as(ada, contoso, now, affected=[(northwind.offers.get().pk, None)])
    assert list(caught.value.fields) == ["affected"]


def test_it_is_judged_from_the_start(ada, contoso, now):
    with pytest.raises(Invalid) as caught:
        opening.open_towards(new_report(contoso), severity="", priority="P3", by=ada, now=now)
    assert list(caught.value.fields) == ["severity"]
