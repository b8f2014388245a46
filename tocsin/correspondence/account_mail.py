"""Mails about accounts (verification, password, invitation) take the same way as all others: rows first.

Django's mail functions, and django-allauth through them, call `DeliveryBackend`, which commits a delivery instead of
talking to a server: a server that is down is no error for whoever signs up. The words are erased once sent.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation

from tocsin.accounts.models import Person

from .audience import known_language
from .kinds import Kind
from .models import Delivery
from .models.delivery import new_message_id

log = logging.getLogger("tocsin.mail")

# What a stranger can make us send with somebody else's address (T-10). An address that has had so many within the
# hour gets no more; above the house's own limit mails wait for the next hour, and none is lost.
PER_ADDRESS = 10
PER_HOUR = 1000
HOUR = timedelta(hours=1)


class DeliveryBackend(BaseEmailBackend):
    """`settings.EMAIL_BACKEND`. Inside a transaction the mail is the transaction's, and goes if that fails."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            return sum(store(message, timezone.now()) for message in email_messages)


def store(message: EmailMessage, now: datetime) -> bool:
    """One delivery per receiver, none of whom sees another; False if there is no receiver."""
    if message.attachments:
        raise ValueError("A mail about an account has no attachments.")
    text, html = bodies(message)
    addresses = {address.strip().lower() for address in message.recipients()}
    for address in sorted(addresses):
        put(address, message.subject, text, html, now)
    return bool(addresses)


def put(address: str, subject: object, text: str, html: str, now: datetime) -> None:
    lately = Delivery.objects.filter(entry=None, created_at__gt=now - HOUR)
    if lately.filter(address=address).count() >= PER_ADDRESS:
        log.warning("An address has had %d account mails within the hour and gets no more of them.", PER_ADDRESS)
        return
    person = Person.objects.filter(email=address).first()
    Delivery.objects.create(
        kind=Kind.ACCOUNT,
        address=address,
        person=person,
        language=known_language(translation.get_language() or ""),
        subject=" ".join(str(subject).split()),
        text=text,
        html=html,
        created_at=now,
        due_at=now + HOUR * (lately.count() // PER_HOUR),
        message_id=new_message_id(),
    )


def bodies(message: EmailMessage) -> tuple[str, str]:
    """Text and HTML; a mail of HTML alone has no text."""
    body = str(message.body)
    if message.content_subtype == "html":
        return "", body
    if isinstance(message, EmailMultiAlternatives):
        found = [str(content) for content, mimetype in message.alternatives if mimetype == "text/html"]
        return body, found[0] if found else ""
    return body, ""
