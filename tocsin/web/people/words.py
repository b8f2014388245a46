"""What each role may do, in a sentence of its own (SPEC section 1)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.accounts.models import Invitation
from tocsin.accounts.roles import DeskRole, PublisherRole

PUBLISHER_ROLES: dict[str, Promise] = {
    PublisherRole.READER: _("Sees the publisher’s tickets."),
    PublisherRole.CONTRIBUTOR: _("Sees the publisher’s tickets, reports, answers, and retracts own reports."),
    PublisherRole.OWNER: _(
        "Does all that contributors do, manages members, answers modifications and approves customer messages."
    ),
}
DESK_ROLES: dict[str, Promise] = {
    DeskRole.TRIAGER: _("Acknowledges, assigns, asks questions and writes notes."),
    DeskRole.ASSESSOR: _("Does all that triagers do, decides on the outcome and closes tickets."),
    DeskRole.APPROVER: _("Does all that assessors do, approves removals and customer messages."),
    DeskRole.LEAD: _("Does everything, manages the desk’s people and reads every restricted ticket."),
    DeskRole.AUDITOR: _("Reads everything and changes nothing."),
}


def role_name(invitation: Invitation) -> str:
    roles = DeskRole if invitation.publisher_id is None else PublisherRole
    return str(roles(invitation.role).label)


def role_help(invitation: Invitation) -> str:
    return str((DESK_ROLES if invitation.publisher_id is None else PUBLISHER_ROLES)[invitation.role])
