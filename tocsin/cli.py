"""The commands: `tocsin serve | work | demo | check | prepare | import | ledger | invite`."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from tocsin.lib.environ import SettingError

Runner = Callable[[argparse.Namespace], int]


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; a wrong setting ends it with a sentence instead of a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
    try:
        import django  # noqa: PLC0415 - settings are read here, and may be wrong

        django.setup()
        from tocsin.running.commands import parser  # noqa: PLC0415 - the rooms load after the settings

        chosen = parser(write).parse_args(arguments)
        run: Runner = chosen.run
        return run(chosen)
    except SettingError as error:
        sys.stderr.write(f"Tocsin does not start: {error}\n")
        return 2
