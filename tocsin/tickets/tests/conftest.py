"""What the story's tickets begin with: Dmitri reports for Contoso on a Wednesday morning."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tocsin.accounts.models import Person, Publisher
from tocsin.catalogue.models import Offer
from tocsin.tickets import intake, triage
from tocsin.tickets.choices import Category, Certainty, Priority
from tocsin.tickets.models import Attachment, Draft, Ticket
from tocsin.tickets.new_report import NewReport
from tocsin.vulnerabilities.cvss import read
from tocsin.vulnerabilities.severities import Severity

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"  # 8.8, high
CVE = "CVE-2026-12345"

Report = Callable[..., Ticket]


@pytest.fixture
def now() -> datetime:
    """Wednesday 18 November 2026, eleven o'clock in Stockholm: the desk is open."""
    return datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(hours=1)


def new_report(publisher: Publisher, **words: object) -> NewReport:
    """A vulnerability of the publisher's first offer, newest version, unless told otherwise."""
    offer: Offer = publisher.offers.order_by("pk").first()
    version = offer.versions.first()
    values: dict[str, object] = {
        "publisher": publisher,
        "category": Category.VULNERABILITY,
        "title": "Path traversal in the archive",
        "problem": "An uploaded archive overwrites files of the server.",
        "affected": [(offer.pk, version.pk)],
        "exploited": Certainty.NO,
        "aware_at": datetime(2026, 11, 17, 9, 0, tzinfo=UTC),
        "cve_ids": [CVE],
        "scores": [read(VECTOR)],
    }
    return NewReport(**(values | words))  # type: ignore[arg-type]


def new_draft(person: Person, publisher: Publisher, now: datetime) -> Draft:
    return Draft.objects.create(
        person=person, publisher=publisher, category=Category.VULNERABILITY, started_at=now, saved_at=now
    )


def report_as(person: Person, publisher: Publisher, now: datetime, **words: object) -> Ticket:
    return intake.submit(new_draft(person, publisher, now), new_report(publisher, **words), by=person, now=now)


def acknowledge_as(person: Person, ticket: Ticket, now: datetime) -> Ticket:
    """As suggested for the vector above."""
    triage.acknowledge(ticket, severity=Severity.HIGH, priority=Priority.P2, by=person, now=now)
    return ticket


@pytest.fixture
def report(dmitri: Person, contoso: Publisher, now: datetime) -> Report:
    """Makes more of Dmitri's reports, with other words."""

    def make(*, by: Person = dmitri, publisher: Publisher = contoso, at: datetime = now, **words: object) -> Ticket:
        return report_as(by, publisher, at, **words)

    return make


@pytest.fixture
def draft(dmitri: Person, contoso: Publisher, now: datetime) -> Draft:
    return new_draft(dmitri, contoso, now)


@pytest.fixture
def ticket(report: Report) -> Ticket:
    """Dmitri's report for Contoso: a scored vulnerability, not exploited, submitted."""
    return report()


@pytest.fixture
def acknowledged(ticket: Ticket, ada: Person, now: datetime) -> Ticket:
    """The same after Ada has acknowledged it, half an hour later: high, P2."""
    return acknowledge_as(ada, ticket, now + timedelta(minutes=30))


@pytest.fixture
def restricted(report: Report) -> Ticket:
    """Another of Dmitri's, for himself and the owners; at the desk for lead and auditor."""
    return report(restricted=True, title="Signing key in a backup", problem="The signing key lay in a public backup.")


@pytest.fixture
def rivals(report: Report, eve: Person, northwind: Publisher) -> Ticket:
    """Eve's, for Northwind, about the same CVE."""
    return report(by=eve, publisher=northwind, title="Relay overwrites files", problem="The relay overwrites files.")


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder that stands in for the installation's attachments."""
    stored = Attachment._meta.get_field("file").storage
    for name in ("base_location", "location"):
        monkeypatch.setitem(vars(stored), name, str(tmp_path))
    return tmp_path
