"""`tocsin ledger verify | export | checkpoint`: arguments in, sentences and an exit code out."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from .archives import NoArchive
from .checkpoints import export_checkpoint, make_checkpoint
from .exporting import NotEmpty, export_ledger, own_public_pem
from .sentences import verdict_sentences
from .signing import KeyTrouble
from .verdicts import verify_archive, verify_live

SOUND, BROKEN, IMPOSSIBLE = 0, 1, 2
Write = Callable[[str], object]


def add_arguments(parser: ArgumentParser) -> None:
    """Give the parser of `tocsin ledger` its three verbs; `args.ledger_verb` is the chosen one's function."""
    verbs = parser.add_subparsers(required=True, metavar="verify | export | checkpoint")
    check = verbs.add_parser("verify", help=_("Check the ledger, or an export of it, and name what is broken."))
    check.add_argument("path", nargs="?", type=Path, help=_("A folder or zip file; without it, the live database."))
    check.add_argument("--checkpoint", type=Path, metavar="FILE", help=_("A checkpoint that was kept elsewhere."))
    check.add_argument("--public-key", type=Path, metavar="FILE", help=_("The public key to trust, in PEM."))
    check.set_defaults(ledger_verb=verify)
    export = verbs.add_parser("export", help=_("Write the whole ledger into an empty folder."))
    export.add_argument("folder", type=Path)
    export.set_defaults(ledger_verb=export_folder)
    seal = verbs.add_parser("checkpoint", help=_("Sign what the ledger holds now, and write that to a file."))
    seal.add_argument("file", nargs="?", type=Path, help=_("Where to write it; keep it away from this machine."))
    seal.set_defaults(ledger_verb=checkpoint)


def run(args: Namespace, write: Write) -> int:
    """Do what was asked, a line at a time through `write`. 0 done or sound, 1 broken, 2 could not be done."""
    try:
        code: int = args.ledger_verb(args, write)
    except (KeyTrouble, NoArchive) as trouble:
        write(str(trouble))
    except NotEmpty:
        write(_("The folder %(folder)s is not empty. Name a new one.") % {"folder": args.folder})
    except OSError as error:
        place = {"file": error.filename, "reason": error.strerror}
        write(_("%(file)s cannot be read or written: %(reason)s.") % place)
    else:
        return code
    return IMPOSSIBLE


def verify(args: Namespace, write: Write) -> int:
    if args.path is None:
        verdict = verify_live(args.checkpoint, args.public_key)
    else:
        verdict = verify_archive(args.path, args.checkpoint, args.public_key)
    for sentence in verdict_sentences(verdict, live=args.path is None):
        write(sentence)
    return SOUND if verdict.is_sound else BROKEN


def export_folder(args: Namespace, write: Write) -> int:
    counts = export_ledger(args.folder)
    write(
        _("Exported to %(folder)s. Entries: %(entries)s. Leaves: %(leaves)s. Checkpoints: %(checkpoints)s.")
        % {"folder": args.folder, **counts._asdict()}
    )
    return SOUND


def checkpoint(args: Namespace, write: Write) -> int:
    made = make_checkpoint(timezone.now())
    if made:
        write(_("Checkpoint %(number)s was made.") % {"number": made.number})
    else:
        write(_("Nothing was appended since the last checkpoint."))
    if args.file is None:
        return SOUND
    seal = export_checkpoint(args.file)
    if seal is None:
        write(_("There is no checkpoint to write yet."))
        return IMPOSSIBLE
    write(_("Checkpoint %(number)s is in %(file)s.") % {"number": seal.number, "file": args.file})
    write(_("Keep it, and this public key, where nobody who can change the database can change them:"))
    write(own_public_pem().decode().rstrip())
    return SOUND
