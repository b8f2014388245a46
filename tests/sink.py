"""Where the houses of the tests send their mail: a real SMTP listener that keeps all it takes."""

import asyncio
import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller

from .processes import free_port, soon


class Mail(NamedTuple):
    to: str
    message_id: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""


class Sink:
    """Outlives the houses that are killed. `pause` gives the seconds to wait before a mail is kept and after it."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.pause: Callable[[], tuple[float, float]] = lambda: (0, 0)
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        before, after = self.pause()
        await asyncio.sleep(before)
        message = email.message_from_bytes(envelope.content, EmailMessage, policy=email.policy.default)
        self.mails += [Mail(address.lower(), str(message["Message-ID"]), message) for address in envelope.rcpt_tos]
        await asyncio.sleep(after)
        return "250 kept"

    def about(self, number: str, to: str = "") -> list[Mail]:
        """The mails that carry this confirmation number in their subject, in the order in which they came."""
        return [mail for mail in list(self.mails) if number in mail.subject and to in mail.to]

    def await_mail(self, number: str, to: str, count: int = 1, seconds: float = 20.0) -> Mail:
        """The `count`th mail about the ticket to this address, as soon as it has come."""
        assert soon(lambda: len(self.about(number, to)) >= count, seconds), (
            f"no mail {count} about {number} to {to}; there are {[(m.to, m.subject) for m in self.about(number)]}"
        )
        return self.about(number, to)[count - 1]
