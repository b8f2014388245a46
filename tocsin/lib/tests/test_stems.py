import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.lib import stems as module
from tocsin.lib.stems import alternatives, stems


def finds(query: str, text: str) -> bool:
    stored = set(stems(text))
    return all(stored & set(any_of) for any_of in alternatives(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("vulnerability", "Two vulnerabilities were exploited."),
        ("exploiting", "Two vulnerabilities were exploited."),
        ("VULNERABILITIES exploit", "Two vulnerabilities were exploited."),
        ("kwetsbaarheid", "De kwetsbaarheden zijn verholpen."),
        ("beveiligingsincidenten", "Een beveiligingsincident is gemeld."),
        ("sårbarhet", "Sårbarheterna är åtgärdade."),
        ("sarbarhet", "Sårbarheterna är åtgärdade."),
        ("kunder", "Meddelandet till kunderna"),
        ("Schwachstelle", "Die Schwachstellen sind behoben."),
        ("Grösse", "Die Größe des Puffers"),
        ("vulnérabilité", "Les vulnérabilités ont été corrigées."),
        ("vulnerabilite corriger", "Les vulnérabilités ont été corrigées."),
        ("utilisateur", "l’utilisateur"),
        ("уязвимость", "Все уязвимости устранены."),
        ("клиент", "Сообщение клиентам"),
        ("счет", "Счёт клиента"),
        ("ﬁle", "Files of the offer"),
        ("CVE-2024-1234", "see cve-2024-1234."),
        ("cve‑2024–1234", "see CVE-2024-1234"),
        ("ＣＶＥ－２０２４－１２３４", "see CVE-2024-1234"),
        ("SE-7K3QF-02M1B", "Re: [se-7k3qf-02m1b] hello"),
        ("2.14.1", "log4j-core 2.14.1"),
        ("log4j", "log4j-core 2.14.1"),
        ("heap-overflow", "a heap overflow"),
        ("overflow", "a heap-overflow"),
        ("user", "the field user_id"),
        ("2024", "see CVE-2024-1234"),
        ("", "anything"),
    ],
)
def test_a_word_finds_its_other_forms(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("CVE-2024-1234", "see CVE-2024-1235 and CVE-1234-2024"),
        ("CVE-2024-1234", "the year 2024, ticket 1234, CVE"),
        ("2.14.1", "2.14.10"),
        ("heap overflow", "a heap of things"),
        ("клиент", "Обращение принято"),
        ("йод", "иод"),
    ],
)
def test_other_words_are_not_found(query, text):
    assert not finds(query, text)


def test_lexemes_are_distinct_in_order_and_without_punctuation():
    assert stems("Log4j-core, log4j; CVE-2024-1 100 100") == [
        "log4jcore",
        "log4j",
        "core",
        "cor",
        "cve20241",
        "cve",
        "2024",
        "1",
        "100",
    ]


def test_a_joined_word_with_digits_is_looked_for_as_a_whole_only():
    assert alternatives("CVE-2024-1234 kunder kunder") == [("cve20241234",), ("kunder", "kund")]


@given(st.text())
def test_whatever_is_stored_is_letters_and_digits_and_is_found_again(text):
    found = stems(text)
    assert all(re.fullmatch(r"[^\W_]+", lexeme) for lexeme in found)
    assert len(set(found)) == len(found)
    assert finds(text, text)


def test_a_very_long_run_of_letters_is_cut():
    assert max(map(len, stems("x" * 10_000 + "-" + "y" * 10_000))) == 64


def test_threads_stem_alike():
    words = [
        f"{stem}{ending}"
        for stem in ("kwetsba", "sårbarhet", "уязвим", "exploit")
        for ending in ("erna", "heden", "ости", "ing")
    ]
    module._stems_of.cache_clear()
    expected = [stems(word) for word in words]
    module._stems_of.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stems, words * 50)) == expected * 50


def test_a_report_of_30000_characters_is_stemmed_in_a_moment():
    text = " ".join(f"слово{n} Wort{n} word{n}ing mot{n}s" for n in range(1000))[:30_000]
    module._stems_of.cache_clear()
    started = time.perf_counter()
    stems(text)
    assert time.perf_counter() - started < 3


def test_the_stemmers_are_loaded_by_the_first_word_only():
    code = "import sys, tocsin.lib.stems; sys.exit('snowballstemmer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
