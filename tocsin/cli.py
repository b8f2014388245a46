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
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        if given == ["serve"]:
            return serve()
        import django  # noqa: PLC0415 - settings are read here, and may be wrong

        django.setup()
        from tocsin.running.commands import parser  # noqa: PLC0415 - the rooms load after the settings

        chosen = parser(write).parse_args(given)
        run: Runner = chosen.run
        return run(chosen)
    except SettingError as error:
        sys.stderr.write(f"Tocsin does not start: {error}\n")
        return 2


def serve() -> int:
    """Without Django's set-up, which the server's own processes do: it would double the time to the first page."""
    import tocsin.settings  # noqa: F401, PLC0415 - read here so that a wrong one is told in a sentence
    from tocsin.running import serve as server  # noqa: PLC0415 - as above

    return server.run()
