"""The rows of a new ticket, the same whether a publisher reports or the desk opens."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from tocsin.accounts.models import Membership, Person
from tocsin.catalogue.models import Offer, Version
from tocsin.ledger.appending import stamp
from tocsin.ledger.digests import digest, new_salt
from tocsin.lib import confirmation
from tocsin.lib.errors import Invalid

from . import search
from .choices import Certainty, Side, Tlp
from .models import Affected, Finding, Participant, Report, Score, Ticket
from .new_report import NewReport


def require_own(new: NewReport) -> None:
    """What a report names must be that publisher's: another's offers or people would show through the ticket."""
    bare = {offer for offer, version in new.affected if not version}
    versions = {(offer, version) for offer, version in new.affected if version}
    if bare != owned_offers(new, bare) or versions != owned_versions(new, versions):
        raise Invalid({"affected": [gettext_lazy("Choose offers and versions of this publisher.")]})
    if new.restricted_to:
        named = set(new.restricted_to)
        members = Membership.objects.filter(publisher=new.publisher, person__in=named, person__is_active=True)
        if members.count() != len(named):
            raise Invalid({"restricted_to": [gettext_lazy("Choose members of this publisher.")]})


def owned_offers(new: NewReport, offers: set[int]) -> set[int]:
    own = Offer.objects.filter(publisher=new.publisher, pk__in=offers)
    return set(own.order_by().values_list("pk", flat=True)) if offers else set()


def owned_versions(new: NewReport, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    own = Version.objects.filter(offer__publisher=new.publisher, pk__in={version for _, version in pairs})
    return set(own.order_by().values_list("offer", "pk")) if pairs else set()


def store(new: NewReport, *, by: Person, side: Side, now: datetime, **fields: Any) -> Ticket:
    """Inserts ticket, report, offers, findings, scores and named people; the caller appends the entry."""
    ticket = Ticket.objects.create(
        number=confirmation.new_number(),
        publisher=new.publisher,
        opened_by=side,
        reporter=by if side == Side.PUBLISHER else None,
        category=new.category,
        title=new.title,
        exploited=new.exploited,
        urgent=new.exploited == Certainty.YES,
        accounts_compromised=new.accounts_compromised,
        aware_at=new.aware_at,
        tlp=new.tlp,
        embargo_until=new.embargo_until,
        restricted=new.restricted or new.tlp == Tlp.RED,
        reference=new.reference,
        submitted_at=now,
        changed_at=now,
        public_changed_at=now,
        **fields,
    )
    report = Report(ticket=ticket, salt=new_salt(), language=new.language, problem=new.problem, **new.words)
    report.save(force_insert=True)
    pairs = dict.fromkeys(new.affected)
    Affected.objects.bulk_create(Affected(ticket=ticket, offer_id=o, version_id=v) for o, v in pairs)
    store_findings(ticket, new, side, now)
    if new.restricted_to:
        Participant.objects.bulk_create(
            Participant(ticket=ticket, person_id=pk, added_by=by, added_at=now) for pk in set(new.restricted_to)
        )
    return ticket


def store_findings(ticket: Ticket, new: NewReport, side: Side, now: datetime) -> None:
    """One finding a CVE; a single vector belongs to a single CVE, else each vector is a finding of its own."""
    if not new.category.has_vulnerability:
        return
    findings = [Finding(ticket=ticket, cve_id=cve) for cve in dict.fromkeys(new.cve_ids)]
    if len(findings) == 1 and len(new.scores) == 1:
        pairs = [(findings[0], new.scores[0])]
    else:
        pairs = [(Finding(ticket=ticket), reading) for reading in new.scores]
        findings += [finding for finding, _ in pairs]
    if not findings:
        findings = [Finding(ticket=ticket)]  # known to exist, not yet named or scored
    findings[0].aliases = new.aliases
    Finding.objects.bulk_create(findings)
    Score.objects.bulk_create(
        Score(
            finding=finding,
            side=side,
            vector=reading.vector,
            version=reading.version,
            score=reading.score,
            severity=reading.severity,
            given_at=now,
        )
        for finding, reading in pairs
    )


def report_digest(report: Report, title: str) -> str:
    """The salted digest of every word of the report, which the ledger keeps when the words are gone."""
    words = {
        name: str(getattr(report, name))
        for name in ("problem", "remediation", "customer_message", "private_remark", "unscored_reason", "customers_hit")
    }
    return digest(json.dumps({"title": title, **words}, sort_keys=True, ensure_ascii=False), bytes(report.salt))


def opening_facts(ticket: Ticket, new: NewReport) -> dict[str, Any]:
    """What the first entry says: ids, enums, moments, digests."""
    return {
        "publisher": ticket.publisher_id,
        "category": ticket.category,
        "exploited": ticket.exploited,
        "accounts_compromised": ticket.accounts_compromised,
        "aware_at": stamp(ticket.aware_at),
        "tlp": ticket.tlp,
        "restricted": ticket.restricted,
        "named": sorted(set(new.restricted_to)),
        "embargo_until": stamp(ticket.embargo_until) if ticket.embargo_until else None,
        "offers": sorted({offer for offer, _ in new.affected}),
        "versions": sorted({version for _, version in new.affected if version}),
        "cve_ids": new.cve_ids,
        "vectors": [reading.vector for reading in new.scores],
        "report": report_digest(ticket.report, ticket.title),
    }


def search_texts(new: NewReport) -> list[search.Text]:
    """The stems of a report, computed before the transaction that stores them."""
    words = new.words
    public = [new.title, new.problem, words.get("remediation", ""), words.get("customer_message", "")]
    texts = [search.prepare("report", "\n".join(public + new.cve_ids + new.aliases))]
    if words.get("private_remark"):
        texts.append(search.prepare("private", words["private_remark"], internal=True))
    return texts
