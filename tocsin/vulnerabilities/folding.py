"""What people type and paste, brought to the plain characters that identifiers and vectors are written in."""

import unicodedata

# Written in another width or face, but the same character: CVE－２０２４, CVE‑2024.
_SAME = {"<wide>", "<narrow>", "<font>", "<noBreak>"}
# A mark beside the text, such as a footnote's ¹: read as a digit it would turn CVE-2024-3094¹ into another id.
_BESIDE = {"<super>", "<sub>", "<circle>", "<fraction>", "<square>"}
_DASHES = dict.fromkeys("−⁃˗ー", "-")  # minus, hyphen bullet, modifier minus, what Japanese keyboards give for a dash
_COLONS = dict.fromkeys("∶꞉ː", ":")
_SLASHES = dict.fromkeys("⁄∕⧸", "/")
_LOOKALIKES = _DASHES | _COLONS | _SLASHES


def fold(text: str) -> str:
    """`text` with dashes, colons, slashes and letters of other widths made plain, invisible characters gone, each run
    of white space one space, and none around it. Digits of other scripts stay what they are.
    """
    return " ".join("".join(map(_folded, text)).split())


def _folded(character: str) -> str:
    if character.isascii():
        return character
    kind = unicodedata.decomposition(character).split(" ")[0]
    if kind in _BESIDE:
        return " "
    if kind in _SAME:
        character = unicodedata.normalize("NFKC", character)
    if len(character) == 1:
        category = unicodedata.category(character)
        if category == "Pd":
            return "-"
        if category == "Cf":  # zero-width and direction marks, soft hyphens
            return ""
    return _LOOKALIKES.get(character, character)
