"""What the documents must speak of, read from the code itself."""

import argparse
import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tocsin.running.commands import parser

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = {"text", "boolean", "integer", "words", "address"}


def documents() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "docs").rglob("*.md")))


def sources() -> Iterator[Path]:
    """The product's own modules; neither tests nor migrations."""
    for file in sorted((ROOT / "tocsin").rglob("*.py")):
        if not {"tests", "migrations"} & set(file.relative_to(ROOT).parts):
            yield file


def calls(file: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def settings() -> set[str]:
    """Every `environ.integer("PORT", …)` of the code, as TOCSIN_PORT."""
    return {
        f"TOCSIN_{call.args[0].value}"
        for file in sources()
        for call in calls(file)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in READERS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "environ"
        and isinstance(call.args[0], ast.Constant)
    }


def commands() -> set[str]:
    """Every command with its verbs: `tocsin serve`, `tocsin ledger verify`."""
    return set(verbs_of(parser(lambda line: None), "tocsin"))


def verbs_of(of: argparse.ArgumentParser, name: str) -> Iterator[str]:
    below = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield name
    for action in below:
        for verb, its_parser in action.choices.items():
            yield from verbs_of(its_parser, f"{name} {verb}")


def tracked_files() -> list[Path]:
    """What git knows of, as far as it is text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
