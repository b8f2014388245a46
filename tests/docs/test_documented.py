"""What somebody can set, call or find in the ledger stands in the documents, by its literal name."""

import re

import pytest

from tocsin.ledger import kinds

from .reading import ROOT, commands, documents, settings

WORDS = [
    "publisher", "offer", "customer", "entitlement", "desk", "responder", "ticket", "problem type", "category",
    "confirmation number", "receipt", "acknowledgement", "severity", "priority", "assessment", "outcome",
    "closing reason", "retract", "offer action", "statement of reasons", "disruption plan", "customer message",
    "embargo", "restricted", "deadline", "ledger", "entry", "delivery", "quarantine", "draft", "checkpoint",
]  # fmt: skip


@pytest.fixture(scope="module")
def told() -> str:
    return documents()


def test_the_code_is_read_rightly():
    assert {"TOCSIN_PORT", "TOCSIN_MAIL_URL", "TOCSIN_SECRET_KEY", "TOCSIN_WORKERS"} <= settings()
    assert {"tocsin serve", "tocsin work", "tocsin import catalogue", "tocsin ledger verify"} <= commands()
    assert len(kinds.registered()) > 40


def test_every_setting_is_documented(told):
    assert [name for name in sorted(settings()) if f"`{name}`" not in told] == []


def test_no_setting_is_documented_that_is_not_there(told):
    spoken_of = {name.removesuffix("_FILE") for name in re.findall(r"\bTOCSIN_[A-Z_]+[A-Z]\b", told)}
    of_tests_and_children = {"TOCSIN_INSTALL", "TOCSIN_SUPERVISED", "TOCSIN_NAME"}
    assert spoken_of - settings() - of_tests_and_children == set()


def test_every_command_is_documented(told):
    assert [name for name in sorted(commands()) if name not in told] == []


def test_every_kind_of_entry_is_documented(told):
    assert [kind for kind in sorted(kinds.registered()) if f"`{kind}`" not in told] == []


def test_the_glossary_has_every_word():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").lower()
    assert [word for word in WORDS if word not in glossary] == []


def test_every_command_that_the_documents_name_is_in_the_makefile(told):
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(code_in(readme + told))))
    assert {"run", "test"} <= set(re.findall(r"\bmake ([a-z][a-z-]*)", readme))
    assert named - targets == set()


def test_every_link_inside_the_documents_leads_somewhere():
    broken = []
    for file in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)", file.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (file.parent / target).exists():
                broken.append(f"{file.relative_to(ROOT)}: {target}")
    assert broken == []


def code_in(markdown: str) -> list[str]:
    return re.findall(r"```.*?```|`[^`\n]+`", markdown, re.S)
