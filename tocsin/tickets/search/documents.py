"""The stems of every text of a ticket, kept beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tocsin.lib.stems import stems

from ..models import SearchDoc, Ticket


@dataclass(frozen=True)
class Text:
    """One text made searchable: computed before the transaction that stores it."""

    source: str
    stems: str
    internal: bool

    def named(self, source: str) -> "Text":
        return replace(self, source=source)


def prepare(source: str, text: str, *, internal: bool = False) -> Text:
    """`source` is "report", "private" (the remark for the desk), "message:ID" or "outcome:ID"."""
    return Text(source, " ".join(stems(text)), internal)


def scope(publisher_id: int) -> str:
    """The word that stands first in every document: no text holds an "@", so nobody can type it.

    With it the index itself finds a publisher's own texts: what others hold costs a member's search no time.
    """
    return f"@{publisher_id}"


def storable(typed: str) -> str:
    """What a database can be asked for: without NUL and lone surrogates."""
    return typed.replace("\0", " ").encode("utf-8", "ignore").decode().strip()


def store(ticket: Ticket, texts: Iterable[Text]) -> None:
    """Inserts the texts, or replaces those of the same source."""
    first = scope(ticket.publisher_id)
    SearchDoc.objects.bulk_create(
        (SearchDoc(ticket=ticket, source=t.source, stems=f"{first} {t.stems}", internal=t.internal) for t in texts),
        update_conflicts=True,
        unique_fields=["ticket", "source"],
        update_fields=["stems", "internal"],
    )


def reindex_report(ticket: Ticket) -> None:
    """After a redaction: the report's words as they stand now."""
    report = ticket.report
    report.refresh_from_db()
    ticket.refresh_from_db(fields=["title"])
    ids = [name for finding in ticket.findings.all() for name in (finding.cve_id, *finding.aliases)]
    public = "\n".join([ticket.title, report.problem, report.remediation, report.customer_message, *ids])
    texts = [prepare("report", public)]
    if report.private_remark:
        texts.append(prepare("private", report.private_remark, internal=True))
    store(ticket, texts)
