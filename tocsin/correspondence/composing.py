"""From a delivery to the mail as it goes out (RFC 5322): headers, the text and the HTML."""

from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from tocsin.ledger.models import Entry
from tocsin.lib.text import clean_line
from tocsin.tickets.models import Ticket

from .audience import known_language
from .kinds import TO_DESK, Kind
from .models import Delivery
from .recipients import still_hears, ticket_of
from .wording import Matter, Words, words


class BadAddress(ValueError):
    """The receiver's address cannot stand in a mail; its text says why."""


def compose(delivery: Delivery) -> EmailMessage | None:
    """The mail, or None if its receiver may not hear of it any more. BadAddress, and whatever a template raises."""
    ticket = ticket_of(delivery.entry) if delivery.entry else None
    if (delivery.entry and ticket is None) or not still_hears(delivery, ticket):
        return None
    if delivery.entry is None or ticket is None:
        said = Words(delivery.subject, delivery.text, delivery.html)
    else:
        said = spoken(delivery, delivery.entry, ticket)
    message = envelope(delivery, said)
    if ticket is not None:
        message["In-Reply-To"] = message["References"] = thread_id(ticket)
    return message


def spoken(delivery: Delivery, entry: Entry, ticket: Ticket) -> Words:
    person = delivery.person
    due = entry.facts.get("due") if delivery.kind == Kind.RECEIPT else None
    matter = Matter(ticket.number, datetime.fromisoformat(due) if due else None)
    language = known_language(person.language if person else "", delivery.language)
    return words(delivery.kind, matter, language=language, zone=zone_for(delivery, ticket))


def zone_for(delivery: Delivery, ticket: Ticket) -> ZoneInfo:
    """The person's; for a team mailbox its publisher's."""
    if delivery.person is not None:
        return delivery.person.zone
    own = "" if delivery.kind in TO_DESK else ticket.publisher.time_zone
    return ZoneInfo(own or settings.DEFAULT_TIME_ZONE)


def envelope(delivery: Delivery, said: Words) -> EmailMessage:
    """The same bytes at every attempt but for what changed meanwhile; one receiver, and nobody else's address."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=one_line(settings.MARKETPLACE), addr_spec=settings.DESK_ADDRESS)
    message["To"] = receiver(delivery.address)
    message["Subject"] = one_line(said.subject)
    message["Date"] = format_datetime(delivery.created_at.astimezone(UTC))
    message["Message-ID"] = delivery.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5
    message["X-Auto-Response-Suppress"] = "All"  # Exchange knows no RFC 3834
    # Quoted-printable keeps lines short and passes servers without 8BITMIME.
    if said.text or not said.html:
        message.set_content(said.text, cte="quoted-printable")
    if said.html and not said.text:
        message.set_content(said.html, subtype="html", cte="quoted-printable")
    elif said.html:
        message.add_alternative(said.html, subtype="html", cte="quoted-printable")
    return message


def one_line(text: str) -> str:
    """A header's text that stays text: Python's email package decodes encoded-words (RFC 2047) in what it is given,
    and writes a line end that was hidden in one as a line end (T-35)."""
    return clean_line(text).replace("=?", "= ?")


def receiver(address: str) -> Address:
    """The address with its domain in ASCII (RFC 5891); BadAddress for a local part that needs SMTPUTF8."""
    local, _, domain = address.rpartition("@")
    try:
        local.encode("ascii")
        return Address(addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
    except (ValueError, IndexError, MessageError) as error:  # whatever the two parsers think of
        raise BadAddress(f"{type(error).__name__}: {error}") from error


def thread_id(ticket: Ticket) -> str:
    """No mail has this id; all of a ticket's refer to it, so that mail programs show them as one thread."""
    return f"<ticket.{ticket.number}@{settings.DESK_ADDRESS.rpartition('@')[2]}>"
