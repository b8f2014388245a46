from datetime import UTC, datetime

import pytest

from conftest import make_member
from tocsin.accounts.roles import PublisherRole
from tocsin.ledger.digests import digest
from tocsin.ledger.models import Entry, Relay
from tocsin.lib.confirmation import parse
from tocsin.lib.errors import Invalid, NotAllowed, Stale
from tocsin.tickets import intake
from tocsin.tickets.choices import Category, Certainty, DeadlineKind, Tlp, WaitingFor
from tocsin.tickets.intake import AlreadySubmitted
from tocsin.tickets.models import Attachment, Deadline, DeskCalendar, Draft, SearchDoc, Ticket
from tocsin.tickets.states import State
from tocsin.vulnerabilities.cvss import read

from .conftest import CVE, VECTOR, new_draft, new_report

TWO = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


def pairs(ticket: Ticket) -> list[tuple[str, list[str]]]:
    """Each finding with its vectors."""
    return [(finding.cve_id, [score.vector for score in finding.scores.all()]) for finding in ticket.findings.all()]


def test_a_report_becomes_a_ticket_that_waits_for_the_desk(ticket, dmitri, contoso, now):
    stored = Ticket.objects.get()
    assert (stored.state, stored.waiting_for, stored.publisher, stored.reporter) == (
        State.SUBMITTED, WaitingFor.DESK, contoso, dmitri,
    )  # fmt: skip
    assert (stored.submitted_at, stored.changed_at, stored.public_changed_at) == (now, now, now)
    assert parse(stored.shown_number) == stored.number
    assert (stored.severity, stored.priority, stored.closing_reason, stored.urgent) == ("", "", "", False)


def test_its_acknowledgement_is_due_one_business_day_later(ticket):
    thursday = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
    assert list(Deadline.objects.values_list("kind", "due_at", "met_at", "paused_at")) == [
        (DeadlineKind.ACKNOWLEDGE, thursday, None, None)
    ]
    assert Ticket.objects.get().due_at == thursday


def test_one_entry_and_one_place_in_the_outbox_are_committed_with_it(ticket, contoso, contoso_export):
    entry = Entry.objects.of(ticket.ledger_subject).get()
    report = entry.facts.pop("report")
    assert len(report) == 64
    assert entry.facts == {
        "publisher": contoso.pk, "category": "vulnerability", "exploited": "no", "accounts_compromised": "unknown",
        "aware_at": "2026-11-17T09:00:00.000000Z", "tlp": "amber", "restricted": False, "named": [],
        "embargo_until": None, "offers": [contoso_export.pk], "versions": [contoso_export.versions.first().pk],
        "cve_ids": [CVE], "vectors": [VECTOR], "due": "2026-11-19T10:00:00.000000Z", "attachments": [],
    }  # fmt: skip
    assert Relay.objects.get().entry == entry


def test_the_entry_holds_the_report_by_a_salted_digest_alone(ticket):
    words = (
        '{"customer_message": "", "customers_hit": "", "private_remark": "", "problem": "An uploaded archive overwrites'
        ' files of the server.", "remediation": "", "title": "Path traversal in the archive", "unscored_reason": ""}'
    )
    entry = Entry.objects.of(ticket.ledger_subject).get()
    assert entry.facts["report"] == digest(words, bytes(ticket.report.salt))


def test_the_draft_is_emptied_and_names_its_ticket(draft, dmitri, contoso, now):
    Draft.objects.filter(pk=draft.pk).update(answers={"problem": {"title": ["typed"]}})
    ticket = intake.submit(draft, new_report(contoso), by=dmitri, now=now)
    stored = Draft.objects.get()
    assert (stored.ticket, stored.answers) == (ticket, {})
    assert list(Draft.objects.of(dmitri)) == []


def test_the_second_submission_of_a_draft_is_led_to_the_first(draft, dmitri, contoso, now):
    first = intake.submit(draft, new_report(contoso), by=dmitri, now=now)
    with pytest.raises(AlreadySubmitted) as caught:
        intake.submit(draft, new_report(contoso), by=dmitri, now=now)
    assert caught.value.ticket == first
    assert (Ticket.objects.count(), Entry.objects.count(), SearchDoc.objects.count()) == (1, 1, 1)


def test_somebody_elses_draft_is_not_submitted(draft, carla, contoso, now):
    with pytest.raises(Stale) as caught:
        intake.submit(draft, new_report(contoso), by=carla, now=now)
    assert not isinstance(caught.value, AlreadySubmitted)
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("who", ["rita", "eve", "ada"])
def test_only_those_who_may_report_for_the_publisher_do(who, request, contoso, now):
    person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        intake.submit(new_draft(person, contoso, now), new_report(contoso), by=person, now=now)
    assert Ticket.objects.count() == 0


def test_another_publishers_offer_is_refused(draft, dmitri, contoso, northwind, now):
    relay = northwind.offers.get()
    for affected in ([(relay.pk, None)], [(relay.pk, relay.versions.get().pk)]):
        with pytest.raises(Invalid) as caught:
            intake.submit(draft, new_report(contoso, affected=affected), by=dmitri, now=now)
        assert list(caught.value.fields) == ["affected"]


def test_a_version_of_another_offer_is_refused(draft, dmitri, contoso, contoso_export, contoso_sync, now):
    affected = [(contoso_export.pk, contoso_sync.versions.get().pk)]
    with pytest.raises(Invalid, match="offers and versions of this publisher"):
        intake.submit(draft, new_report(contoso, affected=affected), by=dmitri, now=now)


@pytest.mark.parametrize("stranger", ["eve", "ada"])
def test_only_colleagues_are_named(stranger, request, draft, dmitri, rita, contoso, now):
    named = [rita.pk, request.getfixturevalue(stranger).pk]
    with pytest.raises(Invalid) as caught:
        intake.submit(draft, new_report(contoso, restricted=True, restricted_to=named), by=dmitri, now=now)
    assert list(caught.value.fields) == ["restricted_to"]


def test_named_colleagues_are_stored_once_each(report, rita, carla):
    ticket = report(restricted=True, restricted_to=[rita.pk, carla.pk, rita.pk])
    assert set(ticket.participants.values_list("person", flat=True)) == {rita.pk, carla.pk}
    assert Entry.objects.get().facts["named"] == sorted([rita.pk, carla.pk])


def test_offers_and_ids_that_are_named_twice_are_stored_once(report, contoso_export):
    ticket = report(affected=[(contoso_export.pk, None)] * 2, cve_ids=[CVE, CVE])
    assert (ticket.affected.count(), ticket.findings.count()) == (1, 1)


def test_tlp_red_is_for_named_people_whatever_was_chosen(report):
    assert report(tlp=Tlp.RED, restricted=False).restricted is True


def test_what_is_exploited_heads_the_queue(report):
    quiet, loud = report(), report(exploited=Certainty.YES)
    assert list(Ticket.objects.due_first()) == [loud, quiet]


@pytest.mark.parametrize(
    ("cve_ids", "vectors", "expected"),
    [
        ([CVE], [VECTOR], [(CVE, [VECTOR])]),
        ([CVE, "CVE-2026-2222"], [VECTOR], [(CVE, []), ("CVE-2026-2222", []), ("", [VECTOR])]),
        ([CVE], [VECTOR, TWO], [(CVE, []), ("", [VECTOR]), ("", [TWO])]),
        ([], [VECTOR], [("", [VECTOR])]),
        ([CVE], [], [(CVE, [])]),
        ([], [], [("", [])]),
    ],
)
def test_vectors_belong_to_a_cve_only_where_that_is_certain(report, cve_ids, vectors, expected):
    assert pairs(report(cve_ids=cve_ids, scores=[read(vector) for vector in vectors])) == expected


def test_an_incident_has_no_findings(report):
    assert pairs(report(category=Category.INCIDENT, cve_ids=[CVE])) == []


def test_aliases_stand_with_the_first_finding(report):
    ticket = report(aliases=["GHSA-2345-6789-cfgh"])
    assert ticket.findings.get().aliases == ["GHSA-2345-6789-cfgh"]


def test_the_drafts_files_move_to_the_ticket_with_their_digests(draft, dmitri, contoso, now):
    file = Attachment.objects.create(
        draft=draft, file="2026/11/x", name="proof.txt", size=3, sha256="ab" * 32, salt=b"s" * 32, uploaded_at=now
    )
    ticket = intake.submit(draft, new_report(contoso), by=dmitri, now=now)
    assert list(ticket.attachments.all()) == [file]
    assert Entry.objects.get().facts["attachments"] == [digest("ab" * 32, b"s" * 32)]


def test_the_private_remark_is_a_document_of_its_own_for_the_desk(report):
    ticket = report(words={"private_remark": "We suspect a former employee."})
    docs = {doc.source: doc for doc in ticket.search_docs.all()}
    assert {source: doc.internal for source, doc in docs.items()} == {"report": False, "private": True}
    assert "employe" not in docs["report"].stems
    assert "employe" in docs["private"].stems


def test_nothing_is_stored_when_the_ledger_refuses(draft, dmitri, contoso, now, monkeypatch):
    def refuse(*_args: object, **_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(intake, "append", refuse)
    with pytest.raises(RuntimeError):
        intake.submit(draft, new_report(contoso), by=dmitri, now=now)
    assert (Ticket.objects.count(), Deadline.objects.count(), SearchDoc.objects.count()) == (0, 0, 0)
    assert Draft.objects.get().ticket is None


def test_a_contributor_of_two_publishers_reports_for_the_one_that_is_named(dmitri, contoso, northwind, now):
    northwind.memberships.create(person=dmitri, role=PublisherRole.CONTRIBUTOR)
    dmitri.forget_roles()
    ticket = intake.submit(new_draft(dmitri, northwind, now), new_report(northwind), by=dmitri, now=now)
    assert ticket.publisher == northwind


def test_the_promise_follows_the_publishers_region(report, now):
    hours = {str(day): ["08:00", "10:30"] for day in range(5)}
    DeskCalendar.objects.create(region="SE", zone="Europe/Stockholm", hours=hours, country="SE")
    assert report(at=now).due_at == datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 11:00 is after closing: from Thursday 8


def test_a_removed_member_has_no_drafts_left(draft, dmitri, contoso):
    contoso.memberships.filter(person=dmitri).delete()
    dmitri.forget_roles()
    assert list(Draft.objects.of(dmitri)) == []


def test_a_deactivated_colleague_cannot_be_named(draft, dmitri, contoso, now):
    gone = make_member("Gone", "gone@contoso.example", contoso, PublisherRole.READER)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    with pytest.raises(Invalid):
        intake.submit(draft, new_report(contoso, restricted=True, restricted_to=[gone.pk]), by=dmitri, now=now)
