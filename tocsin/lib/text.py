"""What people type and what files are called, made safe to store, to show and to send."""

import re
import unicodedata
from collections.abc import Collection

# C0 and C1 controls but tab and line feed; the byte order mark; lone surrogates, which no database stores as UTF-8.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
# Embeddings, overrides and isolates (UAX #9): text is read in another order than it is written. The marks U+200E,
# U+200F and U+061C only set the side of a neighbour, Arabic and Hebrew need them, and copying from Windows adds them.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85]")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_NOT_IN_FILE_NAMES = re.compile('[<>:"|?*]')
# Names of devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]|conin\$|conout\$)\s*(?:\.|$)", re.IGNORECASE)
_LONGEST_NAME = 120  # characters
_LONGEST_NAME_BYTES = 240  # file systems hold 255
_LONGEST_EXTENSION = 20


def clean(text: str) -> str:
    """The text as it is stored: composed (NFC), lines ended by LF, without control characters.

    Characters that reorder what is read are written out, as [U+202E]: a report about them keeps its evidence, and
    nobody is misled by it. Cleaning twice changes nothing.
    """
    lines = _LINE_END.sub("\n", text)
    shown = _REORDERING.sub(lambda match: f"[U+{ord(match[0]):04X}]", _CONTROLS.sub("", lines))
    return unicodedata.normalize("NFC", shown)


def clean_line(text: str) -> str:
    """The same for a value of one line: all white space becomes single spaces, none at the ends."""
    return " ".join(clean(text).split())


def has_hidden(text: str) -> bool:
    """Whether a text of many lines has control or reordering characters, so that a form can ask for it anew.

    `lib.characters.has_hidden` is the stricter question for names and other values of one line.
    """
    lines = _LINE_END.sub("\n", text)
    return bool(_CONTROLS.search(lines) or _REORDERING.search(lines))


def safe_file_name(name: str) -> str:
    """A name for a file of somebody else's: 1 to 120 characters, the extension kept, harmless on every system.

    Folders, drive letters, invisible and reordering characters are gone; reserved names are told apart by "_".
    """
    last = re.split(r"[/\\]", name)[-1]
    last = re.sub(r"^[A-Za-z]:", "", last)
    visible = "".join(c for c in last if unicodedata.category(c) not in _INVISIBLE)
    plain = " ".join(_NOT_IN_FILE_NAMES.sub("_", unicodedata.normalize("NFC", visible)).split())
    stem, extension = _parted(plain)
    if _DEVICE.match(stem) or stem.startswith("-"):
        stem = f"_{stem}"
    return _shortened(stem or "file", extension)


def snippet(text: str, length: int = 160, *, around: Collection[str] = ()) -> str:
    """One line of at most `length` characters, cut between words and marked by "…".

    It starts shortly before the first of the words `around`, if one of them occurs, else at the beginning.
    """
    line = clean_line(text)
    start = _start(line, length, around)
    room = length - (start > 0)
    cut = line[start:]
    if len(cut) > room:
        whole = cut[: room - 1]
        cut = (whole if cut[room - 1].isspace() else whole.rpartition(" ")[0] or whole).rstrip() + "…"
    return ("…" if start else "") + cut


def _parted(name: str) -> tuple[str, str]:
    """Stem and extension (with its dot, or empty), each without dots and spaces where they would hide or vanish."""
    name = name.rstrip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot or not extension.isalnum() or len(extension) > _LONGEST_EXTENSION:
        return name.strip(". "), ""
    return stem.strip(". "), f".{extension}"


def _shortened(stem: str, extension: str) -> str:
    stem = stem[: _LONGEST_NAME - len(extension)]
    while len((stem + extension).encode()) > _LONGEST_NAME_BYTES:
        stem = stem[:-1]
    return (stem.rstrip(". ") or "file") + extension


def _start(line: str, length: int, around: Collection[str]) -> int:
    if len(line) <= length or not around:
        return 0
    found = re.search("|".join(re.escape(word) for word in around), line, re.IGNORECASE)
    if not found or found.end() < length:
        return 0
    space = line.find(" ", max(found.start() - length // 4, 0), found.start())
    return min(space + 1 if space >= 0 else found.start(), len(line) - 1)
