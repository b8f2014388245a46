"""Asking an address to join a publisher or the desk. An invitation is bound to its address and works once (T-40)."""

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tocsin.ledger.appending import append
from tocsin.lib.errors import Invalid, NotAllowed, Stale

from .joining import join
from .locking import hold_leads, hold_person
from .models import Invitation, Membership, Person, Publisher
from .models.invitation import token_digest
from .roles import DeskRole, PublisherRole
from .verified import is_verified


@transaction.atomic
def invite(email: str, *, publisher: Publisher | None, role: str, by: Person) -> tuple[Invitation, str]:
    """Invite an address to a publisher, or to the desk (`publisher=None`). Earlier invitations of it there end.

    Gives the invitation and the token for its link, which is stored nowhere. Invalid (`email`, `role`), NotAllowed.
    """
    address = normalised(email)
    require_known(role, publisher)
    if not may_invite(by, publisher, role):
        raise NotAllowed
    require_newcomer(address, publisher)
    return write_invitation(address, publisher, role, by)


@transaction.atomic
def invite_first_lead(email: str) -> tuple[Invitation, str]:
    """How a new installation's desk begins, from the command line; NotAllowed as soon as the desk has a lead."""
    address = normalised(email)
    hold_leads()
    if Person.objects.leads().exists():
        raise NotAllowed(_("The desk has a lead, who can invite others."))
    return write_invitation(address, None, DeskRole.LEAD, None)


@transaction.atomic
def accept(invitation: Invitation, *, by: Person) -> None:
    """Join what the invitation is for. NotAllowed without its address verified, or when on the other side; Stale
    when it was used or revoked, has run out, or the person belongs there already.
    """
    if not is_verified(by, invitation.email):
        raise NotAllowed(
            _("This invitation was sent to another e-mail address. Sign in with that address and confirm it first.")
        )
    hold_person(by)
    now = timezone.now()
    if not Invitation.objects.open(now).filter(pk=invitation.pk).update(accepted_at=now):
        raise Stale(_("This invitation has been used or revoked, or has run out. Ask for a new one."))
    invitation.accepted_at = now
    join(by, invitation)


@transaction.atomic
def revoke(invitation: Invitation, *, by: Person) -> None:
    """End an invitation that nobody has accepted: owners their publisher's, leads any. NotAllowed, Stale."""
    own = invitation.publisher_id is not None and by.at_publisher(invitation.publisher_id, "publisher.own")
    if not own and not by.at_desk("desk.lead"):
        raise NotAllowed
    now = timezone.now()
    if not Invitation.objects.unanswered().filter(pk=invitation.pk).update(revoked_at=now):
        raise Stale(_("This invitation has been accepted or revoked already."))
    invitation.revoked_at = now
    append(invitation, f"{invitation.side}.invitation_revoked", by=by, invitation=invitation.pk)


def may_invite(by: Person, publisher: Publisher | None, role: str) -> bool:
    """Owners for their publisher; leads for the desk, and for the owner of a publisher that has none."""
    if publisher is None:
        return by.at_desk("desk.lead")
    if by.at_publisher(publisher.pk, "publisher.own"):
        return True
    first_owner = role == PublisherRole.OWNER and not publisher.memberships.owners().exists()
    return first_owner and by.at_desk("desk.lead")


def normalised(email: str) -> str:
    """The address in lower case; Invalid (`email`) unless it is one."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid({"email": [_("Enter an e-mail address such as name@example.com.")]}) from None
    if len(address) > 254:
        raise Invalid({"email": [_("An e-mail address has at most 254 characters.")]})
    return address


def require_known(role: str, publisher: Publisher | None) -> None:
    roles = DeskRole.values if publisher is None else PublisherRole.values
    if role not in roles:
        raise Invalid({"role": [_("Choose one of the roles.")]})


def require_newcomer(address: str, publisher: Publisher | None) -> None:
    """Only what the inviter can see anyway is told; whether the address belongs elsewhere is not."""
    if publisher is None:
        known = Person.objects.filter(email=address).exclude(desk_role="").exists()
    else:
        known = Membership.objects.filter(publisher=publisher, person__email=address).exists()
    if known:
        raise Invalid({"email": [_("The person with this address belongs here already.")]})


def write_invitation(address: str, publisher: Publisher | None, role: str, by: Person | None) -> tuple[Invitation, str]:
    earlier = Invitation.objects.unanswered().filter(email=address, publisher=publisher)
    replaced = sorted(earlier.values_list("pk", flat=True))
    earlier.update(revoked_at=timezone.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address, publisher=publisher, role=role, token_digest=token_digest(token), invited_by=by
    )
    append(
        invitation,
        f"{invitation.side}.invited",
        by=by or "system",
        invitation=invitation.pk,
        role=role,
        replaced=replaced,
    )
    return invitation, token
