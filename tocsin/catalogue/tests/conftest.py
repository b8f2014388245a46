from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.catalogue.importing import Counts, Summary, import_catalogue

Imported = tuple[Summary, list[tuple[int, str, str]]]


@pytest.fixture
def imports(db: None, tmp_path: Path) -> Callable[..., Imported]:
    """Import a text; gives the summary and the refusals as (line, column, sentence)."""

    def run(content: str, kind: str = "") -> Imported:
        file = tmp_path / "catalogue"
        file.write_text(content)
        refused: list[tuple[int, str, str]] = []
        summary = import_catalogue(
            file, kind=kind, refuse=lambda refusal: refused.append((refusal.line, refusal.field, str(refusal.reason)))
        )
        return summary, refused

    return run


def counts(summary: Summary) -> dict[str, tuple[int, int, int, int]]:
    """Kind to (new, changed, unchanged, refused)."""
    return {kind: in_four(of) for kind, of in summary.of.items()}


def in_four(of: Counts) -> tuple[int, int, int, int]:
    return of.new, of.changed, of.unchanged, of.refused
