"""One line of the table, the medians it is made of, and how the table looks."""

import json
import os
import platform
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

T = TypeVar("T")
HEADINGS = ("measure", "Tocsin", "limit", "ratio", "goal", "met")


@dataclass(frozen=True)
class Figure:
    """`ratio` is Tocsin over the limit; a goal is the least ("≥") or the most ("≤") that it may be."""

    measure: str
    unit: str
    tocsin: float
    limit: float
    goal: str = ""

    @property
    def ratio(self) -> float:
        return self.tocsin / self.limit

    @property
    def met(self) -> str:
        if not self.goal:
            return ""
        sign, bound = self.goal.split()[:2]
        return "yes" if (self.ratio >= float(bound) if sign == "≥" else self.ratio <= float(bound)) else "no"

    def cells(self) -> tuple[str, ...]:
        values = (f"{value:,.{1 if value < 100 else 0}f} {self.unit}" for value in (self.tocsin, self.limit))
        return (self.measure, *values, f"{self.ratio:.2f}", self.goal, self.met)


def in_turn(turns: int, limit: Callable[[], T], ours: Callable[[], T]) -> tuple[list[T], list[T]]:
    """limit, Tocsin, limit, Tocsin, …, limit: what the machine does meanwhile falls on both."""
    of_limit, of_ours = [], []
    for _ in range(turns):
        of_limit.append(limit())
        of_ours.append(ours())
    if turns > 1:
        of_limit.append(limit())
    return of_limit, of_ours


def middle(values: Sequence[float]) -> float:
    return float(median(values))


def table(figures: Sequence[Figure]) -> str:
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def machine() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "processor": processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def write(path: Path, figures: Sequence[Figure], skipped: Sequence[str]) -> None:
    rows = [asdict(figure) | {"ratio": round(figure.ratio, 4), "met": figure.met} for figure in figures]
    known = {"machine": machine(), "figures": rows, "skipped": list(skipped)}
    path.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
