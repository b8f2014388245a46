"""Words reduced to their stems, in all six languages at once, for search."""

import re
import threading
from functools import lru_cache
from typing import Any
from unicodedata import normalize

LANGUAGES = ("english", "dutch", "swedish", "german", "french", "russian")
WORD = re.compile(r"\w+(?:[-.]\w+)*", re.UNICODE)
PART = re.compile(r"\w+", re.UNICODE)
LONGEST = 64  # a longer run of letters is no word anybody looks for
local = threading.local()


def stemmers() -> list[Any]:
    """One set a thread: a snowball stemmer keeps its state in itself."""
    if not hasattr(local, "stemmers"):
        import snowballstemmer  # noqa: PLC0415 - loads tables that only searching and storing need

        local.stemmers = [snowballstemmer.stemmer(language) for language in LANGUAGES]
    found: list[Any] = local.stemmers
    return found


@lru_cache(maxsize=50_000)
def stems_of(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stemmer.stemWord(word) for stemmer in stemmers()))


def words(text: str) -> list[str]:
    """Casefolded words in order; compounds such as CVE-2024-3094 whole and in their parts."""
    found: list[str] = []
    for match in WORD.finditer(normalize("NFKC", text).casefold()):
        whole = match.group()[:LONGEST]
        parts = PART.findall(whole)
        found += [whole, *parts] if len(parts) > 1 else parts
    return found


def stems(text: str) -> list[str]:
    """The distinct stems of the text's words in any of the six languages, in order of appearance."""
    return list(dict.fromkeys(stem for word in words(text) for stem in stems_of(word)))
