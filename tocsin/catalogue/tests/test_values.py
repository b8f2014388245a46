from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.catalogue import values
from tocsin.catalogue.values import Wrong


@pytest.mark.parametrize(
    ("written", "read"),
    [("SE", "SE"), ("se", "SE"), ("de-by", "DE-BY"), ("GB-ENG", "GB-ENG"), ("RU-MOW", "RU-MOW"), ("FR-75", "FR-75")],
)
def test_a_region_is_an_iso_3166_code(written, read):
    assert values.region(written) == read


@pytest.mark.parametrize("written", ["Sverige", "S", "SWE", "SE-", "SE-ABCD", "S1", "SE_AB", "se-de-be", "ſe"])
def test_anything_else_is_no_region(written):
    with pytest.raises(Wrong, match="ISO 3166 code, such as SE or DE-BY"):
        values.region(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sv", "sv"),
        ("SV-se", "sv-SE"),
        ("pt-br", "pt-BR"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("zh-yue", "zh-yue"),
        ("es-419", "es-419"),
        ("de-ch-1996", "de-CH-1996"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("en-u-co-phonebk", "en-u-co-phonebk"),
        ("ru-x-ru-PRIV", "ru-x-ru-priv"),
    ],
)
def test_a_language_is_a_bcp_47_tag_in_its_usual_letter_case(written, read):
    assert values.language_tag(written) == read


@pytest.mark.parametrize(
    "written", ["Svenska språket", "sv_SE", "s", "sv-", "-sv", "sv-SE-", "123", "en-" + "a" * 9, "ѕv"]
)
def test_anything_else_is_no_language(written):
    with pytest.raises(Wrong, match="BCP 47 tag, such as sv or pt-BR"):
        values.language_tag(written)


@given(
    st.sampled_from(["sv", "ZH", "gsw", "german"]),
    st.sampled_from(["", "-latn", "-CYRL"]),
    st.sampled_from(["", "-se", "-RU", "-419"]),
    st.sampled_from(["", "-1996", "-ROZAJ"]),
    st.sampled_from(["", "-u-co-PHONEBK", "-x-ab-cd"]),
)
def test_a_tag_once_read_is_read_as_the_same(language, script, region, variant, extension):
    tag = language + script + region + variant + extension
    read = values.language_tag(tag)
    assert values.language_tag(read) == read
    assert read.lower() == tag.lower()


@pytest.mark.parametrize(("written", "read"), [("sv", "sv"), ("sv-SE", "sv"), ("RU", "ru"), ("de-CH", "de")])
def test_a_publishers_language_is_one_that_is_spoken(written, read):
    assert values.spoken_language(written) == read


def test_a_language_that_is_not_spoken_is_refused_with_those_that_are():
    with pytest.raises(Wrong, match="Write one of these languages: en, nl, sv, de, fr, ru"):
        values.spoken_language("pt-BR")


def test_a_day_is_an_iso_date():
    assert values.day("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "written", ["2023-02-29", "29.02.2024", "2024/02/29", "20240229", "2024-W01-1", "2024-2-9", "45000", "٢٠٢٤-٠٢-٢٩"]
)
def test_anything_else_is_no_day(written):
    with pytest.raises(Wrong, match="year-month-day, such as 2026-11-20"):
        values.day(written)


@pytest.mark.parametrize("written", ["yes", "Yes", "TRUE", "true", "1"])
def test_yes(written):
    assert values.boolean(written) is True


@pytest.mark.parametrize("written", ["no", "No", "FALSE", "false", "0"])
def test_no(written):
    assert values.boolean(written) is False


@pytest.mark.parametrize("written", ["maybe", "ja", "2", "y"])
def test_neither_yes_nor_no(written):
    with pytest.raises(Wrong, match="Write yes or no"):
        values.boolean(written)


@pytest.mark.parametrize("written", ["ops@contoso.example", "o'neil+desk@contoso.example"])
def test_an_address(written):
    assert values.email(written) == written


@pytest.mark.parametrize(
    "written", ["ops", "ops@", "ops@contoso.example,eve@northwind.example", "ops@contoso.example\nBcc: x@y.example"]
)
def test_no_address(written):
    with pytest.raises(Wrong, match=r"such as name@example\.com"):
        values.email(written)


def test_an_address_that_no_column_holds():
    with pytest.raises(Wrong, match="more than 254 characters"):
        values.email(f"ops@{'.'.join(['x' * 50] * 5)}.example")


def test_a_zone():
    assert values.time_zone("Asia/Vladivostok") == "Asia/Vladivostok"
    for none in ("Vladivostok", "+10:00", "../../etc/passwd", "Asia"):
        with pytest.raises(Wrong, match="IANA name"):
            values.time_zone(none)


@pytest.mark.parametrize(
    "written",
    [
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd",
        "+1-2",
        "-2+3",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "%(name)s",
        "<b>Contoso</b>",
    ],
)
def test_text_is_taken_literally_whatever_it_looks_like(written):
    assert values.text(200)(written) == written


@pytest.mark.parametrize("written", ["a\nb", "a\tb", "a\x00b", "a\u202eb", "a\ud800b", "a\u2028b"])
def test_hidden_characters_are_refused(written):
    with pytest.raises(Wrong, match="on one line, without them"):
        values.text(200)(written)


def test_directional_marks_of_arabic_and_hebrew_are_kept():
    assert values.text(20)("שלום\u200e (IL)") == "שלום\u200e (IL)"


def test_text_fits_its_column_exactly():
    assert values.text(5)("x" * 5) == "xxxxx"
    with pytest.raises(Wrong, match="more than 5 characters"):
        values.text(5)("x" * 6)
