"""What a verification found, in sentences for the person who asked."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .reports import Flaw, Report
from .signing import fingerprint
from .verdicts import Trust, Verdict


def verdict_sentences(verdict: Verdict, *, live: bool) -> Iterator[str]:
    report = verdict.report
    yield _("Chains: %(chains)s. Entries: %(entries)s. Checkpoints: %(checkpoints)s.") % {
        "chains": report.chains,
        "entries": report.entries,
        "checkpoints": report.checkpoints,
    }
    yield from trust_sentences(verdict)
    yield from coverage_sentences(report)
    if live and verdict.kept is None:
        yield _("Without a checkpoint kept elsewhere (--checkpoint) nobody can see if the newest ones were removed.")
    yield from flaw_sentences(report)
    yield _("The ledger is sound.") if report.is_sound else _("The ledger is broken.")


def trust_sentences(verdict: Verdict) -> Iterator[str]:
    if verdict.key is None:
        return
    says = {
        Trust.GIVEN: _("Checked with the public key that was given, %(fingerprint)s."),
        Trust.OWN: _("Checked with this installation’s own key, %(fingerprint)s."),
        Trust.INSIDE: _(
            "Checked with the key found inside the export, %(fingerprint)s. That proves that the export agrees with "
            "itself, not who made it: compare the key, or give the one you trust with --public-key."
        ),
    }
    yield says[verdict.trust] % {"fingerprint": fingerprint(verdict.key)}


def coverage_sentences(report: Report) -> Iterator[str]:
    if report.covered_by is None:
        yield _("No trusted checkpoint covers anything yet.")
    else:
        yield _("Covered by checkpoint %(number)s of %(at)s.") % {"number": report.covered_by, "at": report.covered_at}
    if not report.open_entries:
        return
    yield ngettext(
        "%(count)s entry is not covered yet; as a chain it was checked:",
        "%(count)s entries are not covered yet; as chains they were checked:",
        report.open_entries,
    ) % {"count": report.open_entries}
    for end in report.open_ends:
        yield f"  {end.subject} {end.first}–{end.last}"
    yield from more(report.open_chains - len(report.open_ends))


def flaw_sentences(report: Report) -> Iterator[str]:
    first = report.first_broken_entry
    if first:
        yield _("The first broken entry is number %(seq)s of %(subject)s.") % {
            "seq": first.seq,
            "subject": first.subject,
        }
    for flaw in report.flaws:
        yield f"  {place(flaw)}: {flaw.reason.label}"
    yield from more(report.broken - len(report.flaws))


def place(flaw: Flaw) -> str:
    if flaw.subject:
        return f"{flaw.subject} {flaw.seq}"
    if flaw.checkpoint is not None:
        return _("checkpoint %(number)s") % {"number": flaw.checkpoint}
    return flaw.detail


def more(count: int) -> Iterator[str]:
    if count > 0:
        yield ngettext("  and %(count)s more", "  and %(count)s more", count) % {"count": count}
