"""What an accepted invitation brings about. Called by `inviting.accept` alone, which holds the person's row."""

from django.utils.translation import gettext_lazy as _

from tocsin.ledger.appending import append
from tocsin.lib.errors import NotAllowed, Stale

from .models import Invitation, Membership, Person


def join(person: Person, invitation: Invitation) -> None:
    """Become a member of the publisher or the desk. NotAllowed from the other side, Stale for who belongs there."""
    require_one_side(person, desk=invitation.publisher_id is None)
    if invitation.publisher_id is None:
        join_desk(person, invitation.role)
    else:
        join_publisher(person, invitation.publisher_id, invitation.role)
    append(
        invitation,
        f"{invitation.side}.member_joined",
        by=person,
        person=person.pk,
        role=invitation.role,
        invitation=invitation.pk,
    )


def require_one_side(person: Person, *, desk: bool) -> None:
    """A person is never both a responder and a publisher's member; ask with the person's row held."""
    if desk and Membership.objects.filter(person=person).exists():
        raise NotAllowed(
            _("Somebody who belongs to a publisher cannot join the desk. Use another account and address for it.")
        )
    if not desk and Person.objects.filter(pk=person.pk).exclude(desk_role="").exists():
        raise NotAllowed(
            _("A responder of the desk cannot belong to a publisher. Use another account and address for it.")
        )


def join_desk(person: Person, role: str) -> None:
    if not Person.objects.filter(pk=person.pk, desk_role="").update(desk_role=role):
        raise Stale(_("You belong to the desk already."))
    person.desk_role = role


def join_publisher(person: Person, publisher_id: int, role: str) -> None:
    if Membership.objects.filter(person=person, publisher=publisher_id).exists():
        raise Stale(_("You belong to this publisher already."))
    Membership.objects.create(person=person, publisher_id=publisher_id, role=role)
    person.forget_roles()
