"""What is delivered runs with what `requirements/run.txt` installs: tools of the tests are no part of it."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def installed_to_run() -> set[str]:
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    return {normalised(name) for name in re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==", text, re.M)}


def imported(tree: ast.AST) -> Iterator[str]:
    """First names of what is imported, but for what stands under `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        yield from imported(node)


def delivered() -> Iterator[Path]:
    for file in sorted((ROOT / "tocsin").rglob("*.py")):
        if "tests" not in file.relative_to(ROOT).parts:
            yield file


def test_nothing_delivered_imports_what_only_tests_install():
    providers = {name: {normalised(one) for one in found} for name, found in packages_distributions().items()}
    known, foreign = installed_to_run(), set()
    assert {"django", "granian", "psycopg"} <= known
    for file in delivered():
        for name in set(imported(ast.parse(file.read_text(encoding="utf-8")))):
            ours = name == "tocsin" or name in sys.stdlib_module_names
            if not ours and not providers.get(name, {normalised(name)}) & known:
                foreign.add(f"{file.relative_to(ROOT)}: {name}")
    assert foreign == set()
