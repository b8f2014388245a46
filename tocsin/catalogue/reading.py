"""Reading a catalogue file row by row, in bounded memory: CSV here, JSON in `reading_json.py`. Nothing is interpreted.

UTF-8 with or without byte order mark; bytes that are not UTF-8 arrive as lone surrogates and refuse their row alone.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext_lazy as _

from .lines import Lines
from .reading_json import json_rows
from .rows import Refusal, Row, Unreadable

NO_KIND = _("The first line names no column “kind”. Add it, or say with --kind what all rows are.")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
NOT_UTF8 = re.compile("[\udc80-\udcff]")


def rows(file: Path, *, kind_known: bool) -> Iterator[Row | Refusal]:
    """The rows of the file, or a Refusal for one that cannot be read. Unreadable if that is so of the file.

    Unless the kind of rows is known, a CSV file must have a column for it.
    """
    try:
        with open_text(file) as text:
            found = json_rows(text) if starts_as_json(text) else csv_rows(text, kind_known)
            yield from (of_utf8(row) for row in found)
    except OSError as error:
        raise Unreadable(
            _("The file %(file)s cannot be read: %(reason)s.") % {"file": file, "reason": error.strerror}
        ) from error


def open_text(file: Path) -> TextIO:
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise Unreadable(_("The file is read several times, so it must be a real file, not a pipe."))
    with file.open("rb") as raw:
        if raw.read(2) in UTF16:
            raise Unreadable(_("The file is UTF-16. Save it as UTF-8 and import it again."))
    return file.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def starts_as_json(text: TextIO) -> bool:
    beginning = text.read(4096).lstrip()
    text.seek(0)
    return beginning.startswith(("[", "{"))


def of_utf8(row: Row | Refusal) -> Row | Refusal:
    if isinstance(row, Row) and any(NOT_UTF8.search(value) for value in row.values.values()):
        return Refusal(row.line, "", _("This is not UTF-8 text. Save the file as UTF-8 and import it again."))
    return row


def csv_rows(text: TextIO, kind_known: bool) -> Iterator[Row | Refusal]:
    """Rows under a first line of column names, parted by comma or semicolon (whichever that line has more of)."""
    lines = Lines(text)
    first = next(lines, "")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    header = column_names(first, delimiter)
    if not kind_known and "kind" not in header:
        raise Unreadable(NO_KIND)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.count + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Refusal(start, "", mismatched(start, lines.count))
            continue
        if lines.too_long >= start:
            yield Refusal(lines.too_long, "", _("This line is too long."))
        elif any(cell.strip() for cell in cells):
            yield row_of(start, header, cells)


def column_names(first: str, delimiter: str) -> list[str]:
    try:
        header = [cell.strip().lower() for cell in next(csv.reader([first], delimiter=delimiter, strict=True), [])]
    except csv.Error as error:
        raise Unreadable(_("The first line must name the columns.")) from error
    while header and not header[-1]:
        header.pop()
    if not header:
        raise Unreadable(_("The file is empty. Its first line must name the columns."))
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise Unreadable(_("The first line names a column twice: %(columns)s.") % {"columns": ", ".join(twice)})
    return header


def row_of(line: int, header: list[str], cells: list[str]) -> Row | Refusal:
    values = [cell.strip() for cell in cells]
    if any(values[len(header) :]):
        return Refusal(
            line, "", _("This row has more values than the first line has columns. Put quotation marks around them.")
        )
    return Row(line, {name: value for name, value in zip(header, values, strict=False) if value})


def mismatched(first: int, last: int) -> str:
    if first == last:
        return str(_("The quotation marks of this line do not match."))
    return str(
        _("The quotation marks do not match from line %(first)d to line %(last)d.") % {"first": first, "last": last}
    )
