import pytest

from tocsin.lib.languages import locale, negotiate, supported


def test_six_languages_are_offered_english_first():
    assert supported() == ("en", "nl", "sv", "de", "fr", "ru")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("sv", "sv"),
        ("sv-se", "sv"),
        ("SV_se", "sv"),
        ("ru", "ru"),
        ("de-AT", "de"),
        ("de-DE-1996", "de"),
        ("en_US.UTF-8", "en"),
        ("fr@euro", "fr"),
        (" nl ", "nl"),
        ("", None),
        ("xx", None),
        ("fi-fi", None),
        ("svenska", None),
        ("s", None),
        ("sv se", None),
        ("*", None),
        ("../../sv", None),
        ("sv-\x00", "sv"),
        ("sv-" + "x" * 5000, None),
        ("рус", None),
    ],
)
def test_the_first_part_of_a_tag_decides(tag, language):
    assert negotiate(tag) == language


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "en_GB"), ("en-us", "en_GB"), ("sv", "sv"), ("ru-RU", "ru"), ("xx", "en_GB")]
)
def test_customs_follow_the_language_and_fall_back_to_english(language, expected):
    assert str(locale(language)) == expected
