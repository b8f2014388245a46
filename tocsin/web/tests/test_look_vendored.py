"""What is not ours is exactly what its makers published."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
VENDOR = ROOT / "tocsin/web/static/vendor"
ROW = re.compile(r"^\| `([^`]+)`[^|]*\|[^|]+\| ([\d.]+) \| ([\w.-]+) \| `([0-9a-f]{64})` \|$", re.M)


def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall((VENDOR / "VENDORED.md").read_text())


def place(name: str) -> Path:
    return ROOT / name if "/" in name else VENDOR / name


@pytest.mark.parametrize(("name", "version", "licence", "digest"), rows())
def test_a_vendored_file_has_the_hash_that_is_written_down(name: str, version: str, licence: str, digest: str) -> None:
    assert hashlib.sha256(place(name).read_bytes()).hexdigest() == digest


def test_every_vendored_file_is_written_down() -> None:
    here = {path.name for path in VENDOR.iterdir()} - {"VENDORED.md"}
    assert {name for name, *_ in rows() if "/" not in name} == here
    assert [(name, version, licence) for name, version, licence, _ in rows()] == [
        ("htmx.min.js", "2.0.11", "0BSD"),
        ("pico.fluid.classless.min.css", "2.1.1", "MIT"),
        ("tests/vendor/axe.min.js", "4.14.1", "MPL-2.0"),
    ]
