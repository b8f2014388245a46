"""Roles, and the end of them, for members of publishers and of the desk."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tocsin.ledger.appending import append
from tocsin.lib.errors import Invalid, NotAllowed, Stale

from .joining import require_one_side
from .locking import hold_leads, hold_person, hold_publisher
from .models import Invitation, Membership, Person
from .models.invitation import DESK_SUBJECT
from .roles import DeskRole, PublisherRole
from .sessions import end_sessions
from .verified import addresses, is_verified


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: Person) -> None:
    """Give a publisher's member another role. NotAllowed but for owners; Invalid (`role`); Stale."""
    require_owner(by, membership.publisher_id)
    if role not in PublisherRole.values:
        raise Invalid({"role": [_("Choose one of the roles.")]})
    before = membership.role
    if role == before:
        return
    if before == PublisherRole.OWNER:
        require_another_owner(membership, field="role")
    if not Membership.objects.filter(pk=membership.pk, role=before).update(role=role):
        raise Stale
    membership.role = role
    membership.person.forget_roles()
    if before == PublisherRole.OWNER:
        end_invitations(Q(invited_by=membership.person, publisher=membership.publisher_id))
    append(
        membership.publisher,
        "publisher.member_role_changed",
        by=by,
        person=membership.person_id,
        role=role,
        before=before,
    )


@transaction.atomic
def remove_member(membership: Membership, *, by: Person) -> None:
    """End a membership and all that hangs on it: sessions, invitations by and to the person (T-39).

    Owners may remove anybody of their publisher, members themselves; never the last owner. NotAllowed, Invalid, Stale.
    """
    if membership.person_id != by.pk:
        require_owner(by, membership.publisher_id)
    if membership.role == PublisherRole.OWNER:
        require_another_owner(membership, field="")
    removed, _rows = Membership.objects.filter(pk=membership.pk, role=membership.role).delete()
    if not removed:
        raise Stale
    person = membership.person
    person.forget_roles()
    named = Q(invited_by=person) | Q(email__in=addresses(person))
    end_invitations(named & Q(publisher=membership.publisher_id))
    end_sessions([person])
    append(
        membership.publisher,
        "publisher.member_removed",
        by=by,
        person=membership.person_id,
        before=membership.role,
    )


@transaction.atomic
def set_desk_role(person: Person, role: str, *, by: Person) -> None:
    """Give a person a role at the desk, or none (""), which ends their sessions; leads only, and never the last lead.

    NotAllowed, Invalid (`role`), Stale.
    """
    require_lead(by)
    if role and role not in DeskRole.values:
        raise Invalid({"role": [_("Choose one of the roles.")]})
    before = person.desk_role
    if role == before:
        return
    if before == DeskRole.LEAD:
        require_another_lead(person)
    hold_person(person)
    if not before:
        require_trusted(person)
    if not Person.objects.filter(pk=person.pk, desk_role=before).update(desk_role=role):
        raise Stale
    person.desk_role = role
    if before == DeskRole.LEAD:
        end_invitations(Q(invited_by=person))
    if not role:
        end_sessions([person])
    tell_desk(person, before, by)


@transaction.atomic
def deactivate(person: Person, *, by: Person) -> None:
    """Shut a person out at once, memberships kept; leads only, and never the last lead. NotAllowed, Invalid, Stale."""
    require_lead(by)
    if person.desk_role == DeskRole.LEAD:
        require_another_lead(person)
    if not Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Stale
    person.is_active = False
    end_invitations(Q(invited_by=person))
    end_sessions([person])
    append(person, "person.deactivated", by=by)


@transaction.atomic
def reactivate(person: Person, *, by: Person) -> None:
    """Let a deactivated person in again; leads only. NotAllowed; Stale when active, or erased."""
    require_lead(by)
    if not Person.objects.filter(pk=person.pk, is_active=False, erased_at=None).update(is_active=True):
        raise Stale
    person.is_active = True
    append(person, "person.reactivated", by=by)


def require_owner(by: Person, publisher_id: int) -> None:
    if not by.at_publisher(publisher_id, "publisher.own"):
        raise NotAllowed


def require_lead(by: Person) -> None:
    if not by.at_desk("desk.lead"):
        raise NotAllowed


def require_another_owner(membership: Membership, *, field: str) -> None:
    hold_publisher(membership.publisher_id)
    others = Membership.objects.owners().filter(publisher=membership.publisher_id).exclude(pk=membership.pk)
    if not others.exists():
        raise Invalid({field: [_("A publisher needs at least one owner. Make somebody else an owner first.")]})


def require_another_lead(person: Person) -> None:
    hold_leads()
    if not Person.objects.leads().exclude(pk=person.pk).exists():
        raise Invalid({"": [_("The desk needs at least one lead. Make somebody else a lead first.")]})


def require_trusted(person: Person) -> None:
    """Whoever is brought to the desk without an invitation has a verified address and belongs to no publisher."""
    if not is_verified(person, person.email):
        raise NotAllowed(_("This person has not confirmed the e-mail address yet."))
    require_one_side(person, desk=True)


def end_invitations(which: Q) -> None:
    """What somebody asked for without the right any more, or was asked to, ends with the right."""
    Invitation.objects.unanswered().filter(which).update(revoked_at=timezone.now())


def tell_desk(person: Person, before: str, by: Person) -> None:
    facts: dict[str, object] = {"person": person.pk, "before": before}
    if not person.desk_role:
        append(DESK_SUBJECT, "desk.member_removed", by=by, **facts)
    elif before:
        append(DESK_SUBJECT, "desk.member_role_changed", by=by, role=person.desk_role, **facts)
    else:
        append(DESK_SUBJECT, "desk.member_joined", by=by, role=person.desk_role, **facts)
