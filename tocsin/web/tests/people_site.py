"""What the tests of people's pages share."""

import re
from typing import Any

from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tocsin.accounts.inviting import invite
from tocsin.accounts.models import Invitation, Membership, Person, Publisher
from tocsin.ledger.models import Entry
from tocsin.tickets import intake
from tocsin.tickets.choices import Category, Certainty
from tocsin.tickets.models import Draft, Ticket
from tocsin.tickets.new_report import NewReport


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


def reported(person: Person, publisher: Publisher, title: str, **words: object) -> Ticket:
    """A vulnerability of the publisher's first offer, reported a minute ago."""
    now = timezone.now()
    version = publisher.offers.order_by("pk")[0].versions.all()[0]
    new = NewReport(
        **{  # type: ignore[arg-type]
            "publisher": publisher,
            "category": Category.VULNERABILITY,
            "title": title,
            "problem": "An uploaded archive overwrites files of the server.",
            "affected": [(version.offer_id, version.pk)],
            "exploited": Certainty.NO,
            "aware_at": now,
            "cve_ids": ["CVE-2026-12345"],
        }
        | words
    )
    draft = Draft.objects.create(
        person=person, publisher=publisher, category=new.category, started_at=now, saved_at=now
    )
    return intake.submit(draft, new, by=person, now=now)
