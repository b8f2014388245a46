"""Who stands on either side of a ticket, as far as mail goes; and whether mail may go there at all."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from tocsin.accounts.models import Person, Publisher
from tocsin.accounts.roles import DESK_PERMISSIONS, PublisherRole
from tocsin.tickets.choices import Certainty, Side
from tocsin.tickets.models import Ticket

TRIAGING = [role for role, permissions in DESK_PERMISSIONS.items() if "desk.triage" in permissions]


def mail_stops_for(publisher_id: int) -> bool:
    """Whether an open ticket says that the publisher's accounts or mail may be compromised: then nothing goes there.

    An attacker may be reading along, so this covers all of the publisher's tickets and its account mails, until the
    ticket that says so is closed (SPEC section 3).
    """
    said = Ticket.objects.filter(publisher=publisher_id, accounts_compromised=Certainty.YES)
    return said.open().exists()


def mail_stops_on(ticket: Ticket) -> bool:
    """The same question for one ticket, whose own word holds even when it is closed."""
    return ticket.accounts_compromised == Certainty.YES or mail_stops_for(ticket.publisher_id)


def may_see(person: Person, ticket: Ticket) -> bool:
    """Whether the person would get the ticket from the one door now; people who were deactivated get nothing."""
    return person.is_active and Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists()


def publisher_people(ticket: Ticket) -> list[Person]:
    """The publisher's people who take part: reporter, named, and whoever has written; and who may see it now.

    Where there is no reporter to tell (the desk opened the ticket, or the reporter has gone), its owners instead.
    """
    members = Person.objects.filter(memberships__publisher=ticket.publisher_id, is_active=True)
    reporter = list(members.filter(reported=ticket))
    owners = Q(memberships__publisher=ticket.publisher_id, memberships__role=PublisherRole.OWNER)
    writers = ticket.messages.filter(side=Side.PUBLISHER).values("author")
    part = Q(pk__in=writers) | Q(pk__in=ticket.participants.values("person"))
    others = members.filter(part if reporter else part | owners).exclude(pk__in=[one.pk for one in reporter])
    return seeing([*reporter, *others.distinct().order_by("pk")], ticket)


def writing_members(ticket: Ticket) -> list[Person]:
    """All owners and contributors who may see the ticket: those who hear of one that the desk opened."""
    roles = [PublisherRole.OWNER, PublisherRole.CONTRIBUTOR]
    members = Person.objects.filter(
        memberships__publisher=ticket.publisher_id, memberships__role__in=roles, is_active=True
    )
    return seeing(members.order_by("pk"), ticket)


def responders(ticket: Ticket) -> list[Person]:
    """The assignee; where nobody is assigned, every responder who triages and may see it: somebody must hear."""
    if ticket.assignee is not None and ticket.assignee.at_desk("desk.triage") and may_see(ticket.assignee, ticket):
        return [ticket.assignee]
    team = Person.objects.filter(desk_role__in=TRIAGING, is_active=True)
    return seeing(team.order_by("pk"), ticket)


def named_people(ticket: Ticket, ids: Iterable[object]) -> list[Person]:
    people = Person.objects.filter(pk__in=[pk for pk in ids if isinstance(pk, int)], is_active=True)
    return seeing(people.order_by("pk"), ticket)


def seeing(people: Iterable[Person], ticket: Ticket) -> list[Person]:
    return [person for person in people if may_see(person, ticket)]


def known_language(*wishes: str) -> str:
    """The first that is one of ours, else the installation's."""
    ours = dict(settings.LANGUAGES)
    return next((wish for wish in wishes if wish in ours), settings.LANGUAGE_CODE)


def publisher_language(publisher: Publisher) -> str:
    return known_language(publisher.language)
