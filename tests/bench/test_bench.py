"""The measurements still run. Nothing here is timed: what they find on a busy machine means nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.figures import Figure, in_turn, table

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = """\
| measure | Tocsin  | limit   | ratio | goal   | met |
|---------|---------|---------|-------|--------|-----|
| B1      | 50.0 /s | 400 /s  | 0.12  | ≥ 0.25 | no  |
| B3      | 11.0 ms | 10.0 ms | 1.10  | ≤ 1.2  | yes |
| plain   | 2.0 s   | 4,000 s | 0.00  |        |     |"""


def test_every_measurement_runs_small(tmp_path):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    results = tmp_path / "results.json"
    command = [sys.executable, "-m", "bench", "--small", "--results", str(results)]
    run = subprocess.run(command, cwd=ROOT, env=inherited, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    found = json.loads(results.read_text(encoding="utf-8"))
    measures = [figure["measure"] for figure in found["figures"]]
    assert {measure.split()[0] for measure in measures} == {"B1", "B2", "B3", "B4", "B9"}
    assert all(figure["tocsin"] > 0 and figure["limit"] > 0 for figure in found["figures"])
    assert all(measure in run.stdout for measure in measures)


def test_the_table_says_what_was_met():
    figures = [
        Figure("B1", "/s", 50, 400, "≥ 0.25"),
        Figure("B3", "ms", 11, 10, "≤ 1.2"),
        Figure("plain", "s", 2, 4000),
    ]
    assert table(figures) == TABLE


@pytest.mark.parametrize(("turns", "order"), [(1, "lo"), (3, "lololol")])
def test_limit_and_tocsin_take_turns(turns, order):
    seen: list[str] = []
    in_turn(turns, lambda: seen.append("l"), lambda: seen.append("o"))
    assert "".join(seen) == order
