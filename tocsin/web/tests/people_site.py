"""What the tests of people's pages share."""

import re
from typing import Any

from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tocsin.accounts.inviting import invite
from tocsin.accounts.models import Invitation, Membership, Person, Publisher
from tocsin.ledger.models import Entry


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def queries(client: Client, address: str) -> int:
    """How many an answer takes, once sessions and the like are warm."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def flashes(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def member_of(person: Person, publisher: Publisher) -> Membership:
    return Membership.objects.get(person=person, publisher=publisher)


def invited(email: str, publisher: Publisher | None, role: str, by: Person) -> tuple[Invitation, str]:
    """The invitation and its page."""
    invitation, token = invite(email, publisher=publisher, role=role, by=by)
    return invitation, f"/invitations/{token}/"


def mailed_link() -> str:
    """The path of the newest mail's one link."""
    (found,) = re.findall(r"^https?://[^/\s]+(/\S+)$", mail.outbox[-1].body, re.M)
    return str(found)


def kinds(subject: str) -> list[str]:
    return [entry.kind for entry in Entry.objects.of(subject)]
