"""What each command does, wired to the rooms that do it."""

import argparse
from collections.abc import Callable

from django.core.management import call_command

from tocsin.catalogue import commands as catalogue
from tocsin.ledger import commands as ledger
from tocsin.tickets import commands as tickets

from . import inviting, prepare, serve, work

Write = Callable[[str], None]


def parser(write: Write) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="tocsin", description="A security-event desk for a software marketplace.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, help_text: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_text, description=help_text)
        made.set_defaults(run=run)
        return made

    add("serve", "Serve the pages.", lambda _: serve.run())
    add("work", "Send mail, mark missed deadlines, sign checkpoints.", lambda _: work.run())
    add("check", "Check settings, database and triggers.", lambda _: check())
    add("prepare", "Create or upgrade the database, translations and static files.", lambda _: prepare.run(write))
    add("demo", "Start everything with a made-up marketplace, in the foreground.", lambda _: demo(write))
    inviting.add_arguments(add("invite", "Invite the desk’s first lead.", lambda chosen: inviting.run(chosen, write)))
    importing = add("import", "Import the catalogue, or the desk’s calendars.", lambda _: 0)
    kinds = importing.add_subparsers(dest="what", required=True)
    of_catalogue = kinds.add_parser("catalogue", help="Publishers, offers, versions, customers and what they hold.")
    catalogue.add_arguments(of_catalogue)
    of_catalogue.set_defaults(run=lambda chosen: catalogue.run(chosen, write))
    of_calendars = kinds.add_parser("calendars", help="The desk’s working hours and days off, by region of publishers.")
    tickets.add_arguments(of_calendars)
    of_calendars.set_defaults(run=lambda chosen: tickets.run(chosen, write))
    of_ledger = add("ledger", "Verify, export or checkpoint the ledger.", lambda _: 0)
    ledger.add_arguments(of_ledger)
    of_ledger.set_defaults(run=lambda chosen: ledger.run(chosen, write))
    return top


def check() -> int:
    call_command("check", database=["default"], fail_level="WARNING")
    return 0


def demo(write: Write) -> int:
    from tocsin.demo import running  # noqa: PLC0415 - the demo's story loads only for the demo

    return running.run(write)
