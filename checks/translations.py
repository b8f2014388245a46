"""Every sentence has its translation in all languages: none empty, fuzzy, missing, stale, untranslated or malformed.

With `--write` the catalogues are brought up to date first: new sentences come in empty, unused ones go.
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "tocsin" / "locale"
LANGUAGES = ("nl", "sv", "de", "fr", "ru")
SAME = Path(__file__).with_name("same_in_translation.txt")  # language, tab, sentence
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
ENGLISH = b"nplurals=2; plural=(n != 1)"
NOT_READ = ("locale", "__pycache__", "tests", "static", "demo")  # the demo's people speak for themselves
Key = tuple[str, str | None]


def extracted() -> Catalog:
    """All sentences of code and templates, by Django's own extraction into a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tocsin"
        shutil.copytree(
            ROOT / "tocsin", copy, ignore=shutil.ignore_patterns("locale", "__pycache__", "tests", "static")
        )
        (copy / "locale").mkdir()
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--keep-pot", "-v", "0",
             "--settings", "checks.extraction_settings"],
            cwd=copy, check=True, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        # xgettext leaves the plural rule of its template open, which Babel does not read.
        template = (
            (copy / "locale" / "django.pot").read_bytes().replace(b"nplurals=INTEGER; plural=EXPRESSION", ENGLISH)
        )
        return read_po(io.BytesIO(template))


def key(message: Message) -> Key:
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context


def sentences(catalog: Catalog) -> dict[Key, Message]:
    return {key(message): message for message in catalog if message.id}


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [])  # type: ignore[call-overload]


def faults(language: str, source: dict[Key, Message], same: set[tuple[str, str]]) -> list[str]:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return [f"{language}: there is no catalogue"]
    catalog = read_po(io.BytesIO(path.read_bytes()), locale=language)
    known = sentences(catalog)
    found = [f"{language}: missing: {name[0]!r}" for name in source.keys() - known.keys()]
    found += [f"{language}: no longer used: {name[0]!r}" for name in known.keys() - source.keys()]
    for name, message in known.items():
        if name in source:
            found += [f"{language}: {fault}: {name[0]!r}" for fault in wrong(language, message, catalog, same)]
    return sorted(found)


def wrong(language: str, message: Message, catalog: Catalog, same: set[tuple[str, str]]) -> list[str]:
    found = ["fuzzy"] if message.fuzzy else []
    texts, originals = forms(message.string), forms(message.id)
    if not all(texts) or not texts:
        return [*found, "empty"]
    if len(originals) > 1 and len(texts) != catalog.num_plurals:
        found.append(f"has {len(texts)} plural forms, not {catalog.num_plurals}")
    unchanged = any(text == original for text, original in zip(texts, originals, strict=False))
    if unchanged and (language, originals[0]) not in same:
        found.append("equal to the English")
    needed = set(PLACEHOLDER.findall(originals[-1]))
    if any(set(PLACEHOLDER.findall(text)) - needed for text in texts) or set(PLACEHOLDER.findall(texts[-1])) != needed:
        found.append("placeholders differ")
    if any(text.startswith("\n") != originals[0].startswith("\n") for text in texts):
        found.append("line ends differ")
    return found


def bring_up_to_date(source: Catalog) -> None:
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
        catalog.update(source, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.header_comment = f"# {language}: the translations of Tocsin."
        catalog.project, catalog.version, catalog.copyright_holder = "Tocsin", "1", "Tocsin"
        catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "Tocsin"
        catalog.creation_date = datetime(2026, 1, 1, tzinfo=UTC)  # always the same, as version control knows better
        catalog.revision_date = "YEAR-MO-DA HO:MI+ZONE"  # Babel's own way to say that there is none
        catalog.fuzzy = False
        with path.open("wb") as file:
            write_po(file, catalog, width=110, omit_header=False, sort_output=True, ignore_obsolete=True)


def main() -> int:
    if shutil.which("xgettext") is None:
        sys.stdout.write("SKIPPED: the check of translations: GNU gettext is not installed\n")
        return 0
    source = extracted()
    if "--write" in sys.argv:
        bring_up_to_date(source)
        return 0
    same = {tuple(line.split("\t", 1)) for line in SAME.read_text().splitlines() if "\t" in line}
    found = [fault for language in LANGUAGES for fault in faults(language, sentences(source), same)]  # type: ignore[arg-type]
    sys.stdout.writelines(f"{fault}\n" for fault in found[:200])
    sys.stdout.write(f"translations: {len(sentences(source))} sentences, {len(found)} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
