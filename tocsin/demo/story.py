"""The demo opens on a day like log4shell's: one CVE from all three publishers, one incident going on, every state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from tocsin.accounts.models import Person, Publisher
from tocsin.catalogue.models import Offer
from tocsin.tickets import assessment, closing, conversation, intake, opening, restricting, triage
from tocsin.tickets.assessment import Reasons
from tocsin.tickets.choices import (
    Category,
    Certainty,
    ClosingReason,
    DataExposed,
    OutcomeKind,
    Priority,
    SourceKind,
    Tlp,
)
from tocsin.tickets.models import Draft, Ticket
from tocsin.tickets.new_report import NewReport
from tocsin.tickets.promising import mark_missed
from tocsin.tickets.suggesting import suggestions
from tocsin.vulnerabilities.cvss import read
from tocsin.vulnerabilities.severities import Severity

from . import texts
from .clock import at


@dataclass(frozen=True)
class Stage:
    """Who and what the story is told with."""

    people: dict[str, Person]
    publishers: dict[str, Publisher]
    now: datetime

    def ago(self, **spans: float) -> datetime:
        return self.now - timedelta(**spans)

    def reports(self, who: str, publisher: str, offer: str, versions: list[str], **words: object) -> Ticket:
        """A report sent at the clock's moment."""
        now, person = timezone.now(), self.people[who]
        chosen = Offer.objects.get(name=offer).versions.filter(label__in=versions)
        new = NewReport(
            publisher=self.publishers[publisher],
            affected=[(version.offer_id, version.pk) for version in chosen],
            language=person.language,
            **{"exploited": Certainty.NO, "aware_at": now - timedelta(hours=5), **words},  # type: ignore[arg-type]
        )
        draft = Draft.objects.create(
            person=person, publisher=new.publisher, category=new.category, started_at=now, saved_at=now
        )
        return intake.submit(draft, new, by=person, now=now)

    def acknowledges(self, who: str, ticket: Ticket) -> None:
        """As suggested: what differs would need a reason."""
        known = suggestions(ticket)
        triage.acknowledge(
            ticket,
            severity=known.severity.value,
            priority=known.priority.value,
            by=self.people[who],
            now=timezone.now(),
        )


def steps_of(words: str) -> dict[str, object]:
    return {"mitigation": True, "remediation": words} if words else {}


def one_cve_from_all(stage: Stage) -> None:
    """The same library in three publishers' offers, each report in its own language, none aware of the others."""
    rows = [
        ("carla", "contoso", "Contoso Sync", "sv", ["2.2", "2.3"], 26, "bo"),
        ("nina", "northwind", "Northwind Ledger", "de", ["2.3"], 7, ""),
        ("floor", "fabrikam", "Fabrikam Planner", "nl", ["2.1", "2.2", "2.3"], 2, ""),
    ]
    for who, publisher, offer, language, versions, hours, responder in rows:
        title, problem, steps = texts.LOGGING[language]
        with at(stage.ago(hours=hours)):
            ticket = stage.reports(
                who, publisher, offer, versions, category=Category.VULNERABILITY, title=title, problem=problem,
                cve_ids=[texts.CVE], scores=[read(texts.VECTOR)], words=steps_of(steps),
                exploited=Certainty.UNKNOWN,
            )  # fmt: skip
        if responder:
            with at(stage.ago(hours=hours - 3)):
                stage.acknowledges(responder, ticket)
            with at(stage.ago(hours=hours - 4)):
                assessment.start(ticket, by=stage.people[responder], now=timezone.now())


def incident_going_on(stage: Stage) -> None:
    title, problem = texts.INCIDENT
    with at(stage.ago(minutes=35)):
        ticket = stage.reports(
            "sam", "fabrikam", "Fabrikam Signer", ["2.3"], category=Category.INCIDENT, title=title, problem=problem,
            exploited=Certainty.YES, accounts_compromised=Certainty.NO,
            words={
                "attackers_control": Certainty.YES, "data_exposed": DataExposed.UNKNOWN, "contained": Certainty.NO,
                "began_at": stage.ago(hours=9), "customers_hit": "not known yet",
            },
        )  # fmt: skip
    with at(stage.ago(minutes=20)):
        conversation.note(
            ticket, "Called Fabrikam back: the key is revoked.", by=stage.people["ada"], now=timezone.now()
        )


def waiting_for_the_publisher(stage: Stage) -> None:
    title, problem, steps = texts.TRAVERSAL
    ada, bo, carla = (stage.people[name] for name in ("ada", "bo", "carla"))
    with at(stage.ago(days=4, hours=2)):
        ticket = stage.reports(
            "carla", "contoso", "Contoso Export", ["2.0", "2.1", "2.2", "2.3"], category=Category.VULNERABILITY,
            title=title, problem=problem, words=steps_of(steps), reference="CON-2291",
            scores=[read("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:N/A:N")],
        )  # fmt: skip
    with at(stage.ago(days=4)):
        conversation.answer(ticket, "The patched build is 2.4, in your certification since this morning.",
                            by=carla, now=timezone.now())  # fmt: skip
    with at(stage.ago(days=3, hours=5)):
        stage.acknowledges("ada", ticket)
        conversation.note(ticket, texts.NOTE, by=bo, now=timezone.now())
    with at(stage.ago(days=3)):
        assessment.start(ticket, by=ada, now=timezone.now())
    with at(stage.ago(days=2, hours=20)):
        conversation.ask(ticket, texts.QUESTION, by=ada, now=timezone.now())


def modification(stage: Stage) -> None:
    title, problem, steps = texts.DEBUG_LOG
    bo = stage.people["bo"]
    with at(stage.ago(days=9)):
        ticket = stage.reports(
            "eve", "northwind", "Northwind Insight", ["2.2", "2.3"], category=Category.BOTH, title=title,
            problem=problem,
            words={"attackers_control": Certainty.NO, "data_exposed": DataExposed.CUSTOMER, **steps_of(steps)},
            scores=[read("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N")],
        )  # fmt: skip
    with at(stage.ago(days=8)):
        stage.acknowledges("bo", ticket)
    with at(stage.ago(days=7)):
        assessment.start(ticket, by=bo, now=timezone.now())
    with at(stage.ago(days=5)):
        assessment.communicate(
            ticket,
            OutcomeKind.MODIFY,
            Reasons(
                facts="Les versions 2.2 et 2.3 écrivent l’adresse e-mail des clients dans un journal.",
                ground="Règles de la place de marché, section « Données des clients ».",
                scope="Northwind Insight 2.2 et 2.3.",
                duration="Jusqu’à la vérification de la version corrigée.",
                appeal="Répondez dans ce ticket dans les quatorze jours.",
            ),
            by=bo,
            now=timezone.now(),
            modify_by=stage.now + timedelta(days=6),
        )


def closed_ones(stage: Stage) -> None:
    bo = stage.people["bo"]
    with at(stage.ago(days=21)):
        resolved = stage.reports(
            "nina", "northwind", "Northwind Mail Bridge", ["2.2"], category=Category.VULNERABILITY,
            title=texts.TOKEN[0], problem=texts.TOKEN[1], words=steps_of(texts.TOKEN[2]),
            scores=[read("CVSS:3.1/AV:L/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N")],
        )  # fmt: skip
    with at(stage.ago(days=20)):
        stage.acknowledges("bo", resolved)
    with at(stage.ago(days=16)):
        reasons = Reasons("Version 2.3 verwirft das Token beim Abmelden.", "Die Schwachstelle ist behoben.")
        assessment.communicate(resolved, OutcomeKind.NO_ACTION, reasons, by=bo, now=timezone.now())
        closing.close(resolved, reason=ClosingReason.RESOLVED, by=bo, now=timezone.now())
    with at(stage.ago(days=13)):
        retracted = stage.reports(
            "nina", "northwind", "Northwind Freight", ["2.3"], category=Category.VULNERABILITY,
            title=texts.FALSE_ALARM[0], problem=texts.FALSE_ALARM[1], words={"unscored_reason": "Scannermeldung."},
        )  # fmt: skip
    with at(stage.ago(days=12, hours=22)):
        closing.retract(retracted, words="Nach Prüfung nicht betroffen.", by=stage.people["nina"], now=timezone.now())


def overdue(stage: Stage) -> None:
    """Nobody has acknowledged it in time: the queue shows what a missed deadline looks like."""
    title, problem, steps = texts.RESTORE
    with at(stage.ago(days=5)):
        stage.reports(
            "dmitri", "contoso", "Contoso Vault", ["2.3"], category=Category.VULNERABILITY, title=title,
            problem=problem, words=steps_of(steps), scores=[read("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N")],
        )  # fmt: skip
    with at(stage.now):
        mark_missed(stage.now)


def acknowledged_incident(stage: Stage) -> None:
    title, problem = texts.BUCKET
    with at(stage.ago(days=2, hours=3)):
        ticket = stage.reports(
            "floor", "fabrikam", "Fabrikam Chat", ["2.2"], category=Category.INCIDENT, title=title, problem=problem,
            exploited=Certainty.UNKNOWN,
            words={"data_exposed": DataExposed.CUSTOMER, "attackers_control": Certainty.NO,
                   "contained": Certainty.YES, "customers_hit": "12"},
        )  # fmt: skip
    with at(stage.ago(days=1, hours=22)):
        triage.acknowledge(
            ticket, severity=Severity.HIGH, priority=Priority.P1, by=stage.people["april"], now=timezone.now(),
            priority_reason="Twee onbekende adressen hebben gelezen; we willen vandaag weten welke.",
        )  # fmt: skip


def restricted_under_embargo(stage: Stage) -> None:
    title, problem, steps = texts.EMBARGOED
    lena = stage.people["lena"]
    with at(stage.ago(days=1, hours=6)):
        ticket = stage.reports(
            "sam", "fabrikam", "Fabrikam Pay", ["2.2", "2.3"], category=Category.VULNERABILITY, title=title,
            problem=problem, words=steps_of(steps), tlp=Tlp.RED, restricted=True,
            embargo_until=stage.now + timedelta(days=11), scores=[read("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N")],
        )  # fmt: skip
    with at(stage.ago(days=1)):
        stage.acknowledges("lena", ticket)
        restricting.name_person(ticket, stage.people["bo"], by=lena, now=timezone.now())


def opened_by_the_desk(stage: Stage) -> None:
    contoso = stage.publishers["contoso"]
    offer = Offer.objects.get(name="Contoso Forms")
    with at(stage.ago(hours=30)):
        new = NewReport(
            publisher=contoso,
            category=Category.VULNERABILITY,
            title=texts.SCAN[0],
            problem=texts.SCAN[1],
            affected=[(offer.pk, version.pk) for version in offer.versions.filter(label__in=["2.2", "2.3"])],
            exploited=Certainty.UNKNOWN,
            aware_at=timezone.now(),
            words={"source_kind": SourceKind.SCAN, "unscored_reason": "Not scored yet."},
        )
        opening.open_towards(
            new, severity=Severity.MEDIUM, priority=Priority.P3, by=stage.people["ada"], now=timezone.now()
        )


CHAPTERS: list[Callable[[Stage], None]] = [
    closed_ones,
    modification,
    overdue,
    waiting_for_the_publisher,
    acknowledged_incident,
    restricted_under_embargo,
    opened_by_the_desk,
    one_cve_from_all,
    incident_going_on,
]


def tell(people: dict[str, Person], publishers: dict[str, Publisher], now: datetime) -> None:
    stage = Stage(people, publishers, now)
    for chapter in CHAPTERS:
        chapter(stage)
