"""What carries mails away, chosen by `settings.MAIL_URL`."""

from collections.abc import Callable
from enum import Enum
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from django.conf import settings


class Verdict(Enum):
    """What is known of one mail after its dialogue."""

    ACCEPTED = "accepted"  # the receiving server answers for it from here on
    REFUSED = "refused"  # for good
    PUT_OFF = "put off"  # surely not taken, worth another attempt
    UNCLEAR = "unclear"  # the whole mail was handed over, and no answer came


class Answer(NamedTuple):
    verdict: Verdict
    text: str = ""  # of the server, or of what went wrong on the way; no secrets


class Unreachable(Exception):
    """There is nobody to give mail to: the server is down, refuses us or cannot be trusted. No secret in its text."""


# Asked when the server waits for the mail, before its first byte leaves: False stops it there.
HandOver = Callable[[], bool]


class Carrier(Protocol):
    """One connection for a batch of mails; `ready` opens it, or opens it anew."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def ready(self) -> None:
        """Be connected, or raise Unreachable: before a mail is claimed, so that an outage leaves none uncertain."""

    def carry(self, address: str, message_id: str, data: bytes, hand_over: HandOver) -> Answer:
        """Hand over one mail (RFC 5322, lines ended by CRLF) for one address."""


def carrier() -> Carrier:
    """A new carrier of the kind that the settings name; close it by leaving its `with` block."""
    from .demo import DemoCarrier  # noqa: PLC0415 - each kind imports this module
    from .smtp import SmtpCarrier  # noqa: PLC0415

    if settings.MAIL_URL.scheme == "demo":
        return DemoCarrier()
    return SmtpCarrier(settings.MAIL_URL, settings.DESK_ADDRESS)
