"""What people paste, made plain."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.vulnerabilities.folding import fold

DASHES = [c for c in map(chr, range(0x11000)) if unicodedata.category(c) == "Pd"]


@pytest.mark.parametrize("dash", [*DASHES, "−", "⁃", "˗", "ー", "ｰ"])
def test_every_dash_is_a_hyphen(dash):
    assert fold(f"a{dash}b") == "a-b"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＣＶＥ：２０２４／ｘ", "CVE:2024/x"),
        ("a∶b꞉cːd", "a:b:c:d"),
        ("a⁄b∕c⧸d", "a/b/c/d"),
        ("𝐂𝐕𝐄", "CVE"),
        ("a\u00a0b\u2009c\u3000d\r\n\te", "a b c d e"),
        ("a\u200bb\u202ec\u00add\ufeff", "abcd"),
        ("3094¹ 3094₂ 3094① ½", "3094 3094 3094"),
        ("٣٠٩٤", "٣٠٩٤"),
        ("Ключ Ünï", "Ключ Ünï"),
        ("  ", ""),
    ],
)
def test_other_widths_and_invisible_characters_become_plain(typed, folded):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
