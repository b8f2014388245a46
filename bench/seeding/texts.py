"""Texts of made-up words, with their stems: a pool, so that a million words need not be stemmed one by one."""

import random
from dataclasses import dataclass

from tocsin.tickets import search

RARE, COMMON = "quixomira", "brelvanto"  # in one ticket of a thousand, and in one of ten
POOL, WORDS = 200, 4000
SYLLABLES = ["ka", "lo", "mi", "ren", "ta", "vu", "sel", "dor", "pa", "nis", "gra", "be", "tun", "fi", "ol", "zer"]


@dataclass(frozen=True)
class Written:
    body: str
    stems: str

    def with_word(self, word: str) -> "Written":
        return Written(f"{self.body} {word}.", f"{self.stems} {search.prepare('', word).stems}")

    def text(self, source: str, *, internal: bool = False) -> search.Text:
        return search.Text(source, self.stems, internal)


class Texts:
    def __init__(self, size: int, seed: int) -> None:
        chance = random.Random(seed)
        words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(WORDS)]
        self.pool = [written(chance, words, size) for _ in range(POOL)]

    def __getitem__(self, number: int) -> Written:
        return self.pool[number % len(self.pool)]


def written(chance: random.Random, words: list[str], size: int) -> Written:
    """About so many bytes, in paragraphs of Markdown."""
    parts: list[str] = []
    while sum(len(part) + 2 for part in parts) < size:
        parts.append(" ".join(chance.choices(words, k=30)).capitalize() + ".")
    body = "\n\n".join(parts)[:size]
    return Written(body, search.prepare("", body).stems)


def word_of(number: int) -> str:
    """The word to be found that stands in this ticket; every other time in a message and not in the report."""
    if number % 1000 == 500:
        return RARE
    return COMMON if number % 10 == 5 else ""
