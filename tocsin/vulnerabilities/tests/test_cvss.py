"""CVSS vectors in every form in which people have them."""

import math
from decimal import Decimal
from itertools import product
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.vulnerabilities.cvss import Reading, read
from tocsin.vulnerabilities.cvss.versions import VERSIONS
from tocsin.vulnerabilities.severities import Severity

V2 = "AV:N/AC:L/Au:N/C:P/I:P/A:P"
V3 = "AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"
V4 = "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
FIRST = "https://www.first.org/cvss/calculator"
NVD = "https://nvd.nist.gov/vuln-metrics/cvss"

# (vector, score) as FIRST's "Examples" documents have them; 3.0 and 3.1 give the same vulnerabilities the same scores.
EXAMPLES_OF_3 = [
    ("AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "6.1"),  # CVE-2013-1937
    ("AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", "6.4"),  # CVE-2013-0375
    ("AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", "3.1"),  # CVE-2014-3566
    ("AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", "9.9"),  # CVE-2012-1516
    ("AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", "4.2"),  # CVE-2009-0783
    ("AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", "8.8"),  # CVE-2012-0384
    ("AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", "7.8"),  # CVE-2015-1098
    ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "7.5"),  # CVE-2014-0160
    ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8"),  # CVE-2014-6271
    ("AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", "6.8"),  # CVE-2008-1447
    ("AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "6.8"),  # CVE-2014-2005
    ("AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N", "5.8"),  # CVE-2010-0467
    ("AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:L/A:N", "5.8"),  # CVE-2012-1342
    ("AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H", "9.3"),  # CVE-2013-6014
    ("AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N", "5.4"),  # CVE-2014-9253
    ("AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "8.8"),  # CVE-2011-1265
    ("AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", "4.6"),  # CVE-2014-2019
    ("AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", "8.8"),  # CVE-2015-0970
    ("AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", "7.4"),  # CVE-2014-0224
    ("AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", "9.6"),  # CVE-2012-5376
]
EXAMPLES_OF_4 = [
    ("AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "7.3"),  # CVE-2022-41741
    ("AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "7.7"),  # CVE-2020-3549
    ("AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", "5.2"),  # CVE-2020-3549
    ("AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N", "8.3"),  # CVE-2023-3089
    (
        "AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/CR:H/IR:L/AR:L/MAV:N/MAC:H/MVC:H/MVI:L/MVA:L",
        "8.1",
    ),  # CVE-2023-3089
    ("AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", "4.6"),  # CVE-2021-44714
    ("AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", "5.1"),  # CVE-2022-21830
    ("AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", "6.9"),  # CVE-2022-22186
    ("AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N", "5.9"),  # CVE-2023-21989
    ("AV:L/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", "9.4"),  # CVE-2020-3947
    ("AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:H/SA:N/S:P/V:D", "8.3"),  # CVE-2023-30560
    ("AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:A", "8.7"),  # CVE-2014-0160
    ("AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:A", "10.0"),  # CVE-2021-44228
    ("AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A", "9.3"),  # CVE-2014-6271
    ("AV:A/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:H/SI:N/SA:H", "6.4"),  # CVE-2013-6014
    ("AV:L/AC:L/AT:N/PR:H/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/R:I", "9.3"),  # CVE-2016-5729
    ("AV:L/AC:L/AT:P/PR:H/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/R:I", "8.7"),  # CVE-2015-2890
    ("AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", "8.6"),  # CVE-2018-3652
]
# The guide to CVSS 2.0, section 3.3, with severities by NVD.
EXAMPLES_OF_2 = [
    ("AV:N/AC:L/Au:N/C:N/I:N/A:C", "7.8", "high"),  # CVE-2002-0392
    ("AV:N/AC:L/Au:N/C:C/I:C/A:C", "10.0", "high"),  # CVE-2003-0818
    ("AV:L/AC:H/Au:N/C:C/I:C/A:C", "6.2", "medium"),  # CVE-2003-0062
    ("AV:L/AC:H/Au:M/C:N/I:N/A:N", "0.0", "low"),
]


@pytest.mark.parametrize("version", ["3.0", "3.1"])
@pytest.mark.parametrize(("vector", "score"), EXAMPLES_OF_3)
def test_the_published_examples_of_version_3_score_as_published(version, vector, score):
    whole = f"CVSS:{version}/{vector}"
    assert read(whole) == Reading(whole, version, Decimal(score), Severity.from_score(Decimal(score)))


@pytest.mark.parametrize(("vector", "score"), EXAMPLES_OF_4)
def test_the_published_examples_of_version_4_score_as_published(vector, score):
    whole = f"CVSS:4.0/{vector}"
    assert read(whole) == Reading(whole, "4.0", Decimal(score), Severity.from_score(Decimal(score)))


@pytest.mark.parametrize(("vector", "score", "severity"), EXAMPLES_OF_2)
def test_the_published_examples_of_version_2_score_as_published(vector, score, severity):
    assert read(vector) == Reading(vector, "2.0", Decimal(score), Severity(severity))


def roundup_of_30(value: float) -> Decimal:
    """Specification 3.0, section 8: the smallest number with one decimal that is not below."""
    return Decimal(math.ceil(value * 10)) / 10


def roundup_of_31(value: float) -> Decimal:
    """Specification 3.1, appendix A: the same in hundred thousandths, out of floating point's reach."""
    whole = round(value * 100_000)
    return Decimal(whole) / 100_000 if whole % 10_000 == 0 else Decimal(whole // 10_000 + 1) / 10


def base_score(roundup, av, ac, pr, ui, scope, *impacts: str) -> Decimal:
    """The base equation of specification 3.1, section 7.1 (the same in 3.0), on our own."""
    lost = 1 - math.prod(1 - {"H": 0.56, "L": 0.22, "N": 0}[impact] for impact in impacts)
    changed = scope == "C"
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if changed else 6.42 * lost
    privileges = {"N": 0.85, "L": 0.68, "H": 0.5} if changed else {"N": 0.85, "L": 0.62, "H": 0.27}
    vectors, complexities = {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2}, {"L": 0.77, "H": 0.44}
    exploitability = 8.22 * vectors[av] * complexities[ac] * privileges[pr] * {"N": 0.85, "R": 0.62}[ui]
    if impact <= 0:
        return Decimal(0)
    return roundup(min((1.08 if changed else 1) * (impact + exploitability), 10))


@pytest.mark.parametrize(("version", "roundup"), [("3.0", roundup_of_30), ("3.1", roundup_of_31)])
def test_all_base_vectors_of_version_3_score_by_the_equation_with_their_own_roundup(version, roundup):
    names = VERSIONS[version].mandatory
    for values in product("NALP", "LH", "NLH", "NR", "UC", "HLN", "HLN", "HLN"):
        vector = VERSIONS[version].prefix + "/".join(map(":".join, zip(names, values, strict=True)))
        scored = Decimal(str(VERSIONS[version].scorer(vector).scores()[0]))
        assert scored == base_score(roundup, *values), vector


def test_the_base_score_counts_whatever_time_and_place_say_in_version_3_and_2():
    assert read(f"CVSS:3.1/{V3}/E:U/RL:O/RC:U/MAV:P").score == Decimal("10.0")
    assert read(f"{V2}/E:U/RL:OF/CDP:N/TD:L").score == Decimal("7.5")


WAYS_TO_3 = [
    "{v}",
    "CVSS:{n}/{v}",
    "({v})",
    "[CVSS:{n}/{v}]",
    "9.8/CVSS:{n}/{v}",
    "CVSS{n}/{v}",
    "CVSSv{n}:{v}",
    "CVSS v{n} (CVSS:{n}/{v})",
    "CVSS {n}: {v}",
    "CVSS v{n} base score: 9.8 ({v}), says the finder.",
    "Vector: {v}",
    "V: {v}",
    "Vector:CVSS:{n}/{v}.",
    FIRST + "/{n}#CVSS:{n}/{v}",
    NVD + "/v3-calculator?name=CVE-2021-44228&vector={v}&version={n}&source=NIST",
    NVD + "/v3-calculator?vector={v}&amp;version={n}&amp;source=NIST",
    "[CVSS:{n}/{v}](" + NVD + "/v3-calculator?vector={v})",
    "**CVSS:{n}/{v}/**",
    "Two lines:\nCVSS:{n}/{v}\nCVSS:{n}/{v}\n",
]


@pytest.mark.parametrize("way", WAYS_TO_3)
def test_version_3_is_read_from_bare_bracketed_addressed_and_surrounded_vectors(way):
    version = "3.0" if "{n}" in way else "3.1"
    assert read(way.format(v=V3, n=version)).vector == f"CVSS:{version}/{V3}"


@pytest.mark.parametrize(
    "way",
    [
        "{v}",
        "({v})",
        "CVSS:2.0/{v}",
        "CVSS2#{v}",
        "CVSSv2: {v}",
        "CVSS v2 Base Score: 7.5 (HIGH) (AV:N/AC:L/Au:N/C:P/I:P/A:P)",
        NVD + "/v2-calculator?name=CVE-2014-0160&vector=({v})&version=2.0&source=NIST",
        NVD + "/v2-calculator?vector=%28{v}%29",
        "https://www.first.org/cvss/v2/guide ({v})",
    ],
)
def test_version_2_is_read_from_bare_bracketed_addressed_and_surrounded_vectors(way):
    assert read(way.format(v=V2)) == Reading(V2, "2.0", Decimal("7.5"), Severity.HIGH)


@pytest.mark.parametrize(
    "way",
    [
        "{v}",
        "CVSS:4.0/{v}",
        "CVSS:4.0/{v}/E:X/CR:X/MAV:X/S:X/U:X",
        FIRST + "/4.0#CVSS:4.0/{v}",
        NVD + "/v4-calculator?name=CVE-2024-3094&vector={v}&version=4.0&source=NIST",
        "the CVSS vector string is ({v}).",
    ],
)
def test_version_4_is_read_from_bare_bracketed_addressed_and_surrounded_vectors(way):
    assert read(way.format(v=V4)) == Reading(f"CVSS:4.0/{V4}", "4.0", Decimal("9.3"), Severity.CRITICAL)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize(
    "spoil",
    [
        str.lower,
        full_width,
        quote,
        lambda text: quote(text, safe=""),
        lambda text: quote(quote(text, safe=""), safe=""),
        lambda text: text.replace(":", "∶"),
        lambda text: text.replace("/", "⁄"),
        lambda text: text.replace("/", "\u200b/\u00ad"),
        lambda text: text.replace("/", " / "),
        lambda text: text.replace("/", "/\n"),
        lambda text: text.replace("/", "//"),
        lambda text: f"“{text}”",
        lambda text: f"\u202e{text}\u202c",
    ],
)
@pytest.mark.parametrize("vector", [V2, f"CVSS:3.0/{V3}", f"CVSS:4.0/{V4}/U:Amber"])
def test_case_width_encoding_and_spaces_do_not_matter(spoil, vector):
    assert read(spoil(vector)).vector == vector


def test_the_order_of_metrics_does_not_matter_and_undefined_ones_go():
    shuffled = "CVSS:3.1/E:X/A:H/I:H/RC:C/C:H/S:C/UI:N/PR:N/AC:L/AV:N"
    assert read(shuffled).vector == f"CVSS:3.1/{V3}/RC:C"
    assert read("A:P/I:P/C:P/Au:N/AC:L/AV:N/RL:ND").vector == V2


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (V3, "3.1"),
        (f"CVSS 3 {V3}", "3.1"),
        (f"CVSS:3/{V3}", "3.1"),
        (f"Scored with CVSS v3.0. {V3}", "3.0"),
        (f"{V3} ({FIRST}/3.0)", "3.0"),
        (f"v3.0 or v3.1? {V3}", "3.1"),
        (f"our release 13.0: {V3}", "3.1"),
    ],
)
def test_a_vector_without_its_version_takes_the_one_that_the_text_states(text, version):
    assert read(text).version == version


@st.composite
def vectors(draw):
    """A version and a canonical vector of it, with optional metrics."""
    version = draw(st.sampled_from(list(VERSIONS.values())))
    optional = [metric for metric in version.metrics if metric not in version.mandatory]
    taken = set(draw(st.lists(st.sampled_from(optional), unique=True, max_size=6))) | set(version.mandatory)
    fields = [
        f"{metric}:{draw(st.sampled_from([value for value in values if value != version.undefined]))}"
        for metric, values in version.metrics.items()
        if metric in taken
    ]
    return version, version.prefix + "/".join(fields)


WRAPPED = [
    "{}",
    "({})",
    "Score 5.0, vector {}, as published.",
    FIRST + "/x#{}",
    NVD + "/calculator?vector={}&source=NIST",
]


@given(vectors(), st.sampled_from(WRAPPED), st.sampled_from([str, str.lower, full_width, quote]), st.randoms())
def test_any_valid_vector_comes_back_canonical_from_every_form(drawn, wrapping, spoil, random):
    version, vector = drawn
    fields = vector.removeprefix(version.prefix).split("/")
    random.shuffle(fields)
    reading = read(wrapping.format(spoil(version.prefix + "/".join(fields))))
    assert (reading.vector, reading.version) == (vector, version.name)
    assert Decimal(0) <= reading.score <= Decimal(10)
    assert read(reading.vector) == reading
