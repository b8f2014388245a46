"""The thread of a ticket as the page shows it: messages and outcomes in their order, each with its files."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from tocsin.accounts.models import Person
from tocsin.ledger.models import Entry
from tocsin.lib.markdown import render
from tocsin.lib.opaque import veiled
from tocsin.tickets.choices import MessageKind, Side
from tocsin.tickets.models import Attachment, Message, Outcome, Ticket

Item = dict[str, Any]
KEPT = 4_000  # characters of a message whose HTML is kept for the next reader

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


class File(NamedTuple):
    """What `parts/_files.html` shows; a removed file has lost its bytes and its link."""

    url: str
    name: str
    size: int


Attached = dict[int | None, tuple[File, ...]]


def files(ticket: Ticket, reader: Person) -> Attached:
    """What this reader may see, by message id; those of the report under None. One query."""
    found: dict[int | None, list[Attachment]] = {}
    for one in ticket.attachments.for_side(desk=reader.is_desk):
        found.setdefault(one.message_id, []).append(one)
    return {message: tuple(map(file, some)) for message, some in found.items()}


def file(one: Attachment) -> File:
    return File("" if one.removed_at else reverse("attachment", args=[one.key, one.name]), one.name, one.size)


def said_for(ticket: Ticket) -> dict[int, Promise]:
    """Message id to what its words went with; one query."""
    entries = Entry.objects.of(ticket.ledger_subject).of_kind(*SAID_FOR).values_list("kind", "facts")
    named = ((facts.get(fact), words) for kind, facts in entries for fact, words in SAID_FOR[kind].items())
    return {message: words for message, words in named if message}


def thread(ticket: Ticket, reader: Person, seen_at: datetime | None, attached: Attached, zone: ZoneInfo) -> list[Item]:
    """Oldest first; three queries, however long it is. New is what others wrote since the reader's last visit."""
    messages = ticket.messages.for_side(desk=reader.is_desk).select_related("author")
    outcomes: Iterable[Outcome] = ticket.outcomes.select_related("author")
    reasons = said_for(ticket)
    items = [of_message(one, ticket, reasons.get(one.pk, ""), attached.get(one.pk, ())) for one in messages]
    items += [of_outcome(one) for one in outcomes]
    for item in items:
        item["unread"] = seen_at is not None and item["at"] > seen_at and item["author_id"] != reader.pk
        if "text" in item:
            item["html"] = shown(item, zone)
    return sorted(items, key=lambda item: item["at"])


def named(author: Person | None) -> str:
    return str(author) if author else _("a former member")


@lru_cache(maxsize=8192)
def anchor(kind: str, pk: int) -> str:
    """Its place on the page; worked out once, for it is asked for with every reading of the thread."""
    return f"{kind}-{veiled(pk, kind)}"


def of_message(message: Message, ticket: Ticket, about: str | Promise, attached: tuple[File, ...]) -> Item:
    return {
        "id": anchor("message", message.pk),
        "author": named(message.author),
        "author_id": message.author_id,
        "house": _("response desk") if message.side == Side.DESK else ticket.publisher.name,
        "at": message.at,
        "text": message.body,
        "route": str(about),
        "internal": message.is_note,
        "question": message.kind == MessageKind.QUESTION,
        "attached": attached,
    }


def of_outcome(outcome: Outcome) -> Item:
    return {
        "id": anchor("outcome", outcome.pk),
        "author": named(outcome.author),
        "author_id": outcome.author_id,
        "at": outcome.at,
        "outcome": outcome,
    }


# -- a message as it stands on the page ---------------------------------------------------------------------------
FACTS = ("id", "author", "house", "at", "text", "route", "internal", "question", "unread", "attached")


def shown(item: Item, zone: ZoneInfo) -> SafeString:
    """`parts/_message.html`. A thread is read far more often than it is written, and an open page fetches all of it
    with each news: so what was made once is kept; of long texts only some, lest they fill the memory.
    """
    made = rendered if len(item["text"]) <= KEPT else rendered_long
    year = timezone.localtime(timezone=zone).year  # moments of other years are written with theirs
    return made(get_language() or "", zone, year, **{name: item[name] for name in FACTS})


@lru_cache(maxsize=2048)
def rendered(language: str, zone: ZoneInfo, year: int, *, text: str, **facts: Any) -> SafeString:
    return render_to_string("parts/_message.html", {"zone": zone, "body": render(text), **facts})


rendered_long = lru_cache(maxsize=64)(rendered.__wrapped__)
