"""The table of states × roles, written by hand, against the buttons and against every verb."""

import pytest
from django.db import transaction

from conftest import make_member
from tocsin.accounts.roles import PublisherRole
from tocsin.lib.errors import NotAllowed, Stale
from tocsin.tickets.models import Ticket
from tocsin.tickets.states import MOVES, OPEN, State

from .acting import ACTS, bring

TRIAGER = {
    State.SUBMITTED: ["acknowledge"],
    State.ACKNOWLEDGED: ["assess"],
    State.ASSESSING: [],
    State.MITIGATING: [],
    State.CLOSED: [],
}
ASSESSOR = {
    State.SUBMITTED: ["acknowledge"],
    State.ACKNOWLEDGED: ["assess", "communicate", "close"],
    State.ASSESSING: ["communicate", "close"],
    State.MITIGATING: ["communicate", "close"],
    State.CLOSED: ["reopen"],
}
NOBODY: dict[State, list[str]] = {state: [] for state in State}
REPORTER = {
    State.SUBMITTED: ["retract"],
    State.ACKNOWLEDGED: ["retract"],
    State.ASSESSING: ["retract"],
    State.MITIGATING: [],
    State.CLOSED: ["ask_again"],
}
TABLE = {
    "ada": TRIAGER,
    "bo": ASSESSOR,
    "april": ASSESSOR,
    "lena": ASSESSOR,
    "otto": NOBODY,
    "dmitri": REPORTER,
    "carla": REPORTER,
    "colleague": NOBODY,
    "rita": NOBODY,
    "eve": NOBODY,
}


@pytest.fixture
def people(request, contoso):
    cast = {name: request.getfixturevalue(name) for name in TABLE if name != "colleague"}
    return cast | {
        "colleague": make_member("Kim Berg", "kim@contoso.example", contoso, PublisherRole.CONTRIBUTOR),
    }


def outcome(act, ticket, person, now) -> str:
    """What the verb says, with everything it did undone."""
    try:
        with transaction.atomic():
            act(Ticket.objects.get(pk=ticket.pk), person, now)
            transaction.set_rollback(True)
    except NotAllowed:
        return "not allowed"
    except Stale:
        return "stale"
    return "done"


@pytest.mark.parametrize("state", list(State))
def test_buttons_are_what_the_table_says(state, ticket, people, now):
    bring(ticket, state, people["lena"], now)
    assert {name: ticket.moves_for(person) for name, person in people.items()} == {
        name: moves[state] for name, moves in TABLE.items()
    }


@pytest.mark.parametrize("state", list(State))
def test_verbs_do_what_the_table_says_and_nothing_else(state, ticket, people, now, later):
    bring(ticket, state, people["lena"], now)
    for name, person in people.items():
        for move, act in ACTS.items():
            if move in {"reopen", "ask_again"} and (move == "reopen") != person.is_desk:
                continue  # one verb, and each side takes its own of the two moves
            allowed_somewhere = any(move in moves for moves in TABLE[name].values())
            expected = "done" if move in TABLE[name][state] else "stale" if allowed_somewhere else "not allowed"
            assert (name, move, outcome(act, ticket, person, later)) == (name, move, expected)


def test_every_move_ends_in_a_state_of_the_five_and_open_is_all_but_closed():
    assert {move.target for move in MOVES.values()} == set(State) - {State.SUBMITTED}
    assert {State.SUBMITTED, State.ACKNOWLEDGED, State.ASSESSING, State.MITIGATING} == OPEN


@pytest.mark.parametrize("state", list(State))
def test_a_ticket_is_open_and_in_the_queue_until_it_is_closed(state, ticket, lena, now):
    bring(ticket, state, lena, now)
    assert ticket.is_open == (state != State.CLOSED)
    assert Ticket.objects.open().filter(pk=ticket.pk).exists() == ticket.is_open


def test_a_contributor_moves_own_reports_only(ticket, people, now):
    with pytest.raises(NotAllowed, match="own reports only"):
        ACTS["retract"](ticket, people["colleague"], now)


def test_a_member_of_two_publishers_has_each_role_where_it_was_given(ticket, rivals, eve, contoso, now):
    contoso.memberships.create(person=eve, role=PublisherRole.READER)
    eve.forget_roles()
    assert (ticket.moves_for(eve), rivals.moves_for(eve)) == ([], ["retract"])
