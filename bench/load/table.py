"""The table of figures in docs/performance.md, of which each part may be made anew."""

from __future__ import annotations

import os
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.chaos import outcomes

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- made by make load -->", "<!-- end of load -->"
HEAD = ["| part | what | measured | day, load |", "| --- | --- | ---: | ---: |"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is done of each part."""

    uploads: int
    drain: int
    clients: int
    minutes: int


@dataclass(slots=True)
class Figures:
    """What one part has measured so far, each line with the machine's load."""

    part: str
    lines: list[str] = field(default_factory=list)
    load: float = field(default_factory=lambda: os.getloadavg()[0])

    def say(self, what: str, measured: str) -> None:
        """Add a figure; the load is that from the one before until now."""
        before, self.load = self.load, os.getloadavg()[0]
        moment = f"{time.strftime('%Y-%m-%d')}, {before:.1f} to {self.load:.1f}"
        self.lines.append(f"| {self.part} | {what} | {measured} | {moment} |")
        print(self.lines[-1], file=sys.stderr, flush=True)


def write(figures: Figures, order: Sequence[str]) -> None:
    """Put the lines of a part in place of its earlier ones."""
    text = PAGE.read_text("utf-8")
    inside = text.split(BEGIN, 1)[1].split(END, 1)[0]
    rows = [line for line in inside.splitlines() if line.startswith("| ")][2:]
    kept = [row for row in rows if _part(row) in set(order) - {figures.part}]
    rows = sorted([*kept, *figures.lines], key=lambda row: order.index(_part(row)))
    outcomes.write([_machine(), "", *HEAD, *rows], PAGE, BEGIN, END)


def shares(times: Sequence[float]) -> str:
    """The middle of some seconds, and what 95 and 99 of a hundred stay below."""
    cut = statistics.quantiles(times, n=100)
    return ", ".join(f"{cut[at] * 1000:.0f} ms" for at in (49, 94, 98))


def _part(row: str) -> str:
    return row.split("|")[1].strip()


def _machine() -> str:
    return (
        f"{outcomes.machine()}, shared with other work; PostgreSQL, Valkey and "
        "SeaweedFS beside one web process, one beat, and two workers of one process "
        "each. *Load* is how many programs wanted the cores, before and after."
    )
