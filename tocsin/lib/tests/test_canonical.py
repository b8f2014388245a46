import json
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.lib.canonical import NotCanonical, canonical, parse, plain


class Reason(StrEnum):
    FIXED = "fixed"


def letters(**options):
    return st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"], **options))


WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | letters(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, False, None]}, b'{"a":[true,false,null],"b":1}'),
        ({}, b"{}"),
        ([], b"[]"),
        (("a", 1), b'["a",1]'),
        (Reason.FIXED, b'"fixed"'),
        ({Reason.FIXED: 0}, b'{"fixed":0}'),
        (-(2**53) + 1, b"-9007199254740991"),
        ('\x01\x1f\x7f\n"\\/', b'"\\u0001\\u001f\x7f\\n\\"\\\\/"'),
        ("Ж€😀", '"Ж€😀"'.encode()),
    ],
)
def test_a_value_has_one_form(value, expected):
    assert canonical(value) == expected


def test_keys_are_sorted_as_rfc_8785_section_3_2_3_shows():
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    expected = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(names, 0)))) == expected


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (1.0, "A float cannot be hashed"),
        ([float("nan")], "A float cannot be hashed"),
        (b"bytes", "A bytes cannot be hashed"),
        ({1: "a"}, "keys of what is hashed must be text"),
        ({"a\0": 1}, "keys of what is hashed must be text without NUL"),
        ("a\0b", "may not contain NUL"),
        ("\ud800", "non-UTF-8"),
        ({"\udfff": 1}, "surrogates not allowed"),
        (2**53, "exceeds safe integer domain"),
        (-(2**53), "exceeds safe integer domain"),
        ({"deep": [{"set": {1}}]}, "A set cannot be hashed"),
    ],
)
def test_what_has_no_form_is_refused_with_a_sentence(value, says):
    with pytest.raises(NotCanonical, match=says):
        canonical(value)


def test_a_value_nested_without_end_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(NotCanonical, match="nested too deeply"):
        canonical(endless)


def test_plain_values_lose_their_enum():
    made = plain({"reason": Reason.FIXED, "more": (Reason.FIXED,)})
    assert made == {"reason": "fixed", "more": ["fixed"]}
    assert type(made["reason"]) is str
    assert type(made["more"][0]) is str


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b'{"a": 1}',
        b'{"a":1} ',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":2}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":9007199254740992}',
        b'"\\u0041"',
        b'"\\ud800"',
        b'"\\u0000"',
        b"\xff",
        b"[" * 100_000,
        b"1" * 5000,
    ],
)
def test_bytes_in_any_other_form_are_refused(line):
    with pytest.raises(NotCanonical):
        parse(line)


@settings(deadline=None)
@given(VALUES)
def test_what_is_written_is_read_back_and_agrees_with_another_writer(value):
    line = canonical(value)
    assert parse(line) == value
    assert json.loads(line) == value


@settings(deadline=None)
@given(st.dictionaries(letters(max_codepoint=0xD7FF), letters(), max_size=6))
def test_below_the_surrogates_the_order_is_that_of_code_points(value):
    assert canonical(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@settings(deadline=None)
@given(VALUES, VALUES)
def test_different_values_have_different_forms(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)  # in Python True == 1
    assert (canonical(one) == canonical(other)) == same
