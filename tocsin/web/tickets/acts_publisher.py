"""What a publisher's member does to a ticket, and what either side does; each says what the reader is told then."""

from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.accounts.models import Person
from tocsin.tickets import closing, conversation, restricting
from tocsin.tickets.models import Ticket

from .acts_desk import Values


def answer(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    conversation.answer(ticket, values["body"], files=values["attachments"], by=by, now=now)
    return _("Sent to the response desk.")


def retract(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    closing.retract(ticket, words=values["words"], by=by, now=now)
    return _("The report is retracted, and the ticket is closed.")


def set_reference(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    restricting.set_reference(ticket, values["reference"], by=by, now=now)
    return _("The reference is saved.")


def reopen(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    closing.reopen(ticket, words=values["words"], by=by, now=now)
    return _("The ticket is open again.")


def report_exploitation(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    closing.report_exploitation(ticket, by=by, now=now)
    return _("The ticket heads the desk’s queue now, and the desk’s on-call is alerted.")


def restrict(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    restricting.restrict(ticket, by=by, now=now)
    return _("The ticket is restricted to named people now.")


def unrestrict(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    restricting.unrestrict(ticket, by=by, now=now)
    return _("The restriction has ended.")


def name_person(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    restricting.name_person(ticket, values["person"], by=by, now=now)
    return _("%(name)s is named on the ticket and may see it.") % {"name": values["person"]}


def unname_person(ticket: Ticket, values: Values, by: Person, now: datetime) -> str:
    restricting.unname_person(ticket, values["person"], by=by, now=now)
    return _("%(name)s is no longer named on the ticket.") % {"name": values["person"]}
