"""The questions of the calculator's form, and the vector that its answers make."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.vulnerabilities.cvss import Fault, NotAVector, read
from tocsin.vulnerabilities.cvss.versions import VERSIONS
from tocsin.vulnerabilities.metrics import METRICS, build, chosen

LOG4SHELL = {"AV": "N", "AC": "L", "PR": "N", "UI": "N", "S": "C", "C": "H", "I": "H", "A": "H"}


@pytest.mark.parametrize("version", ["3.0", "3.1", "4.0"])
def test_the_form_asks_for_exactly_the_mandatory_metrics_in_their_order(version):
    assert tuple(metric.code for metric in METRICS[version]) == VERSIONS[version].mandatory


@pytest.mark.parametrize("version", ["3.0", "3.1", "4.0"])
def test_each_metric_offers_every_value_that_the_specification_has(version):
    for metric in METRICS[version]:
        assert {value.code for value in metric.values} == set(VERSIONS[version].metrics[metric.code])


@pytest.mark.parametrize("version", ["3.1", "4.0"])
def test_every_question_and_answer_is_a_sentence_of_its_own(version):
    for metric in METRICS[version]:
        assert str(metric.sentence).endswith("?")
        assert metric.label
        sentences = [str(value.sentence) for value in metric.values]
        assert all(sentence.endswith(".") for sentence in sentences)
        assert len(set(sentences)) == len(sentences) > 1
    assert len({str(metric.sentence) for metric in METRICS[version]}) == len(METRICS[version])


@pytest.mark.parametrize("version", ["3.0", "3.1"])
def test_a_filled_form_makes_a_vector(version):
    assert build(version, LOG4SHELL | {"csrf": "x"}) == f"CVSS:{version}/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"


@given(st.data(), st.sampled_from(["3.0", "3.1", "4.0"]))
def test_any_answers_make_a_vector_that_fills_the_form_again(data, version):
    choices = {
        metric.code: data.draw(st.sampled_from([value.code for value in metric.values])) for metric in METRICS[version]
    }
    reading = read(build(version, choices))
    assert (reading.version, chosen(reading)) == (version, choices)


def test_what_is_not_answered_is_named():
    with pytest.raises(NotAVector) as refused:
        build("3.1", LOG4SHELL | {"UI": "", "A": ""})
    assert (refused.value.code, refused.value.metrics) == (Fault.MISSING, ("UI", "A"))


def test_a_value_that_the_form_does_not_offer_is_named_and_slips_nothing_in():
    with pytest.raises(NotAVector) as refused:
        build("3.1", LOG4SHELL | {"A": "H/E:U"})
    assert (refused.value.code, refused.value.metrics) == (Fault.UNKNOWN_VALUE, ("A",))
    assert refused.value.facts["allowed"] == "H, L, N"


@pytest.mark.parametrize("version", ["2.0", "", "3.2"])
def test_there_is_no_form_for_other_versions(version):
    with pytest.raises(NotAVector) as refused:
        build(version, LOG4SHELL)
    assert refused.value.code == Fault.VERSION


def test_optional_metrics_and_version_2_fill_no_radio_group():
    assert chosen(read("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:U/MAV:L")) == LOG4SHELL
    assert chosen(read("AV:N/AC:L/Au:N/C:P/I:P/A:P")) == {}


def test_the_answers_stand_from_worst_to_best_or_from_easiest_to_hardest():
    scores = {}
    for value in METRICS["3.1"][0].values:
        scores[value.code] = read(build("3.1", LOG4SHELL | {"S": "U", "AV": value.code})).score
    assert all(before > after for before, after in pairwise(scores.values()))
