"""Everything that stands between a checkout and a server that may start; safe to repeat."""

import secrets
from collections.abc import Callable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command


def run(write: Callable[[str], None]) -> int:
    for name in compile_catalogues():
        write(f"translations compiled: {name}")
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    write("the database and the static files are up to date")
    return 0


def compile_catalogues() -> list[str]:
    """Writes the `.mo` beside each `.po` that is newer; GNU gettext is not needed. Returns the languages compiled."""
    compiled = []
    for source in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            draft = target.with_suffix(f".{secrets.token_hex(4)}")
            with source.open("rb") as text, draft.open("wb") as binary:
                write_mo(binary, read_po(text))
            draft.replace(target)  # whole or not at all: a half one that is newer would stay for ever
            compiled.append(source.parent.parent.name)
    return compiled
