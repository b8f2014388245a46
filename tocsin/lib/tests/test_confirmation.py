import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.lib.confirmation import ALPHABET, WrongNumber, new_number, parse, shown

bodies = st.text(ALPHABET, min_size=9, max_size=9)


def complete(body: str) -> str:
    """The one number that starts with these nine characters, found by trying."""
    (found,) = [body + check for check in ALPHABET if accepted(body + check)]
    return found


def accepted(typed: str) -> bool:
    try:
        parse(typed)
    except WrongNumber:
        return False
    return True


NUMBER = complete("7K3QF02M1")


def test_a_new_number_is_ten_characters_of_the_alphabet_and_parses_to_itself():
    for number in (new_number() for _ in range(200)):
        assert re.fullmatch(f"[{ALPHABET}]{{10}}", number)
        assert parse(number) == number


def test_new_numbers_do_not_repeat():
    assert len({new_number() for _ in range(2000)}) == 2000


def test_it_is_shown_in_two_groups_of_five():
    assert shown("ABCDE12345") == "SE-ABCDE-12345"


@given(bodies)
def test_exactly_one_check_character_fits_and_what_is_shown_parses_back(body):
    number = complete(body)
    assert parse(shown(number)) == number
    assert parse(shown(number).lower().replace("-", " ")) == number


@pytest.mark.parametrize(
    "typed",
    [
        "SE-7K3QF-02M1{c}",
        "se-7k3qf-02m1{c}",
        "7K3QF02M1{c}",
        "7k3qf 02m1{c}",
        "  SE 7K3QF 02M1{c}\n",
        "SE7K3QF02M1{c}",
        "S E-7K-3QF-02-M1{c}",
        "SE–7K3QF—02M1{c}",  # en dash, em dash
        "SE‑7K3QF‐02M1{c}",  # non-breaking hyphen, hyphen
        "SE−7K3QF−02M1{c}",  # minus
        "SE-7K3QF\u00ad02M1{c}",  # soft hyphen
        "SE-7K3QF-\u200b02M1{c}\ufeff",  # zero-width marks from copying
        "SE\u00a07K3QF\u202f02M1{c}",  # non-breaking spaces
        "SE-7K3QF-O2M1{c}",
        "SE-7K3QF-o2Ml{c}",
        "SE-7K3QF-02MI{c}",
        "SE-7K3QF-02Mi{c}",
        "ＳＥ－７Ｋ３ＱＦ－０２Ｍ１{c}",  # full width
        "SE-7К3QF-02М1{c}",  # Cyrillic К and М
        "SE_7K3QF_02M1{c}",
    ],
)
def test_however_it_is_typed_it_is_the_same_number(typed):
    assert parse(typed.replace("{c}", NUMBER[-1])) == NUMBER


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "SE-",
        "SE-7K3QF-0",
        "SE-7K3QF-02M1BB",
        "SE-7K3QF-02M1U",
        "XX-7K3QF-02M1B",
        "SE-7K3QF-02M1*",
        "é" * 10,
        "0" * 101,
        "ﷺ" * 90,
        "CVE-2024-1234",
        "SE-SE-7K3QF-02M1B",
    ],
)
def test_what_cannot_be_a_number_is_refused_by_its_shape(typed):
    with pytest.raises(WrongNumber) as caught:
        parse(typed)
    assert caught.value.reason == "shape"


def test_the_prefix_letters_may_also_begin_a_number():
    number = complete("SE0000000")
    assert parse(number) == number
    assert parse("SE" + number) == number


@given(bodies)
def test_every_single_wrong_character_is_found(body):
    number = complete(body)
    for place, right in enumerate(number):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(WrongNumber) as caught:
                parse(number[:place] + wrong + number[place + 1 :])
            assert caught.value.reason == "check"


def swaps(number: str) -> list[str]:
    return [
        number[:i] + number[i + 1] + number[i] + number[i + 2 :]
        for i in range(len(number) - 1)
        if number[i] != number[i + 1]
    ]


def test_nearly_all_neighbours_that_changed_places_are_found():
    random = Random(37)
    numbers = [complete("".join(random.choices(ALPHABET, k=9))) for _ in range(1500)]
    tried = [swap for number in numbers for swap in swaps(number)]
    missed = sum(accepted(swap) for swap in tried)
    assert (missed, len(tried)) == (34, 13_070)
