"""The thread of a ticket as the page shows it: messages and outcomes in their order, each with its files."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.accounts.models import Person
from tocsin.lib.markdown import render
from tocsin.tickets.choices import MessageKind, Side
from tocsin.tickets.models import Attachment, Message, Outcome, Ticket

Item = dict[str, Any]


def files(attachments: Iterable[Attachment]) -> list[Item]:
    """What `parts/_files.html` shows; a redacted file has lost its bytes and its link."""
    return [
        {"url": reverse("attachment", args=[one.pk, one.name]), "name": one.name, "size": one.size}
        for one in attachments
    ]


def thread(ticket: Ticket, person: Person, seen_at: datetime | None) -> list[Item]:
    """Oldest first; three queries, however long it is. New is what others wrote since the reader's last visit."""
    messages = ticket.messages.for_side(desk=person.is_desk).select_related("author").prefetch_related("attachments")
    outcomes = ticket.outcomes.select_related("author")
    items = [of_message(one, ticket) for one in messages] + [of_outcome(one) for one in outcomes]
    for item in items:
        item["unread"] = seen_at is not None and item["at"] > seen_at and item["author_id"] != person.pk
    return sorted(items, key=lambda item: item["at"])


def named(author: Person | None) -> str:
    return str(author) if author else _("a former member")


def of_message(message: Message, ticket: Ticket) -> Item:
    return {
        "template": "parts/_message.html",
        "id": f"message-{message.pk}",
        "author": named(message.author),
        "author_id": message.author_id,
        "house": _("response desk") if message.side == Side.DESK else ticket.publisher.name,
        "at": message.at,
        "body": render(message.body),
        "internal": message.is_note,
        "question": message.kind == MessageKind.QUESTION,
        "attached": files(message.attachments.all()),
    }


def of_outcome(outcome: Outcome) -> Item:
    return {
        "template": "tickets/_outcome.html",
        "id": f"outcome-{outcome.pk}",
        "author": named(outcome.author),
        "author_id": outcome.author_id,
        "at": outcome.at,
        "outcome": outcome,
    }
