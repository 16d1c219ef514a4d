"""What came of a fault, and the table of them in docs/reliability.md."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- made by make chaos -->", "<!-- end -->"
RANDOM = "The random run:"
HEAD = [
    "| row | fault | tried | survived | lost | doubled | recovers | notes | run |",
    "|---|---|---:|---:|---:|---:|---:|---|---|",
]


@dataclass(slots=True)
class Outcome:
    """What came of one row of the fault matrix.

    ``seconds`` is the longest time until all was well again.
    """

    tried: int = 0
    survived: int = 0
    lost: int = 0
    doubled: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    cannot: str = ""

    def hold(self, holds: object, otherwise: str) -> None:
        """Count one try, and note where it did not hold."""
        self.tried += 1
        if holds:
            self.survived += 1
        else:
            self.notes.append(otherwise)


def line(row: str, title: str, outcome: Outcome) -> str:
    """One row of the table, with the day and the machine's load."""
    if outcome.cannot:
        return f"| {row} | {title} | not run | | | | | {outcome.cannot} | |"
    figures = (outcome.tried, outcome.survived, outcome.lost, outcome.doubled)
    cells = " | ".join(str(figure) for figure in figures)
    seconds = f"{outcome.seconds:.0f} s" if outcome.seconds else ""
    notes = "; ".join(outcome.notes)
    return f"| {row} | {title} | {cells} | {seconds} | {notes} | {moment()} |"


def moment() -> str:
    """The day, and how many programs want this machine's processors."""
    return f"{time.strftime('%Y-%m-%d')}, {os.getloadavg()[0]:.1f}"


def keep(machine: str, fresh: Sequence[str], page: Path = PAGE) -> None:
    """Put rows, or the lines of a random run, in place of their earlier ones."""
    inside = page.read_text("utf-8").split(BEGIN, 1)[1].split(END, 1)[0]
    table, mark, storm = inside.partition(RANDOM)
    rows = {_name(one): one for one in table.splitlines() if one.startswith("| R")}
    rows |= {_name(one): one for one in fresh if one.startswith("| R")}
    if fresh[0].startswith(RANDOM):
        lines = [*fresh]
    else:
        lines = f"{mark}{storm}".strip().splitlines()
    ordered = [rows[name] for name in sorted(rows, key=lambda name: int(name[1:]))]
    write([machine, "", *HEAD, *ordered, "", *lines], page)


def _name(row: str) -> str:
    return row.split("|")[1].strip()


def write(
    lines: Sequence[str], page: Path = PAGE, begin: str = BEGIN, end: str = END
) -> None:
    """Put lines between the marks of a page, in place of the earlier ones."""
    text = page.read_text("utf-8")
    head, rest = text.split(begin, 1)
    tail = rest.split(end, 1)[1]
    inside = "\n".join(lines)
    page.write_text(f"{head}{begin}\n{inside}\n{end}{tail}", "utf-8")


def machine() -> str:
    """This machine in a few words, for the line above a table."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    memory = pages * size // 2**30
    return f"{os.cpu_count()} cores, {memory} GiB, Python {platform.python_version()}"
