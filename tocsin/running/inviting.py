"""A new desk begins with its first lead, invited from the command line; leads invite everybody else on the pages."""

import argparse
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from tocsin.accounts.inviting import invite_first_lead
from tocsin.lib.errors import DomainError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="the address the invitation is bound to")


def run(chosen: argparse.Namespace, write: Callable[[str], None]) -> int:
    try:
        _invitation, token = invite_first_lead(chosen.email)
    except DomainError as error:
        write(str(error))
        return 1
    write(f"Give this link to {chosen.email}; it works once, for seven days:")
    write(settings.PUBLIC_URL + reverse("invitation", args=[token]))
    return 0
