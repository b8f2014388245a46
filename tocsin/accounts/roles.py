"""Roles and what each may do (SPEC section 1). Permissions are plain strings; a move names the one it needs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeskRole(TextChoices):
    TRIAGER = "triager", _("Triager")
    ASSESSOR = "assessor", _("Assessor")
    APPROVER = "approver", _("Approver")
    LEAD = "lead", _("Lead")
    AUDITOR = "auditor", _("Auditor")


class PublisherRole(TextChoices):
    READER = "reader", _("Reader")
    CONTRIBUTOR = "contributor", _("Contributor")
    OWNER = "owner", _("Owner")


READ = frozenset({"desk.read"})
TRIAGE = READ | {"desk.triage", "desk.write"}
ASSESS = TRIAGE | {"desk.assess"}
APPROVE = ASSESS | {"desk.approve"}
LEAD = APPROVE | {"desk.lead"}

DESK_PERMISSIONS: dict[str, frozenset[str]] = {
    DeskRole.TRIAGER: TRIAGE,
    DeskRole.ASSESSOR: ASSESS,
    DeskRole.APPROVER: APPROVE,
    DeskRole.LEAD: LEAD,
    DeskRole.AUDITOR: READ,
}
PUBLISHER_PERMISSIONS: dict[str, frozenset[str]] = {
    PublisherRole.READER: frozenset({"publisher.read"}),
    PublisherRole.CONTRIBUTOR: frozenset({"publisher.read", "publisher.report", "publisher.answer"}),
    PublisherRole.OWNER: frozenset({"publisher.read", "publisher.report", "publisher.answer", "publisher.own"}),
}
