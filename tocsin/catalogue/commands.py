"""`tocsin import catalogue FILE`."""

import argparse
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.lib.characters import HIDDEN

from .columns import KINDS
from .importing import Counts, Summary, import_catalogue
from .rows import Refusal, Unreadable

Write = Callable[[str], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, help="CSV or JSON, in UTF-8; docs/admin/catalogue-import.md names the columns"
    )
    parser.add_argument(
        "--kind", choices=sorted(KINDS), default="", help="what rows are that do not say it in a column “kind”"
    )


def run(args: argparse.Namespace, write: Write) -> int:
    """0 when every row went in, 1 when any was refused, 2 when the file cannot be read. Writes a line per reason."""
    try:
        summary = import_catalogue(args.file, kind=args.kind, refuse=lambda refusal: write(told(refusal)))
    except Unreadable as error:
        write(str(error))
        return 2
    for line in summed_up(summary):
        write(line)
    return 1 if summary.refused else 0


def told(refusal: Refusal) -> str:
    if not refusal.field:
        return _("Line %(line)d: %(reason)s") % {"line": refusal.line, "reason": refusal.reason}
    return _("Line %(line)d, column %(column)s: %(reason)s") % {
        "line": refusal.line,
        "column": shown(refusal.field),
        "reason": refusal.reason,
    }


def shown(name: str) -> str:
    """A name out of the file, harmless on a terminal: nothing hidden in it, and not long."""
    return HIDDEN.sub("\ufffd", name)[:60]


def summed_up(summary: Summary) -> list[str]:
    lines = []
    if summary.ignored:
        names = ", ".join(shown(name) for name in summary.ignored)
        lines.append(_("These columns are not known and were ignored: %(names)s.") % {"names": names})
    for kind in (*KINDS, ""):
        if kind in summary.of:
            lines.append(counted(kind, summary.of[kind]))
    return lines or [_("The file has no rows.")]


def counted(kind: str, counts: Counts) -> str:
    if not kind:
        return ngettext(
            "%(count)d row could not be read.", "%(count)d rows could not be read.", counts.refused
        ) % {"count": counts.refused}  # fmt: skip
    return _("%(kind)s: %(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused.") % {
        "kind": kind,
        **vars(counts),
    }
