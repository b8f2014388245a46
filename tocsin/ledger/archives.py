"""Exports as they lie on a disk: a folder or a zip, at its root or under `ledger/`, of the ledger or of one chain."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

from django.utils.translation import gettext as _

from tocsin.lib.canonical import Json, NotCanonical, parse

from .exporting import CHAIN, FOLDER_IN_ZIP, WHOLE
from .records import Malformed, Seal, Twig, fields

LONGEST_LINE = 4 * 1024 * 1024  # bytes; an entry has some hundred
UNREADABLE = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)  # damaged, encrypted, odd compression
Record = TypeVar("Record")


class NoArchive(Exception):
    """What the path names is no export at all; the text is the sentence that the person reads."""


class Archive:
    """Files by name, read line by line and never as a whole."""

    def __init__(self, opened: Callable[[str], IO[bytes]], names: frozenset[str]) -> None:
        self.opened, self.names = opened, names

    def records(self, name: str, read: Callable[[Json], Record]) -> Iterator[Record]:
        """Each line as a record; Malformed names the file and the line."""
        if name not in self.names:
            raise Malformed(f"{name}: not there")
        try:
            with self.opened(name) as file:
                yield from records(file, name, read)
        except UNREADABLE as error:
            raise Malformed(name) from error

    def only(self, name: str, read: Callable[[Json], Record]) -> Record:
        """The record of a file with one line."""
        found = list(islice(self.records(name, read), 2))
        if len(found) != 1:
            raise Malformed(f"{name}: {len(found) or 1}")
        return found[0]

    def content(self, name: str) -> bytes:
        """A small file's bytes, none if it is not there; Malformed if it cannot be read."""
        if name not in self.names:
            return b""
        try:
            with self.opened(name) as file:
                return file.read(LONGEST_LINE)
        except UNREADABLE as error:
            raise Malformed(name) from error


class Manifest(NamedTuple):
    """What an export says it is. Only its format is taken on trust; a wrong installation breaks every chain."""

    format: str
    installation: str
    subject: str

    @classmethod
    def read(cls, value: Json) -> "Manifest":
        if isinstance(value, dict) and value.get("format") == CHAIN:
            return cls(**fields(value, cls.__annotations__))  # type: ignore[arg-type]
        counts = {"entries": int, "leaves": int, "checkpoints": int}
        found = fields(value, {"format": str, "installation": str, **counts})
        if found["format"] != WHOLE:
            raise Malformed("This is another kind of line.")
        return cls(WHOLE, str(found["installation"]), "")


def records(file: IO[bytes], name: str, read: Callable[[Json], Record]) -> Iterator[Record]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        try:
            if not line.endswith(b"\n"):
                raise Malformed("The line does not end.")
            record = read(parse(line[:-1]))
        except (Malformed, NotCanonical) as error:
            raise Malformed(f"{name}: {number}") from error
        yield record


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The export at the path, or NoArchive."""
    if path.is_dir():
        root = path / FOLDER_IN_ZIP if (path / FOLDER_IN_ZIP).is_dir() else path
        names = frozenset(file.name for file in root.iterdir() if file.is_file())
        yield complete(Archive(lambda name: (root / name).open("rb"), names), path)
        return
    try:
        packed = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise NoArchive(_("%(path)s is neither a folder nor a zip file.") % {"path": path}) from error
    with packed:
        inside = packed.namelist()
        prefix = FOLDER_IN_ZIP if f"{FOLDER_IN_ZIP}manifest.json" in inside else ""
        names = frozenset(name.removeprefix(prefix) for name in inside if name.startswith(prefix))
        yield complete(Archive(lambda name: packed.open(prefix + name), names), path)


def complete(archive: Archive, path: Path) -> Archive:
    if "manifest.json" not in archive.names:
        raise NoArchive(_("%(path)s is not an export of a ledger: it has no manifest.json.") % {"path": path})
    return archive


def read_kept_seal(file: Path) -> Seal:
    """The seal of a checkpoint that was kept; NoArchive if the file is none."""
    try:
        with file.open("rb") as lines:
            return next(records(lines, file.name, Seal.read))
    except (OSError, Malformed, StopIteration) as error:
        raise NoArchive(_("%(file)s is not a checkpoint.") % {"file": file}) from error


def read_kept_twigs(file: Path) -> Iterator[Twig]:
    """The leaves behind the seal; Malformed names the line."""
    with file.open("rb") as lines:
        lines.readline(LONGEST_LINE)
        yield from records(lines, file.name, Twig.read)
