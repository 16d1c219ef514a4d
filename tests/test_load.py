from __future__ import annotations

from typing import TYPE_CHECKING

from bench.load import soaking, table
from bench.load.table import Figures

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_part_measured_again_leaves_the_figures_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"Before.\n{table.BEGIN}\n{table.END}\nAfter.\n")
    monkeypatch.setattr(table, "PAGE", page)
    monkeypatch.setattr("time.strftime", lambda _: "2026-11-26")
    for part, measured in (("drain", "9 s"), ("uploads", "7"), ("drain", "8 s")):
        figures = Figures(part, load=1.0)
        monkeypatch.setattr("os.getloadavg", lambda: (2.0, 0.0, 0.0))
        figures.say("all", measured)
        table.write(figures, ["uploads", "drain"])

    rows = [line for line in page.read_text().splitlines() if "all" in line]

    assert rows == [
        "| uploads | all | 7 | 2026-11-26, 1.0 to 2.0 |",
        "| drain | all | 8 s | 2026-11-26, 1.0 to 2.0 |",
    ]
    assert page.read_text().endswith(f"{table.END}\nAfter.\n")


def test_growth_is_told_by_least_squares() -> None:
    assert soaking.slope([5.0, 7.0, 9.0]) == 2.0
    assert soaking.slope([3.0, 3.0, 3.0]) == 0.0
