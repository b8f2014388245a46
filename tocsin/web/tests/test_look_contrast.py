"""Every pair of colours that carries words or edges meets WCAG 2.2 AA, in light and in dark."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[1] / "static/css/tokens.css").read_text()
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\);", TOKENS)
}
GROUNDS = ["paper", "surface", "accent-tint", "critical-tint", "note", "low-tint", "hover"]
LEVELS = ["critical", "high", "medium", "low"]
WORDS = [  # (words, ground): 1.4.3 asks 4.5
    *(("ink", ground) for ground in GROUNDS),
    *(("muted", ground) for ground in GROUNDS),
    *(("accent", ground) for ground in ("paper", "surface", "accent-tint", "critical-tint", "low-tint", "note")),
    *(("accent-strong", ground) for ground in ("paper", "surface", "accent-tint")),
    *((level, ground) for level in ("critical", "high", "medium", "low") for ground in ("paper", "surface")),
    *(
        (level, ground)
        for level in ("critical", "high", "medium", "low")
        for ground in ("critical-tint", "accent-tint")
    ),
    ("low", "low-tint"),
    ("note-ink", "note"),
    ("note-ink", "surface"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
EDGES = [  # 1.4.11 asks 3 of what shows a control or a state
    *(("edge", ground) for ground in ("paper", "surface", "note")),
    *(("accent", ground) for ground in ("paper", "surface", "accent-tint", "note")),
    *(("critical", ground) for ground in ("paper", "surface")),
    *(("note-line", ground) for ground in ("paper", "surface", "note")),
]
STATED = {  # LOOK.md, section "Tokens"
    "paper": ("faf9f6", "11141a"),
    "surface": ("ffffff", "191e26"),
    "ink": ("1a1e26", "e7eaef"),
    "muted": ("58616f", "a2abb8"),
    "line": ("d9dde3", "2d3440"),
    "accent": ("0b5a68", "66c6d6"),
    "critical": ("98181b", "ff8f87"),
    "high": ("a8480a", "ffad66"),
    "medium": ("7d6200", "e6c65a"),
    "low": ("2b6a4b", "7fd0a6"),
    "note": ("fff3e0", "33260f"),
    "note-line": ("b45309", "e0a04a"),
}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), WORDS)
def test_words_can_be_read_on_their_ground(words: str, ground: str, theme: str) -> None:
    assert contrast(COLOURS[words][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_can_be_seen_on_their_ground(edge: str, ground: str, theme: str) -> None:
    assert contrast(COLOURS[edge][theme], COLOURS[ground][theme]) >= 3


@pytest.mark.parametrize("name", STATED)
def test_the_tokens_are_those_of_the_look(name: str) -> None:
    assert (COLOURS[name]["light"], COLOURS[name]["dark"]) == STATED[name]


def test_colours_are_said_in_the_tokens_only() -> None:
    folder = Path(__file__).resolve().parents[1] / "static/css"
    allowed = {"tokens.css", "error.css", "print.css"}
    strays = {
        (file.name, found)
        for file in folder.glob("*.css")
        if file.name not in allowed
        for found in re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*[;)])", file.read_text())
    }
    assert strays == set()
