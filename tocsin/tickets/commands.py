"""`tocsin import calendars FILE`."""

import argparse
from collections.abc import Callable
from pathlib import Path

from tocsin.catalogue.rows import Unreadable

from .calendars import Fault, Refused, import_calendars


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="JSON, in UTF-8; docs/admin/calendar.md names the fields")


def run(args: argparse.Namespace, write: Callable[[str], None]) -> int:
    """0 when all went in, 1 when something is wrong and nothing did, 2 when the file cannot be read."""
    try:
        counts = import_calendars(args.file)
    except Unreadable as error:
        write(str(error))
        return 2
    except Refused as error:
        for fault in error.faults:
            write(told(fault))
        write("Nothing was imported.")
        return 1
    write(f"Calendars: {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged.")
    return 0


def told(fault: Fault) -> str:
    where = f"Calendar {fault.place}, {fault.field}" if fault.field else f"Calendar {fault.place}"
    return f"{where}: {fault.reason}"
