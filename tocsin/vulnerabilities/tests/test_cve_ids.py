"""CVE ids as people type and paste them."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tocsin.vulnerabilities.cve_ids import (
    Listed,
    NotACve,
    Reason,
    find_aliases,
    find_all,
    normalise,
    read_list,
    sentence,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "CVE-2024-3094",
        "cve-2024-3094",
        "  CVE-2024-3094\t\n",
        "CVE–2024–3094",
        "CVE—2024—3094",
        "CVE\u20112024\u20113094",
        "CVE−2024−3094",
        "CVE﹣2024－3094",
        "ＣＶＥ－２０２４－３０９４",
        "CVE 2024 3094",
        "CVE\u00a02024\u00a03094",
        "cve2024-3094",
        "CVE-2024 3094",
        "CVE - 2024 - 3094",
        "CVE20243094",
        "CVE_2024_3094",
        "CVE: 2024-3094",
        "CVE-2024\u200b-3094",
        "\u202eCVE-2024-3094",
        "“CVE-2024-3094”.",
        "(CVE-2024-3094),",
        "CVE-2024-3094¹",
    ],
)
def test_however_it_is_typed_it_is_one_id(typed):
    assert normalise(typed, today=TODAY) == "CVE-2024-3094"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason.EMPTY),
        (" \u200b ", Reason.EMPTY),
        ("...", Reason.EMPTY),
        ("log4shell", Reason.FORM),
        ("2024-3094", Reason.FORM),
        ("CVE-24-3094", Reason.FORM),
        ("CVE-2024", Reason.FORM),
        ("CVE-2024-3O94", Reason.FORM),
        ("CVE-2024-3094 CVE-2024-3095", Reason.FORM),
        ("CVE-2024-3094'; DROP TABLE", Reason.FORM),
        ("GHSA-jfh8-c2jp-5v3q", Reason.FORM),
        ("CVE-٢٠٢٤-٣٠٩٤", Reason.DIGITS),
        ("CVE-2024-३०९४", Reason.DIGITS),
        ("CVE-1998-0001", Reason.YEAR),
        ("CVE-2028-0001", Reason.YEAR),
        ("CVE-0000-0001", Reason.YEAR),
        ("CVE-2024-309", Reason.SHORT),
        ("CVE-2024-" + "1" * 20, Reason.LONG),
    ],
)
def test_what_is_no_id_is_refused_with_its_reason(typed, reason):
    with pytest.raises(NotACve) as refused:
        normalise(typed, today=TODAY)
    assert refused.value.reason == reason


@pytest.mark.parametrize("typed", ["CVE-1999-0001", "CVE-2027-0001", "CVE-2026-" + "9" * 19])
def test_the_first_year_the_next_one_and_the_longest_number_are_valid(typed):
    assert normalise(typed, today=TODAY) == typed


def test_next_year_moves_with_the_day():
    assert normalise("CVE-2028-0001", today=date(2027, 1, 1)) == "CVE-2028-0001"


@given(st.integers(1999, 2027), st.integers(0, 10**19 - 1), st.sampled_from(["-", "–", " ", "", "\u2011", "－", " — "]))
def test_a_typed_id_comes_back_in_its_one_form(year, number, between):
    digits = f"{number:04}"
    assert normalise(f"cVe{between}{year}{between}{digits}", today=TODAY) == f"CVE-{year}-{digits}"


@given(st.text(max_size=60))
def test_any_text_is_an_id_or_refused(text):
    try:
        words = normalise(text, today=TODAY)
    except NotACve as error:
        words = sentence(error)
    assert "CVE" in words or "digits 0 to 9" in words
    assert len(words) < 140


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("Nothing here, not even CVE.", []),
        ("CVE-2021-44228, CVE-2021-45046;cve-2021-45105", ["CVE-2021-44228", "CVE-2021-45046", "CVE-2021-45105"]),
        ("CVE-2024-3094\nCVE-2024-3095\nCVE-2024-3094", ["CVE-2024-3094", "CVE-2024-3095"]),
        ("Fixes CVE–2021–44228 (log4shell), see cve 2021 45046.", ["CVE-2021-44228", "CVE-2021-45046"]),
        ("https://nvd.nist.gov/vuln/detail/CVE-2021-44228?x=1#y", ["CVE-2021-44228"]),
        ("[CVE-2021-44228](https://www.cve.org/CVERecord?id=CVE-2021-44228)", ["CVE-2021-44228"]),
        ("Wrapped as CVE-2021-\n44228 by a mail program", ["CVE-2021-44228"]),
        ("CVE-2021-44228_patch.zip", ["CVE-2021-44228"]),
        ("CVE-2021-44228x is a file name, xCVE-2021-44228 too", []),
        ("CVE-1998-1111 CVE-2099-1111 CVE-2024-12", []),
        ("CVE-2024-3094² and 3", ["CVE-2024-3094"]),
        ("CVE-2024-3094和CVE-2024-3095", ["CVE-2024-3094", "CVE-2024-3095"]),
    ],
)
def test_ids_are_found_in_prose_and_lists_in_order_without_repeats(text, ids):
    assert find_all(text, today=TODAY) == ids


@pytest.mark.parametrize("text", ["CVE-2024-" * 3000, "CVE" * 10000, "CVE-" + "1" * 29990, "CVE " * 7500, "-" * 30000])
def test_thirty_thousand_hostile_characters_hold_no_id(text):
    assert find_all(text, today=TODAY) == []


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ("see GHSA-JFH8-C2JP-5V3Q and EUVD-2021-36725", ["GHSA-jfh8-c2jp-5v3q", "EUVD-2021-36725"]),
        ("ghsa–jfh8–c2jp–5v3q euvd 2021 36725, GHSA-jfh8-c2jp-5v3q", ["GHSA-jfh8-c2jp-5v3q", "EUVD-2021-36725"]),
        ("https://github.com/advisories/GHSA-jfh8-c2jp-5v3q", ["GHSA-jfh8-c2jp-5v3q"]),
        ("GHSA-aaaa-bbbb-cccc has letters that are never used", []),
        ("GHSA-jfh8-c2jp", []),
        ("GHSA-jfh8-c2jp-5v3qq", []),
        ("CVE-2021-44228", []),
    ],
)
def test_aliases_are_found_in_their_own_form(text, aliases):
    assert find_aliases(text) == aliases


def wrong_of(listed: Listed) -> list[tuple[str, str]]:
    return [(error.text, error.reason) for error in listed.wrong]


def test_a_list_is_taken_apart_into_ids_and_aliases():
    listed = read_list("CVE-2021-44228 and cve 2021 45046\nGHSA-jfh8-c2jp-5v3q;CVE-2021-44228", today=TODAY)
    assert listed == Listed(("CVE-2021-44228", "CVE-2021-45046"), ("GHSA-jfh8-c2jp-5v3q",), ())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("CVE-2021-44228, CVE-2021-12", [("CVE-2021-12", Reason.SHORT)]),
        ("CVE-2021-44228, CVE 2099 1234", [("CVE 2099 1234", Reason.YEAR)]),
        ("CVE-2021-44228 44229", [("44229", Reason.FORM)]),
        ("CVE-2021-44228x", [("CVE-2021-44228x", Reason.FORM)]),
        ("CVE-2021-44228 GHSA-jfh8-c2jp", [("GHSA-jfh8-c2jp", Reason.FORM)]),
        ("CVE-2021-44228 CVE-pending", [("CVE-pending", Reason.FORM)]),
        ("CVE-٢٠٢٤-٣٠٩٤", [("CVE-٢٠٢٤-٣٠٩٤", Reason.DIGITS)]),
        ("not yet known", [("not yet known", Reason.FORM)]),
        ("https://nvd.nist.gov/vuln/detail/CVE-2021-44228?v=31", []),
        ("The first is CVE-2021-44228.", []),
        ("", []),
        ("  \n", []),
    ],
)
def test_what_a_list_holds_beside_ids_is_named_when_it_seems_meant_as_one(text, wrong):
    assert wrong_of(read_list(text, today=TODAY)) == wrong


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter a CVE id, for example CVE-2024-3094."),
        ("log4shell", "“log4shell” is not a CVE id. A CVE id looks like CVE-2024-3094."),
        ("CVE-٢٠٢٤-1", "Write “CVE-٢٠٢٤-1” with the digits 0 to 9."),
        ("CVE-2031-1234", "“CVE-2031-1234” cannot be right: the year of a CVE id lies between 1999 and 2027."),
        (
            "CVE-2024-309",
            "“CVE-2024-309” is too short: at least four digits follow the year, as in CVE-2024-3094.",
        ),
        (
            "CVE-2024-" + "7" * 50,
            f"“CVE-2024-{'7' * 30}…” is too long: at most 19 digits follow the year, as in CVE-2024-3094.",
        ),
        ("a%sb{0}{{7*7}}", "“a%sb{0}{{7*7” is not a CVE id. A CVE id looks like CVE-2024-3094."),
    ],
)
def test_each_refusal_says_what_to_do(typed, words):
    with translation.override("en"), pytest.raises(NotACve) as refused:
        normalise(typed, today=TODAY)
    assert sentence(refused.value) == words
