"""What a responder does to a ticket: the verb called with what the form says, and what the responder is told then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.accounts.models import Person
from tocsin.tickets import assessment, closing, conversation, redacting, triage
from tocsin.tickets.assessment import Reasons
from tocsin.tickets.choices import Category
from tocsin.tickets.models import Ticket

Values = Mapping[str, Any]


def acknowledge(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    triage.acknowledge(ticket, **values, by=by, now=now)
    return _("Acknowledged. %(publisher)s is told, with severity and priority.") % {"publisher": ticket.publisher}


def as_seen(ticket: Ticket, field: str, values: Values) -> None:
    """The verb compares with what the responder saw, so that the second of two who change it is told."""
    if values["was"]:
        setattr(ticket, field, values["was"])


def change_severity(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    as_seen(ticket, "severity", values)
    triage.change_severity(ticket, severity=values["severity"], reason=values["reason"], by=by, now=now)
    return _("The severity is changed. %(publisher)s is told why.") % {"publisher": ticket.publisher}


def change_priority(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    as_seen(ticket, "priority", values)
    triage.change_priority(ticket, priority=values["priority"], reason=values["reason"], by=by, now=now)
    return _("The priority is changed. %(publisher)s is told why.") % {"publisher": ticket.publisher}


def change_category(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    as_seen(ticket, "category", values)
    triage.change_category(ticket, category=Category(values["category"]), reason=values["reason"], by=by, now=now)
    return _("The category is changed. %(publisher)s is told why.") % {"publisher": ticket.publisher}


def assign(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    ticket.assignee_id = values["was"]
    triage.assign(ticket, to=values["to"], by=by, now=now)
    if values["to"] is None:
        return _("Nobody is named for the ticket now.")
    if values["to"] == by:
        return _("You work on the ticket now.")
    return _("%(name)s works on the ticket now.") % {"name": values["to"]}


def score(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    triage.score(values["finding"], values["vector"], by=by, now=now)
    return _("The desk’s score stands beside the publisher’s.")


def start_assessment(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    assessment.start(ticket, by=by, now=now)
    return _("The assessment has begun.")


def communicate(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    """Stale where another outcome has been communicated since the responder opened the form."""
    reasons = Reasons(**{name: values[name] for name in ("facts", "ground", "scope", "duration", "appeal")})
    assessment.communicate(
        ticket, values["kind"], reasons, modify_by=values["modify_by"], after=values["after"], by=by, now=now
    )
    return _("The outcome is communicated to %(publisher)s, with its reasons.") % {"publisher": ticket.publisher}


def close(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    closing.close(ticket, reason=values["reason"], words=values["words"], by=by, now=now)
    return _("The ticket is closed. %(publisher)s is told, with the reason.") % {"publisher": ticket.publisher}


def mark_duplicate(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    other = values["number"]
    facts = {"number": other.shown_number, "publisher": other.publisher}
    if closing.mark_duplicate(ticket, other, by=by, now=now):
        return _("The ticket is closed as a duplicate of %(number)s. %(publisher)s is told which.") % facts
    return _(
        "%(number)s is another publisher’s (%(publisher)s). The ticket stays open, the two are related for the desk "
        "alone, and nobody is told."
    ) % facts  # fmt: skip


def redact(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    texts = redacting.redact(ticket, values["passage"], by=by, now=now)
    sentence = ngettext(
        "The passage is blanked in %(count)s text of the ticket.",
        "The passage is blanked in %(count)s texts of the ticket.",
        texts,
    )
    return sentence % {"count": texts}


def remove_file(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    file = values["file"]
    file.ticket = ticket
    redacting.remove_file(file, by=by, now=now)
    return _("“%(name)s” is removed. Its name, size and digest stay.") % {"name": file.name}


def send(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    conversation.send(
        ticket, values["body"], files=values["attachments"], next_update=values["next_update"], by=by, now=now
    )
    return _("Sent to %(publisher)s.") % {"publisher": ticket.publisher}


def ask(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    conversation.ask(ticket, values["body"], files=values["attachments"], by=by, now=now)
    return _("Asked. The ticket waits for %(publisher)s now.") % {"publisher": ticket.publisher}


def note(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    conversation.note(ticket, values["body"], files=values["attachments"], by=by, now=now)
    return _("Internal note saved. Only the desk sees it.")
