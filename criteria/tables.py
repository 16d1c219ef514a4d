"""Results as tables to take away, in which no cell can act as a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from criteria.edition import Standard
    from criteria.scoring import Score

# What a spreadsheet takes for the start of a formula, also in full width; the rest are
# signs that some programs skip before they look.
_STARTS = "=+-@＝＋－＠"
_SKIPPED = " \t\r\n\0\u00a0\u3000\ufeff"

GAP_COLUMNS = (
    "criterion",
    "name",
    "practice",
    "reason",
    "why",
    "missing",
    "next_step",
    "documents",
    "waiting",
    "planned",
)


def harmless(text: str) -> str:
    """Return the text as a cell that every spreadsheet shows and none computes."""
    seen = text.lstrip(_SKIPPED)
    acts = seen[:1] in _STARTS if seen else False
    return f"'{text}" if acts or text[:1] in {"\t", "\r", "\0"} else text


def csv_text(rows: Iterable[Sequence[str | int]]) -> str:
    """Write rows as CSV, with the mark by which spreadsheets know UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written)
    for row in rows:
        writer.writerow([harmless(c) if isinstance(c, str) else c for c in row])
    return "\ufeff" + written.getvalue()


def gap_rows(standard: Standard, score: Score) -> list[Sequence[str | int]]:
    """Return the gap list as rows, the first with the columns' names."""
    rows: list[Sequence[str | int]] = [GAP_COLUMNS]
    for gap in score.gaps:
        criterion = standard.criterion(gap.criterion)
        rows.append(
            (
                criterion.code,
                criterion.name,
                criterion.practice,
                gap.reason.value,
                gap.why,
                " ".join(gap.missing),
                gap.next_step,
                "; ".join(gap.documents),
                gap.waiting,
                gap.planned,
            )
        )
    return rows
