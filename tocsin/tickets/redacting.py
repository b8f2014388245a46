"""A pasted secret is blanked where it stands; the ledger's digest of the whole stays (SPEC section 3)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append
from tocsin.lib.errors import Invalid

from . import search
from .models import Message, Report, Ticket
from .moving import require

MARK = "█████"
REPORT_FIELDS = ("problem", "remediation", "customer_message", "private_remark", "unscored_reason", "customers_hit")


def blank(text: str, secret: str) -> str:
    return text.replace(secret, MARK)


def redact(ticket: Ticket, secret: str, *, by: Person, now: datetime) -> int:
    """Blanks every place of the ticket's texts where this passage stands; returns how many texts changed."""
    require(ticket, by, "desk.triage")
    if len(secret.strip()) < 4:
        raise Invalid({"passage": [_("Give the passage exactly as it stands, four characters at least.")]})
    report = ticket.report
    words = {name: getattr(report, name) for name in REPORT_FIELDS if secret in getattr(report, name)}
    messages = [message for message in ticket.messages.all() if secret in message.body]
    in_title = secret in ticket.title
    if not words and not messages and not in_title:
        raise Invalid({"passage": [_("This passage does not stand in the ticket.")]})
    with transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(title=blank(ticket.title, secret), changed_at=now)
        if words:
            Report.objects.filter(pk=report.pk).update(**{n: blank(text, secret) for n, text in words.items()})
        for message in messages:
            redact_message(ticket, message, secret, now)
        if words or in_title:
            search.reindex_report(ticket)
        append(
            ticket, "ticket.redacted", by=by, texts=sorted(words) + ["title"] * in_title,
            messages=[message.pk for message in messages if not message.is_note],
        )  # fmt: skip
        notes = [message.pk for message in messages if message.is_note]
        if notes:
            append(ticket, "ticket.note_redacted", by=by, messages=notes)
    return len(words) + len(messages) + in_title


def redact_message(ticket: Ticket, message: Message, secret: str, now: datetime) -> None:
    message.body, message.redacted_at = blank(message.body, secret), now
    message.save(update_fields=["body", "redacted_at"])
    search.store(ticket, [search.prepare(f"message:{message.pk}", message.body, internal=message.is_note)])
