"""`python -m bench.limit prepare` makes the table, `fill PAGE ROWS BYTES` a page, `serve` serves: flags as Tocsin's."""

import os
import sys

import django
from django.core.management import call_command

from tocsin.running.family import supervised_by_this
from tocsin.running.serve import command


def fill(page: int, rows: int, size: int) -> None:
    """So many rows that together carry so many bytes."""
    from bench.limit.models import Row  # noqa: PLC0415 - the settings are known only now

    Row.objects.filter(page=page).delete()
    Row.objects.bulk_create(Row(page=page, body="word " * (size // rows // 5)) for _ in range(rows))


def main(arguments: list[str]) -> None:
    if arguments == ["serve"]:
        server = command("bench.limit.wsgi:application")
        os.execve(sys.executable, server, supervised_by_this())  # noqa: S606 - ourselves
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.limit.settings"
    django.setup()
    if arguments == ["prepare"]:
        call_command("migrate", run_syncdb=True, verbosity=0)
    elif arguments[0] == "fill":
        fill(*map(int, arguments[1:]))


if __name__ == "__main__":
    main(sys.argv[1:])
