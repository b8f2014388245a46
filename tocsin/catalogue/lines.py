"""Lines of a file of any size, without ever holding a line of any size."""

from collections.abc import Iterator
from typing import ClassVar, TextIO


class Lines(Iterator[str]):
    """A text's lines with their ends; one that is too long comes as an empty one, and `too_long` is its number.

    `count` is the number of the last line given; lines count from 1.
    """

    LONGEST: ClassVar[int] = 65_536  # characters

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.count = 0
        self.too_long = 0

    def __next__(self) -> str:
        line = self.text.readline(self.LONGEST)
        if not line:
            raise StopIteration
        self.count += 1
        if len(line) < self.LONGEST or ended(line):
            return line
        self.too_long = self.count
        while (rest := self.text.readline(self.LONGEST)) and not ended(rest):
            pass
        return "\n"


def ended(line: str) -> bool:
    return line.endswith(("\n", "\r"))
