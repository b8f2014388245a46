"""Who may see a ticket: restriction, named people, and the publisher's own reference."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Person
from tocsin.ledger.appending import append
from tocsin.lib.errors import Invalid, NotAllowed

from .choices import Tlp
from .models import Participant, Ticket
from .moving import hold, moments, touch, write


def require_say(ticket: Ticket, by: Person) -> None:
    """The reporter, the publisher's owners and responders decide who sees a ticket."""
    own = ticket.reporter_id == by.pk and by.at_publisher(ticket.publisher_id, "publisher.answer")
    if not (own or by.at_publisher(ticket.publisher_id, "publisher.own") or by.at_desk("desk.triage")):
        raise NotAllowed(_("Only the reporter, an owner or a responder may change who sees this ticket."))


@transaction.atomic
def restrict(ticket: Ticket, *, by: Person, now: datetime) -> None:
    require_say(ticket, by)
    write(ticket, {"restricted": False}, restricted=True, **moments(now))
    named = []
    if by.is_desk and not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        # Else the responder who narrows it would be the first to be shut out.
        Participant.objects.create(ticket=ticket, person=by, added_by=by, added_at=now)
        named = [by.pk]
    append(ticket, "ticket.restricted", by=by, named=named)


@transaction.atomic
def unrestrict(ticket: Ticket, *, by: Person, now: datetime) -> None:
    require_say(ticket, by)
    hold(ticket)
    if ticket.tlp == Tlp.RED:
        raise Invalid({"": [_("TLP:RED is for named people only, so this ticket stays restricted.")]})
    write(ticket, {"restricted": True}, restricted=False, **moments(now))
    append(ticket, "ticket.unrestricted", by=by)


@transaction.atomic
def name_person(ticket: Ticket, person: Person, *, by: Person, now: datetime) -> None:
    require_say(ticket, by)
    belongs = person.is_active and (ticket.publisher_id in person.roles or person.is_desk)
    if not belongs or (person.is_desk and not by.is_desk):
        raise Invalid({"person": [_("Choose one of your colleagues.")]})
    _row, made = Participant.objects.get_or_create(
        ticket=ticket, person=person, defaults={"added_by": by, "added_at": now}
    )
    if made:
        touch(ticket, now)
        append(ticket, "ticket.participant_added", by=by, person=person.pk)


@transaction.atomic
def unname_person(ticket: Ticket, person: Person, *, by: Person, now: datetime) -> None:
    require_say(ticket, by)
    if Participant.objects.filter(ticket=ticket, person=person).delete()[0]:
        touch(ticket, now)
        append(ticket, "ticket.participant_removed", by=by, person=person.pk)


@transaction.atomic
def set_reference(ticket: Ticket, reference: str, *, by: Person, now: datetime) -> None:
    if not by.at_publisher(ticket.publisher_id, "publisher.answer"):
        raise NotAllowed
    write(ticket, {}, reference=reference, **moments(now))
    append(ticket, "ticket.reference_set", by=by)
