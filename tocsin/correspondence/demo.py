"""The demo's carrier: mails stay in the house, where its mailbox page shows them."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Self

from django.db import transaction
from django.utils import timezone

from .models import DemoMail
from .transport import Answer, HandOver, Verdict


class DemoCarrier:
    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def ready(self) -> None:
        return None

    def carry(self, address: str, message_id: str, data: bytes, hand_over: HandOver) -> Answer:
        """Keep what a receiver would read, parsed from the very bytes that would have gone out."""
        mail = message_from_bytes(data, EmailMessage, policy=default)
        body = mail.get_body(("plain", "html"))
        seen = {
            "address": address.lower(),
            "sender": str(mail["From"]),
            "subject": str(mail["Subject"]),
            "text": body.get_content() if body is not None else "",
            "at": timezone.now(),
        }
        if not hand_over():
            return Answer(Verdict.PUT_OFF, "Somebody else sends it.")
        with transaction.atomic():
            DemoMail.objects.update_or_create(message_id=message_id, defaults=seen)
        return Answer(Verdict.ACCEPTED, "250 kept in the demo mailbox")
