import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.lib.characters import has_hidden


@pytest.mark.parametrize(
    "hidden",
    [*"\x00\t\n\r\x1b\x7f\x85\u2028\u202a\u202e\u2066\u2069\ufeff\ud800"],
    ids=ascii,
)
def test_a_character_that_hides_or_reorders_is_found_wherever_it_stands(hidden):
    assert has_hidden(hidden)
    assert has_hidden(f"Contoso{hidden}Export")


@pytest.mark.parametrize(
    "plain", ["", " ", "Żółć", "О’Нил", "שלום\u200e (IL)", "👩\u200d💻", "a\u00a0b", "=cmd"], ids=ascii
)
def test_ordinary_text_of_any_script_has_none(plain):
    assert not has_hidden(plain)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_letters_numbers_marks_and_spaces_are_never_hidden(text):
    assert not has_hidden(text)
