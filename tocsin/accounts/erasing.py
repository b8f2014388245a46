"""Forgetting a person (T-71). The ledger knows people by id alone, so its chains verify as before."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from tocsin.ledger.appending import append
from tocsin.lib.errors import NotAllowed, Stale

from .locking import hold_publisher
from .membership import end_invitations, require_another_lead
from .models import Invitation, Membership, Person
from .roles import DeskRole
from .verified import addresses


@transaction.atomic
def erase(person: Person, *, by: Person) -> None:
    """Blank the person and end all they belonged to; by a lead or by themselves, and never the last lead.

    A publisher may lose its last owner this way; a lead then invites the next. NotAllowed, Invalid, Stale.
    """
    if by.pk != person.pk and not by.at_desk("desk.lead"):
        raise NotAllowed
    if person.desk_role == DeskRole.LEAD:
        require_another_lead(person)
    known_as = addresses(person)
    facts = {"publishers": leave_publishers(person), "desk_role": person.desk_role}
    blank(person)
    Invitation.objects.filter(email__in=known_as).delete()
    end_invitations(Q(invited_by=person))
    EmailAddress.objects.filter(user=person).delete()
    append(person, "person.erased", by=by, **facts)


def blank(person: Person) -> None:
    """Nothing is left by which the person could be known or sign in; every session ends. Stale if erased before."""
    blanks: dict[str, object] = {
        "email": f"erased-{person.pk}@erased.invalid",  # RFC 2606: an address nobody can have
        "name": "",
        "language": "",
        "time_zone": "",
        "desk_role": "",
        "password": make_password(None),
        "last_login": None,
        "is_active": False,
        "erased_at": timezone.now(),
    }
    waiting = Person.objects.filter(pk=person.pk, erased_at=None)
    if not waiting.update(session_epoch=F("session_epoch") + 1, **blanks):
        raise Stale
    for field, value in blanks.items():
        setattr(person, field, value)


def leave_publishers(person: Person) -> list[int]:
    left = sorted(Membership.objects.filter(person=person).values_list("publisher_id", flat=True))
    for publisher_id in left:
        hold_publisher(publisher_id)
    Membership.objects.filter(person=person).delete()
    person.forget_roles()
    return left
