"""Words reduced to their stems, in all six languages at once, for search.

A text's language is never asked for: desks and publishers mix them, and a word's stem in its own language is among its
stems in all. What is stored and what is looked for go through the same door, so they meet in that one.
"""

import re
import threading
from functools import lru_cache
from typing import Any
from unicodedata import combining, normalize

LANGUAGES = ("english", "dutch", "swedish", "german", "french", "russian")
_LONGEST = 64  # characters: a longer run of letters is no word anybody looks for
_JOINT = "[-._/‐‑–—−]"  # joins the parts of CVE-2024-3094, SE-7K3QF-02M1B, log4j-core, 2.14.1, user_id
_WORD = re.compile(rf"[^\W_]+(?:{_JOINT}[^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_IO = str.maketrans("ё", "е")
_local = threading.local()


def stems(text: str) -> list[str]:
    """The distinct lexemes of a text, in order: letters and digits only, so that any engine takes them whole."""
    lexemes: dict[str, None] = {}
    for parts in _words(text):
        if len(parts) > 1:
            lexemes["".join(parts)[:_LONGEST]] = None
        for part in parts:
            lexemes.update(dict.fromkeys(_stems_of(part)))
    return list(lexemes)


def alternatives(query: str) -> list[tuple[str, ...]]:
    """What a text must hold to be found: of each tuple at least one lexeme, as `stems` stored them.

    A joined word with digits, such as a CVE id, a version or a confirmation number, is looked for as a whole; another
    joined word by its parts, so that "heap-overflow" finds "heap overflow" as well.
    """
    wanted: dict[tuple[str, ...], None] = {}
    for parts in _words(query):
        whole = "".join(parts)[:_LONGEST]
        if len(parts) > 1 and _DIGIT.search(whole):
            wanted[(whole,)] = None
        else:
            wanted.update(dict.fromkeys(_stems_of(part) for part in parts))
    return list(wanted)


def _words(text: str) -> list[list[str]]:
    """Each word as its parts, casefolded; most words are one part."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold()).translate(_IO)
    return [[part[:_LONGEST] for part in _PART.findall(word)] for word in _WORD.findall(folded)]


@lru_cache(maxsize=20_000)
def _stems_of(word: str) -> tuple[str, ...]:
    """The stems in every language, and those of the word without its accents, which many leave out when they search."""
    if word.isdecimal():
        return (word,)
    spellings = dict.fromkeys((word, _without_accents(word)))
    found = (stemmer.stemWord(spelling) for spelling in spellings for stemmer in _stemmers())
    return tuple(dict.fromkeys(stem for stem in found if stem))


def _without_accents(word: str) -> str:
    """Latin letters without their marks; a Russian й is a letter of its own and stays."""
    return normalize("NFC", "".join(c for c in normalize("NFD", word) if not combining(c) or c == "\u0306"))


def _stemmers() -> list[Any]:
    """One set a thread: a snowball stemmer keeps its state in itself."""
    if not hasattr(_local, "stemmers"):
        import snowballstemmer  # noqa: PLC0415 - loads tables that only searching and storing need

        _local.stemmers = [snowballstemmer.stemmer(language) for language in LANGUAGES]
    found: list[Any] = _local.stemmers
    return found
