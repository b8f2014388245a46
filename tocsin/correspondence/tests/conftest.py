"""What correspondence's tests begin with: the tickets' cast at work, and a mail server on loopback."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from tocsin.accounts.models import Person, Publisher
from tocsin.correspondence.models import Delivery
from tocsin.correspondence.relaying import relay_due
from tocsin.ledger.models import Entry, Relay
from tocsin.tickets.models import Ticket
from tocsin.tickets.tests.conftest import acknowledge_as, report_as

TITLE, PROBLEM = "Tarpaulin traversal {{7*7}}", "Octarine {% now %} ${7*7} %(number)s body"


@pytest.fixture
def report(dmitri: Person, contoso: Publisher) -> Callable[..., Ticket]:
    """Makes Dmitri's reports for Contoso, now, with words that no mail may carry."""

    def make(*, by: Person = dmitri, publisher: Publisher = contoso, **words: object) -> Ticket:
        return report_as(by, publisher, timezone.now(), **({"title": TITLE, "problem": PROBLEM} | words))

    return make


@pytest.fixture
def ticket(report: Callable[..., Ticket]) -> Ticket:
    return report()


@pytest.fixture
def acknowledged(ticket: Ticket, ada: Person) -> Ticket:
    """Ada has acknowledged it, so that it is hers."""
    return acknowledge_as(ada, ticket, timezone.now())


@pytest.fixture
def newest(db: None) -> Callable[[], Entry]:
    """The entry that was appended last; earlier ones count as relayed."""

    def find() -> Entry:
        entry = Entry.objects.order_by("-pk").first()
        Relay.objects.exclude(entry=entry).delete()
        return entry

    return find


@pytest.fixture
def receipt(ticket: Ticket) -> Delivery:
    """Dmitri's receipt, waiting."""
    assert relay_due(timezone.now()) == 1
    return Delivery.objects.get()


# -- the other side -----------------------------------------------------------------------------------------------
class Sink:
    """A mail server that does as it is told: answers by address, or by stage; it keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.seen: list[tuple[str, bytes]] = []  # also what it did not answer for
        self.rcpt: dict[str, str] = {}
        self.mail = self.data = "250 OK"
        self.drop = ""  # the stage at which the line breaks: "rcpt", "data" (after the final dot)
        self.connections = 0
        self.pause = 0.0  # seconds before the answer to the whole mail

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail.startswith("250"):
            envelope.mail_from = address
        return self.mail

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.drop == "rcpt":
            server.transport.abort()
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("25"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = (", ".join(envelope.rcpt_tos), bytes(envelope.original_content or b""))
        self.seen.append(mail)
        await asyncio.sleep(self.pause)
        if self.drop == "data":
            server.transport.abort()
        elif self.data.startswith("250"):
            self.taken.append(mail)
        return self.data


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[Sink, int]]]:
    """Starts mail servers on loopback, each with its sink; they end with the test."""
    running: list[Controller] = []

    def start(**options: Any) -> tuple[Sink, int]:
        sink, port = Sink(), free_port()
        controller = Controller(sink, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return sink, port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def sink(serve: Callable[..., tuple[Sink, int]], settings: Any) -> Sink:
    """The server that the settings name."""
    sink, port = serve()
    settings.MAIL_URL = urlsplit(f"smtp://127.0.0.1:{port}")
    return sink
