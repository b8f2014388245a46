import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.lib.text import clean, clean_line, has_hidden, safe_file_name, snippet


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\u2028two\u2029three\x85four", "one\ntwo\nthree\nfour"),
        ("a\x00b\x08c\x1b[31m\x7f\x9b", "abc[31m"),
        ("a\tb\n c", "a\tb\n c"),
        ("e\u0301", "é"),
        ("\ufefftext", "text"),
        ("user\u202etxt.exe", "user[U+202E]txt.exe"),
        ("\u2066if\u2069 \u202aa\u202c", "[U+2066]if[U+2069] [U+202A]a[U+202C]"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("lone \ud83d half", "lone  half"),
        ("  spaces stay  ", "  spaces stay  "),
    ],
)
def test_text_is_cleaned_and_nothing_visible_is_lost(typed, stored):
    assert clean(typed) == stored


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_nothing_hidden(text):
    once = clean(text)
    assert clean(once) == once
    assert not has_hidden(once)
    assert once.encode("utf-8", "strict").decode() == once


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_words_are_only_composed(text):
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("typed", "line"),
    [("  a \r\n\tb\u00a0 c ", "a b c"), ("Title\r\nBcc: everybody@example.org", "Title Bcc: everybody@example.org")],
)
def test_a_line_is_one_line(typed, line):
    assert clean_line(typed) == line


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("plain, tabs\tand lines\r\nand\u2028separators", False),
        ("Ünïcødé, русский, 漢字, 👩\u200d💻, שלום\u200f", False),
        ("a\x00b", True),
        ("a\x1bb", True),
        ("a\x9bb", True),
        ("a\u202eb", True),
        ("a\u2067b", True),
        ("a\ufeffb", True),
    ],
)
def test_hidden_characters_are_noticed(text, hidden):
    assert has_hidden(text) is hidden


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Bericht für Möller.tar.gz", "Bericht für Möller.tar.gz"),
        ("отчёт.pdf", "отчёт.pdf"),
        ("e\u0301.txt", "é.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.txt", "x.txt"),
        ("C:\\Users\\eve\\x.txt", "x.txt"),
        ("C:x.txt", "x.txt"),
        ("/etc/", "file"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("   ", "file"),
        ("\x00\r\n", "file"),
        (".htaccess", "file.htaccess"),
        ("...pdf", "file.pdf"),
        ("a\r\nSet-Cookie: b.txt", "aSet-Cookie_ b.txt"),
        ("a\x00.txt", "a.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u200bb\ufeff.txt", "ab.txt"),
        ('a<b>c:d"e|f?g*.txt', "a_b_c_d_e_f_g_.txt"),
        ("name. . .", "name"),
        ("name.txt ", "name.txt"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Aux.tar.gz", "_Aux.tar.gz"),
        ("COM¹.txt", "_COM¹.txt"),
        ("LPT9", "_LPT9"),
        ("NUL .txt", "_NUL.txt"),
        ("console.log", "console.log"),
        ("-rf.txt", "_-rf.txt"),
        ("lone\ud83d.txt", "lone.txt"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("a" * 300, "a" * 120),
        ("a." + "b" * 300, "a." + "b" * 118),
        ("ж" * 300 + ".pdf", "ж" * 116 + ".pdf"),
        ("漢" * 300 + ".pdf", "漢" * 78 + ".pdf"),
        ("final. version 2", "final. version 2"),
    ],
)
def test_a_file_name_is_harmless_everywhere(given_name, safe):
    assert safe_file_name(given_name) == safe


@given(st.text() | st.text("./\\: \x00\u202eaB¹-", max_size=20))
def test_every_file_name_becomes_one_that_stays(name):
    safe = safe_file_name(name)
    assert 1 <= len(safe) <= 120
    assert len(safe.encode()) <= 240
    assert not set(safe) & set('/\\<>:"|?*\x00\r\n\u202e')
    assert safe[0] not in ".- "
    assert safe[-1] not in ". "
    assert safe_file_name(safe) == safe


TEXT = (
    "The parser reads past the end of its buffer when a header is longer than a line, and writes what it finds there."
)


@pytest.mark.parametrize(
    ("text", "length", "around", "expected"),
    [
        ("short", 20, (), "short"),
        ("two\n\nlines", 20, (), "two lines"),
        (TEXT, 20, (), "The parser reads…"),
        (TEXT, 16, (), "The parser…"),
        (TEXT, 17, (), "The parser reads…"),
        (TEXT, 40, ("PARSER",), "The parser reads past the end of its…"),
        (TEXT, 40, ("header",), "…when a header is longer than a line,…"),
        (TEXT, 40, ("finds", "nothing"), "…what it finds there."),
        (TEXT, 40, ("absent",), "The parser reads past the end of its…"),
        (TEXT, 40, ("(", "line,"), "…than a line, and writes what it finds…"),
        ("x" * 50, 10, (), "xxxxxxxxx…"),
    ],
)
def test_a_snippet_is_cut_between_words_around_what_was_looked_for(text, length, around, expected):
    assert snippet(text, length, around=around) == expected


@given(st.text(), st.integers(10, 60), st.lists(st.text(min_size=1)))
def test_a_snippet_is_never_too_long(text, length, around):
    assert len(snippet(text, length, around=around)) <= length
