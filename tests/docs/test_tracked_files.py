"""What no file of the project may hold: somebody's paths, a registry's address, work left for later, unsafe loading."""

import ast
import re
from pathlib import Path

import pytest

from .reading import ROOT, calls, sources, text_of, tracked_files

MACHINE = re.compile(r"(?<![\w.$})/-])/(?:root|work|Users|home/[a-z]\w*)/\w")
REGISTRY = re.compile(r"pythonhosted[.]org|registry[.]npmjs|--(?:extra-)?[i]ndex-url|pypi[.]org/simple")
LATER = re.compile(r"\b(?:[T]ODO|[F]IXME)\b|raise [N]otImplemented")
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "jsonpickle", "yaml"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}


def lines_with(pattern: re.Pattern[str], *, vendored: bool) -> list[str]:
    found = []
    for file in tracked_files():
        name = file.relative_to(ROOT).as_posix()
        if vendored or "vendor/" not in name:
            lines = enumerate(text_of(file).splitlines(), 1)
            found += [f"{name}:{number}: {line.strip()[:100]}" for number, line in lines if pattern.search(line)]
    return found


@pytest.fixture(autouse=True)
def in_a_checkout():
    if not tracked_files():
        pytest.skip("needs a checkout: git knows of no files here")


def test_no_file_names_a_path_of_somebody_s_machine():
    assert lines_with(MACHINE, vendored=False) == []


def test_no_file_names_a_registry():
    assert lines_with(REGISTRY, vendored=True) == []


def test_nothing_is_left_for_later():
    assert lines_with(LATER, vendored=False) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE, "see /ro" + "ot/notes.txt"),
        (MACHINE, "cd /ho" + "me/ada/tocsin"),
        (REGISTRY, "pip install --ind" + "ex-url https://mirror.example"),
        (LATER, "# TO" + "DO: later"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern, line):
    assert pattern.search(line)


def test_nothing_stored_is_loaded_in_a_way_that_could_run_it():
    """T-36: no pickle, no yaml, no eval on anything (VINCE, CVE-2022-40238 and CVE-2024-9953)."""
    found = []
    for file in sources():
        name = file.relative_to(ROOT).as_posix()
        found += [f"{name}: imports {module}" for module in imported(file) & UNSAFE_MODULES]
        for call in calls(file):
            if isinstance(call.func, ast.Name) and call.func.id in UNSAFE_CALLS:
                found.append(f"{name}:{call.lineno}: {call.func.id}(…)")
    assert found == []


def test_sessions_are_stored_as_json(settings):
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.fallback.FallbackStorage"


def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names
