"""What the two engines are asked, as pure values: every lexeme quoted, nothing typed left to be read as a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.lib.stems import alternatives
from tocsin.tickets.search.engine import Wanted, fts5, tsquery
from tocsin.tickets.search.finding import Cursor

WORDS = [("heap",), ("overflow", "overflo")]


@pytest.mark.parametrize(
    ("wanted", "sqlite", "postgresql"),
    [
        (Wanted(WORDS), '("heap") AND ("overflow" OR "overflo")', "('heap') & ('overflow' | 'overflo')"),
        (
            Wanted(WORDS, ["@7", "@9"]),
            '("@7" OR "@9") AND ("heap") AND ("overflow" OR "overflo")',
            "('@7' | '@9') & ('heap') & ('overflow' | 'overflo')",
        ),
        (
            Wanted(WORDS, beginning=True),
            '("heap") AND ("overflow" * OR "overflo" *)',
            "('heap') & ('overflow':* | 'overflo':*)",
        ),
    ],
)
def test_the_same_is_asked_in_both_languages(wanted, sqlite, postgresql):
    assert (fts5(wanted.words, wanted), tsquery(wanted.words, wanted)) == (sqlite, postgresql)


def test_a_member_looks_for_beginnings_in_own_documents_alone():
    wanted = Wanted(WORDS, ["@7"], beginning=True)
    assert fts5(wanted.words[:-1], wanted) == '("@7") AND ("heap")'


def test_too_short_a_beginning_begins_nothing():
    assert Wanted([("heap",), ("ab",)]).starts() == ()
    assert Wanted([("heap",), ("ab", "abc")]).starts() == ("abc",)
    assert Wanted([]).starts() == ()


@given(st.text(max_size=60))
def test_nothing_typed_can_end_its_quotes(typed):
    for lexemes in alternatives(typed):
        for lexeme in lexemes:
            assert lexeme.isalnum()


@pytest.mark.parametrize("cursor", [Cursor("c", 1), Cursor("t"), Cursor("e", 7), Cursor("b", 10**17)])
def test_a_cursor_survives_the_way_to_an_address_and_back(cursor):
    assert Cursor.read(str(cursor)) == cursor


@given(st.text(max_size=30))
def test_any_other_text_is_the_first_page_or_a_cursor(text):
    assert Cursor.read(text).phase in {"", "c", "t", "e", "b"}
