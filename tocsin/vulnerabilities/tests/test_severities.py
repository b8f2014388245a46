"""The scale from none to critical."""

from decimal import Decimal

import pytest
from django.utils import translation

from tocsin.vulnerabilities.severities import Severity

WORST_FIRST = [Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.NONE]


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        ("0.0", "none"),
        ("0.1", "low"),
        ("3.9", "low"),
        ("4.0", "medium"),
        ("6.9", "medium"),
        ("7.0", "high"),
        ("8.9", "high"),
        ("9.0", "critical"),
        ("10.0", "critical"),
    ],
)
def test_a_score_falls_into_its_band(score, severity):
    assert Severity.from_score(Decimal(score)) == severity


@pytest.mark.parametrize(
    ("score", "severity"),
    [("0.0", "low"), ("3.9", "low"), ("4.0", "medium"), ("6.9", "medium"), ("7.0", "high"), ("10.0", "high")],
)
def test_a_score_of_version_2_falls_into_the_bands_of_nvd(score, severity):
    assert Severity.from_score_of_2(Decimal(score)) == severity


@pytest.mark.parametrize("of", [Severity.from_score, Severity.from_score_of_2])
@pytest.mark.parametrize("score", ["-0.1", "10.1"])
def test_what_is_no_score_is_refused(of, score):
    with pytest.raises(ValueError, match=r"between 0\.0 and 10\.0"):
        of(Decimal(score))


def test_it_sorts_by_how_bad_it_is_and_not_by_the_alphabet():
    assert sorted(Severity, reverse=True) == WORST_FIRST == list(Severity)
    assert max("none", Severity.LOW, Severity.NONE, key=Severity) == Severity.LOW


@pytest.mark.parametrize("worse", range(5))
@pytest.mark.parametrize("better", range(5))
def test_the_four_comparisons_agree(worse, better):
    a, b = WORST_FIRST[worse], WORST_FIRST[better]
    assert (a > b, a >= b, a < b, a <= b) == (worse < better, worse <= better, worse > better, worse >= better)


def test_it_compares_with_what_the_database_gives():
    assert Severity.HIGH > "medium"
    assert Severity.CRITICAL > "none"


def test_it_is_shown_as_a_word():
    with translation.override("en"):
        assert [severity.label for severity in Severity] == ["Critical", "High", "Medium", "Low", "None"]
