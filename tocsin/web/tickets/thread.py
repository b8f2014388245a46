"""The thread of a ticket as the page shows it: messages and outcomes in their order, each with its files."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tocsin.accounts.models import Person
from tocsin.ledger.models import Entry
from tocsin.lib.markdown import render
from tocsin.tickets.choices import MessageKind, Side
from tocsin.tickets.models import Attachment, Message, Outcome, Ticket

Item = dict[str, Any]
# Words that went with an act are messages of the thread; the entry's fact that names one, to what they were said for.
SAID_FOR: dict[str, dict[str, Promise]] = {
    "ticket.acknowledged": {
        "severity_reason": pgettext_lazy("message", "why this severity"),
        "priority_reason": pgettext_lazy("message", "why this priority"),
    },
    "ticket.severity_changed": {"reason": pgettext_lazy("message", "why the severity changed")},
    "ticket.priority_changed": {"reason": pgettext_lazy("message", "why the priority changed")},
    "ticket.category_changed": {"reason": pgettext_lazy("message", "why the category changed")},
    "ticket.closed": {"message": pgettext_lazy("message", "with the closing")},
    "ticket.retracted": {"message": pgettext_lazy("message", "why the report was retracted")},
    "ticket.reopened": {"message": pgettext_lazy("message", "why the ticket was reopened")},
}


def said_for(ticket: Ticket) -> dict[int, Promise]:
    """Message id to what its words went with; one query."""
    entries = Entry.objects.of(ticket.ledger_subject).of_kind(*SAID_FOR).values_list("kind", "facts")
    named = ((facts.get(fact), words) for kind, facts in entries for fact, words in SAID_FOR[kind].items())
    return {message: words for message, words in named if message}


def files(attachments: Iterable[Attachment]) -> list[Item]:
    """What `parts/_files.html` shows; a removed file has lost its bytes and its link."""
    return [
        {
            "url": "" if one.removed_at else reverse("attachment", args=[one.pk, one.name]),
            "name": one.name,
            "size": one.size,
        }
        for one in attachments
    ]


def thread(ticket: Ticket, person: Person, seen_at: datetime | None) -> list[Item]:
    """Oldest first; four queries, however long it is. New is what others wrote since the reader's last visit."""
    messages = ticket.messages.for_side(desk=person.is_desk).select_related("author").prefetch_related("attachments")
    outcomes = ticket.outcomes.select_related("author")
    reasons = said_for(ticket)
    items = [of_message(one, ticket, reasons.get(one.pk)) for one in messages] + [of_outcome(one) for one in outcomes]
    for item in items:
        item["unread"] = seen_at is not None and item["at"] > seen_at and item["author_id"] != person.pk
    return sorted(items, key=lambda item: item["at"])


CACHED = 4_000  # characters; longer texts are rendered anew, so that a thousand of them cannot fill the memory


def rendered(text: str) -> SafeString:
    """A thread is read far more often than it is written."""
    return rendered_once(text) if len(text) <= CACHED else render(text)


@lru_cache(maxsize=1024)
def rendered_once(text: str) -> SafeString:
    return render(text)


def named(author: Person | None) -> str:
    return str(author) if author else _("a former member")


def of_message(message: Message, ticket: Ticket, about: Promise | None) -> Item:
    return {
        "id": f"message-{message.pk}",
        "author": named(message.author),
        "author_id": message.author_id,
        "house": _("response desk") if message.side == Side.DESK else ticket.publisher.name,
        "at": message.at,
        "text": message.body,
        "body": rendered(message.body),
        "about": about,
        "internal": message.is_note,
        "question": message.kind == MessageKind.QUESTION,
        "attached": files(message.attachments.all()),
    }


def of_outcome(outcome: Outcome) -> Item:
    return {
        "id": f"outcome-{outcome.pk}",
        "author": named(outcome.author),
        "author_id": outcome.author_id,
        "at": outcome.at,
        "outcome": outcome,
    }
