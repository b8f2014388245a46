"""Reading a catalogue file of JSON: an array of objects, or one object per line (JSON Lines). In bounded memory."""

import json
import re
from collections.abc import Iterator
from typing import TextIO

from django.utils.translation import gettext_lazy as _

from .lines import Lines
from .rows import Refusal, Row

CHUNK = 65_536  # characters
LONGEST = 1_048_576  # characters of one object
SPACE = " \t\r\n"
NOT_WHITE = re.compile(f"[^{SPACE}]")
# Numbers stay as written: a version 2.10 is not 2.1.
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
NOT_JSON = _("This is not JSON.")


def json_rows(text: TextIO) -> Iterator[Row | Refusal]:
    start = text.read(CHUNK).lstrip(SPACE)[:1]
    text.seek(0)
    return array_rows(text) if start == "[" else line_rows(text)


def line_rows(text: TextIO) -> Iterator[Row | Refusal]:
    lines = Lines(text)
    for line in lines:
        if lines.too_long == lines.count:
            yield Refusal(lines.count, "", _("This line is too long."))
            continue
        if not line.strip(SPACE):
            continue
        try:
            yield row_of(lines.count, DECODER.decode(line))
        except (ValueError, RecursionError):
            yield Refusal(lines.count, "", NOT_JSON)


def array_rows(text: TextIO) -> Iterator[Row | Refusal]:
    """The array's objects, each with the line it begins on; what follows a fault in the syntax cannot be read."""
    window = Window(text)
    window.skip("[")
    while window.skip(",") not in {"", "]"}:
        line = window.line
        try:
            yield row_of(line, window.value())
        except (ValueError, RecursionError):
            yield Refusal(line, "", _("This is not JSON. Nothing from here to the end of the file was read."))
            return


def row_of(line: int, value: object) -> Row | Refusal:
    if not isinstance(value, dict):
        return Refusal(line, "", _("Each row must be a JSON object."))
    values = {}
    for name, held in value.items():
        if held is None:
            continue
        if isinstance(held, dict | list):
            return Refusal(line, str(name), _("Write one value here, not a list or an object."))
        written = str(held).strip()
        if written:
            values[str(name).strip().lower()] = written
    return Row(line, values)


class Window:
    """The part of an array that is being read; `line` is the number of the line that reading has come to."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.held = ""
        self.at = 0
        self.line = 1

    def skip(self, separator: str) -> str:
        """Pass white space and one separator, if there is one; the character that comes next, or "" at the end."""
        if self.next_character() == separator:
            self.pass_to(self.at + 1)
        return self.next_character()

    def next_character(self) -> str:
        while True:
            if found := NOT_WHITE.search(self.held, self.at):
                self.pass_to(found.start())
                return found[0]
            self.pass_to(len(self.held))
            if not self.more():
                return ""

    def value(self) -> object:
        """The next value; ValueError if it is none or too long to be one."""
        while True:
            try:
                value, end = DECODER.raw_decode(self.held, self.at)
            except ValueError:
                if len(self.held) > LONGEST or not self.more():
                    raise
            else:
                self.pass_to(end)
                return value

    def more(self) -> bool:
        chunk = self.text.read(CHUNK)
        self.held = self.held[self.at :] + chunk
        self.at = 0
        return bool(chunk)

    def pass_to(self, end: int) -> None:
        self.line += self.held.count("\n", self.at, end)
        self.at = end
