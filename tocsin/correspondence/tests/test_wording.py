"""What every mail says: in six languages, without leftovers, never a word that somebody typed (T-33, T-42, T-73)."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as house
from django.utils import translation

from tocsin.correspondence.kinds import SUBJECTS, TO_DESK, Kind
from tocsin.correspondence.wording import Matter, paragraphs, ticket_link, words

LANGUAGES = [code for code, _ in house.LANGUAGES]
KINDS = [kind for kind in Kind if kind != Kind.ACCOUNT]
STOCKHOLM = ZoneInfo("Europe/Stockholm")
NUMBER, SHOWN = "V7K3M9Q2TX", "SE-V7K3M-9Q2TX"
MATTER = Matter(NUMBER, datetime(2026, 11, 19, 10, 0, tzinfo=UTC))
LEFTOVERS = re.compile(r"[{}]|%\(|&[a-z#]|\bNone\b|<")
JUDGEMENTS = re.compile(r"\b(critical|high|medium|low|P[1-4])\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _house(settings):
    settings.PUBLIC_URL = "https://tocsin.market.example"
    settings.DESK_ADDRESS = "desk@market.example"
    settings.MARKETPLACE = "Market & Sons"
    settings.EMERGENCY_TELEPHONE = "+46 8 123 45 67"


def say(kind, language="en", zone=STOCKHOLM, matter=MATTER):
    return words(kind, matter, language=language, zone=zone)


def test_every_kind_has_a_subject():
    assert set(SUBJECTS) == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_whole_in_every_language(kind, language):
    said = say(kind, language)
    assert said.subject.endswith(f"[{SHOWN}]")
    assert said.subject.count(SHOWN) == 1
    assert SHOWN in said.text.splitlines()[0] + said.text.splitlines()[2]
    assert said.text.count(f"https://tocsin.market.example/tickets/{SHOWN}/") == 1
    assert not LEFTOVERS.search(said.subject + said.text)
    assert "\n\n\n" not in said.text
    assert f'<html lang="{language}">' in said.html
    assert not re.search(r"{{|{%|%\(", said.html)
    assert "Market &amp; Sons" in said.html
    assert "Market & Sons" in said.text


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_tells_a_judgement(kind):
    said = say(kind)
    assert not JUDGEMENTS.search(said.subject + said.text)


def test_every_kind_has_words_of_its_own():
    assert len({say(kind).subject for kind in KINDS}) == len(KINDS)
    assert len({say(kind).text for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", [*sorted(TO_DESK), Kind.MESSAGE])
def test_every_mail_tells_how_genuine_mail_is_known(kind):
    text = say(kind).text
    assert "comes from desk@market.example, names the confirmation number and leads to https://tocsin.market" in text
    assert "It never asks for your password." in text


def test_the_receipt_says_what_comes_next():
    assert say(Kind.RECEIPT).text.split("\n\n")[:4] == [
        f"We have received your report. Its confirmation number is {SHOWN}. Please use it whenever you write or call"
        " about it.",
        "A responder will acknowledge your report by Thu 19 Nov, 11:00 CET.",
        "If it gets worse or cannot wait, call +46 8 123 45 67.",
        "What happens next: a responder reads your report, decides how severe and how urgent it is, and may ask you"
        " questions. You can follow every step and add to your report on the ticket’s page.",
    ]


@pytest.mark.parametrize(
    ("language", "zone", "promised"),
    [
        ("en", "Europe/London", "Thu 19 Nov, 10:00 GMT"),
        ("sv", "Europe/Stockholm", "11:00 CET"),
        ("de", "Europe/Berlin", "11:00 MEZ"),
        ("ru", "Asia/Vladivostok", "20:00 (Владивосток)"),
    ],
)
def test_the_promise_is_in_the_readers_zone_and_language(language, zone, promised):
    said = say(Kind.RECEIPT, language, ZoneInfo(zone))
    assert promised in said.text
    assert promised in said.html


def test_without_a_telephone_or_a_promise_the_receipt_leaves_them_out(settings):
    settings.EMERGENCY_TELEPHONE = ""
    text = say(Kind.RECEIPT, matter=Matter(NUMBER)).text
    assert "call +46" not in text
    assert "acknowledge your report by" not in text
    assert text.split("\n\n")[1].startswith("What happens next")


def test_the_readers_language_is_the_mails_and_ends_with_it():
    with translation.override("ru"):
        say(Kind.QUESTION, "sv")
        assert translation.get_language() == "ru"


def test_a_name_that_looks_like_code_stays_text(settings):
    settings.MARKETPLACE = "{{7*7}}{% now 'Y' %}<b>%(number)s"
    said = say(Kind.CLOSED)
    assert "{{7*7}}{% now 'Y' %}<b>%(number)s" in said.text
    assert "{{7*7}}{% now &#x27;Y&#x27; %}&lt;b&gt;%(number)s" in said.html


def test_links_begin_with_the_address_that_was_set(settings):
    settings.PUBLIC_URL = "https://desk.example/tocsin"
    assert ticket_link(NUMBER) == "https://desk.example/tocsin/tickets/SE-V7K3M-9Q2TX/"


def test_paragraphs_keep_spaces_that_do_not_break():
    assert paragraphs("\none\ntwo\n \n11:00\u202f h\n\n\n") == ["one two", "11:00\u202f h"]
