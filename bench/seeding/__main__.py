"""`python -m bench.seeding tickets=1000 drafts=400 long=210 short=10`: fills the database, tells what is in it."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.settings"
django.setup()

from django.db import transaction  # noqa: E402 - models need the settings

from . import drafts, people, tickets  # noqa: E402


def main(arguments: list[str]) -> None:
    sizes = {name: int(number) for name, _, number in (one.partition("=") for one in arguments)}
    with transaction.atomic():
        cast = people.create()
        known = {
            **people.sessions(cast),
            **tickets.create(cast, sizes.get("tickets", 0), [sizes.get("short", 10), sizes.get("long", 210)]),
            "drafts": drafts.create(cast, sizes.get("drafts", 0)),
        }
    sys.stdout.write(json.dumps(known))


if __name__ == "__main__":
    main(sys.argv[1:])
