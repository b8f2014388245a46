"""Everything the table's addresses speak of: Contoso's and the desk's."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from conftest import make_person
from tocsin.accounts import inviting
from tocsin.accounts.models import Membership
from tocsin.correspondence.models import Delivery, OnCallAddress
from tocsin.ledger.models import Entry
from tocsin.tickets import attaching, conversation
from tocsin.tickets.tests.conftest import acknowledge_as, new_draft, report_as


@pytest.fixture
def cast(ada, bo, april, lena, otto, carla, dmitri, rita, eve) -> dict[str, Any]:
    """The table's readers; `none` belongs to no publisher and no desk."""
    nobody = make_person("Noor Haddad", "noor@elsewhere.example")
    return {
        "anon": None, "none": nobody, "rival": eve, "reader": rita, "contrib": dmitri, "owner": carla,
        "triager": ada, "assessor": bo, "approver": april, "lead": lena, "auditor": otto,
    }  # fmt: skip


def filed(name: str, by: Any) -> Any:
    return attaching.receive(ContentFile(b"evidence", name=name), by=by, now=timezone.now())


@pytest.fixture
def objects(cast, contoso) -> dict[str, list[Any]]:
    """Key in the table to the arguments of the address."""
    now = timezone.now() - timedelta(hours=1)
    dmitri, ada, lena, carla = cast["contrib"], cast["triager"], cast["lead"], cast["owner"]
    own = acknowledge_as(ada, report_as(dmitri, contoso, now), now)
    restricted = acknowledge_as(lena, report_as(dmitri, contoso, now, restricted=True), now)
    files = [filed("log.txt", dmitri) for _ in range(3)]
    conversation.answer(own, "Here.", by=dmitri, now=now, files=[files[0]])
    conversation.note(own, "Ours.", by=ada, now=now, files=[noted := filed("ours.txt", ada)])
    conversation.answer(restricted, "Here.", by=dmitri, now=now, files=[files[1]])
    draft = new_draft(dmitri, contoso, now)
    in_draft = attaching.attach(draft, ContentFile(b"evidence", name="draft.txt"), by=dmitri, now=now)
    invitation, token = inviting.invite("new@contoso.example", publisher=contoso, role="reader", by=carla)
    desk_invitation, _token = inviting.invite("new@market.example", publisher=None, role="triager", by=lena)
    with transaction.atomic():
        delivery = Delivery.objects.create(
            entry=Entry.objects.first(), kind="receipt", address=dmitri.email, language="en", due_at=now,
            state="failed", message_id="<one@market.example>",
        )  # fmt: skip
        on_call = OnCallAddress.objects.create(address="oncall@market.example", language="en")
    responder = make_person("Rolf Berg", "rolf@market.example", desk_role="triager")
    member = make_person("Mia Lund", "mia@contoso.example")
    membership = Membership.objects.create(person=member, publisher=contoso, role="reader")
    return {
        "-": [],
        "own": [own.shown_number],
        "restr": [restricted.shown_number],
        "file": [files[0].key, files[0].name],
        "restrfile": [files[1].key, files[1].name],
        "notefile": [noted.key, noted.name],
        "draft": [draft.pk],
        "draftfile": [in_draft.key, in_draft.name],
        "step": [draft.pk, "problem"],
        "cve": ["CVE-2026-12345"],
        "publisher": [contoso.pk],
        "delivery": [delivery.pk],
        "oncall": [on_call.pk],
        "responder": [responder.pk],
        "deskinvitation": [desk_invitation.pk],
        "invitation": [invitation.pk],
        "token": [token],
        "member": [membership.pk],
    }
