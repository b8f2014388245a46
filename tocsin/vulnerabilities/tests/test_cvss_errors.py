"""What cannot be read as a CVSS vector, and the sentence that says how to mend it."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tocsin.vulnerabilities.cvss import LONGEST, Fault, NotAVector, read, sentence

THREE = "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
FOUR = "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


def refusal(text: str) -> NotAVector:
    with pytest.raises(NotAVector) as refused:
        read(text)
    return refused.value


@pytest.mark.parametrize(
    ("text", "code", "metrics"),
    [
        ("", Fault.NOT_FOUND, ()),
        ("9.8 critical", Fault.NOT_FOUND, ()),
        ("CVSS:3.1", Fault.NOT_FOUND, ()),
        ("CVSS:3.1/", Fault.NOT_FOUND, ()),
        ("https://www.first.org/cvss/calculator/3.1", Fault.NOT_FOUND, ()),
        ("C:\\Windows and E: are drives", Fault.NOT_FOUND, ()),
        (f"CVSS:3.1/{THREE}/AV:N", Fault.REPEATED, ("AV",)),
        (f"CVSS:3.1/{THREE}/AV:L", Fault.REPEATED, ("AV",)),
        (f"CVSS:4.0/{FOUR}/e:a/E:X", Fault.REPEATED, ("E",)),
        ("AV:N/AC:L/Au:N/au:N/C:P/I:P/A:P", Fault.REPEATED, ("Au",)),
        (f"CVSS:3.0/{FOUR}", Fault.OTHER_VERSION, ("AT",)),
        (f"CVSS:4.0/{THREE}", Fault.OTHER_VERSION, ("C",)),
        ("CVSS:3.1/AV:N/AC:L/Au:N/C:P/I:P/A:P", Fault.OTHER_VERSION, ("Au",)),
        (f"{THREE}/VC:H", Fault.OTHER_VERSION, ("VC",)),
        (f"CVSS:3.1/{THREE}/XY:Z", Fault.UNKNOWN_METRIC, ("XY",)),
        ("CVSS:3.1/AV:N/foo/AC:L", Fault.UNKNOWN_METRIC, ("foo",)),
        (f"CVSS:3.1/{THREE.replace('A:H', 'A:Q')}", Fault.UNKNOWN_VALUE, ("A",)),
        (f"CVSS:3.1/{THREE.replace('A:H', 'A:X')}", Fault.UNKNOWN_VALUE, ("A",)),
        ("CVSS:3.1/AV:N/AC/PR:N/UI:N/S:U/C:H/I:H/A:H", Fault.NO_VALUE, ("AC",)),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:", Fault.NO_VALUE, ("A",)),
        (f"CVSS:3.1/{THREE.replace('A:H', 'A-H')}", Fault.NO_VALUE, ("A",)),
        ("CVSS:3.1/AV:N/AC:L/S:U/C:H/I:H/A:H", Fault.MISSING, ("PR", "UI")),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N", Fault.MISSING, ("SA",)),
        ("AV:N/AC:L", Fault.MISSING, ("PR", "UI", "S", "C", "I", "A")),
        ("(AV:N/AC:L/Au:N/C:P/I:P)", Fault.MISSING, ("A",)),
        (f"CVSS:3.2/{THREE}", Fault.VERSION, ()),
        (f"CVSS:5.0/{THREE}", Fault.VERSION, ()),
        (f"CVSS:3.0/{THREE} or CVSS:3.1/{THREE}", Fault.CONTRADICTORY, ()),
        (f"CVSS:3.1/{THREE} and (AV:N/AC:L/Au:N/C:P/I:P/A:P)", Fault.CONTRADICTORY, ()),
        (f"CVSS:3.1/{THREE}\nCVSS:3.1/{THREE.replace('AV:N', 'AV:L')}", Fault.CONTRADICTORY, ()),
        ("x" * (LONGEST + 1), Fault.TOO_LONG, ()),
        (f"CVSS:3.1/{THREE}" + " " * LONGEST, Fault.TOO_LONG, ()),
    ],
)
def test_what_is_no_vector_is_refused_for_its_reason(text, code, metrics):
    error = refusal(text)
    assert (error.code, error.metrics) == (code, metrics)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "none",
            "No CVSS vector was found in this text. Paste a vector such as "
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, or the address of a CVSS calculator.",
        ),
        (
            " " * 5000,
            "This text is too long to be searched for a CVSS vector. Paste only the vector, or the address of a CVSS "
            "calculator.",
        ),
        (
            f"CVSS:3.0/{THREE} CVSS:3.1/{THREE}",
            f"This text holds different CVSS vectors, CVSS:3.0/{THREE} and CVSS:3.1/{THREE}. "
            "Leave only the one that applies.",
        ),
        (f"CVSS:9.9/{THREE}", "CVSS 9.9 cannot be read here. Use CVSS 2.0, 3.0, 3.1 or 4.0."),
        (f"CVSS:3.1/{THREE}/ZZ:1", "CVSS 3.1 has no metric ZZ. Correct it, or take it out of the vector."),
        (
            f"CVSS:3.0/{FOUR}",
            "The metric AT belongs to CVSS 4.0, but this vector is CVSS 3.0. Use the metrics of one version only.",
        ),
        (
            "CVSS:3.1/AV:Z/AC:L",
            "In CVSS 3.1 the metric AV cannot be Z. Choose one of these: N, A, L, P.",
        ),
        ("CVSS:3.1/AV/AC:L", "No CVSS vector was found in this text."),
        ("CVSS:3.1/AC:L/AV/PR:N", "The metric AV has no value in this vector. Choose one of these: N, A, L, P."),
        (f"{THREE}/S:C", "The metric S is there more than once. Leave it in the vector only once."),
        (THREE[:-4], "The metric A is missing. CVSS 3.1 needs it for a score."),
        (THREE[:-8], "The metrics I, A are missing. CVSS 3.1 needs them for a score."),
    ],
)
def test_each_refusal_says_what_is_wrong_and_how_to_mend_it(text, words):
    with translation.override("en"):
        assert sentence(refusal(text)).startswith(words)


def test_every_fault_has_a_sentence():
    facts = dict.fromkeys(["version", "other", "value", "allowed", "first", "second"], "7")
    for code in Fault:
        words = sentence(NotAVector(code, metrics=["AV"], **facts))
        assert words.endswith(".")
        assert "%" not in words


@given(st.text(max_size=200) | st.from_regex(r"\A(CVSS:[0-9]\.[0-9]/)?([A-Z]{1,3}:?[A-Za-z]{0,3}[/ ]){0,12}\Z"))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        words = read(text).vector
    except NotAVector as error:
        words = sentence(error)
    assert words


@pytest.mark.parametrize(
    "piece", ["AV:N/", "CVSS:", "CVSS:3.1/", "/", " / ", "A : ", "%25", "AV:N AV", "：", "vA:", "X/"]
)
def test_a_text_as_long_as_allowed_is_refused_in_a_moment(piece):
    assert refusal((piece * LONGEST)[:LONGEST]).code != Fault.TOO_LONG
