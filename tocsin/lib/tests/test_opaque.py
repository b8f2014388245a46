"""Numbers and cursors that are given to people, and what comes back of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.lib.opaque import sealed, unsealed, unveiled, veiled


@given(st.integers(0, 2**63))
def test_a_number_comes_back_for_its_purpose_alone(number):
    assert unveiled(veiled(number, "attachment"), "attachment") == number
    assert unveiled(veiled(number, "attachment"), "message") is None


def test_neighbours_look_nothing_alike_and_each_is_always_the_same():
    one, two = veiled(1, "message"), veiled(2, "message")
    assert one == veiled(1, "message")
    assert sum(a == b for a, b in zip(one, two, strict=True)) < 10
    assert len(one) == 26


@given(st.text(max_size=60))
def test_what_was_made_up_is_no_number_and_no_cursor(text):
    assert unveiled(text, "attachment") is None
    assert unsealed(text, "cursor") is None


@pytest.mark.parametrize("text", [None, ""])
def test_nothing_stays_nothing(text):
    assert sealed(text, "cursor") is None
    assert unsealed(text, "cursor") is None


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_cursor_comes_back_and_shows_nothing_of_itself(text):
    seal = sealed(text, "cursor")
    assert unsealed(seal, "cursor") == text
    assert unsealed(seal, "other") is None
