"""Results as tables to take away, in which no cell can act as a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.scores.counting import Counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from criteria.editions.edition import Standard
    from criteria.scores.counting import CriterionScore
    from criteria.scores.scoring import Score

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
    "effort",
    "waiting",
    "planned",
)


CRITERION_COLUMNS = (
    "criterion",
    "name",
    "practice",
    "met",
    "documented",
    "proposed",
    "items_shown",
    "items_needed",
    "links_that_count",
    "links_that_wait",
    "evidence",
)
CARE_COLUMNS = ("owner", "due", "note")


@dataclass(frozen=True, slots=True)
class Care:
    """Who closes a gap, by when, and what they noted."""

    owner: str = ""
    due: date | None = None
    note: str = ""


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


def figure_rows(score: Score) -> list[Sequence[str | int]]:
    """Return the score as rows of a name and a value, the same as every page shows."""
    return [
        ("edition", score.edition),
        ("on", score.on.isoformat()),
        ("level", score.level.name if score.level else ""),
        ("confirmed", score.confirmed.met),
        ("documented", score.documented.met),
        ("proposed", score.proposed.met),
        ("total", score.total),
        ("percent", score.confirmed.share),
        ("needed_for_next", score.needed_for_next),
        ("standard", score.standard),
        ("digest", score.digest),
    ]


def criterion_rows(
    standard: Standard, score: Score, names: Mapping[str, str]
) -> list[Sequence[str | int]]:
    """Return every criterion as a row, with the names of the documents that count."""
    rows: list[Sequence[str | int]] = [CRITERION_COLUMNS]
    for found in score.criteria:
        criterion = standard.criterion(found.code)
        counts = [u.claim for u in found.uses if u.counting is Counting.COUNTS]
        waits = sum(use.counting is Counting.UNDECIDED for use in found.uses)
        papers = sorted({names.get(claim.document, claim.document) for claim in counts})
        rows.append(
            (
                criterion.code,
                criterion.name,
                standard.practice(criterion.practice).name,
                *("yes" if is_so else "no" for is_so in _three(found)),
                len(found.covered),
                found.needed,
                len(counts),
                waits,
                "; ".join(papers),
            )
        )
    return rows


def gap_rows(
    standard: Standard, score: Score, care: Mapping[str, Care] | None = None
) -> list[Sequence[str | int]]:
    """Return the gap list as rows, the first with the columns' names.

    With ``care``, by the codes of criteria, who closes each and by when stands too.
    """
    extra = () if care is None else CARE_COLUMNS
    rows: list[Sequence[str | int]] = [(*GAP_COLUMNS, *extra)]
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
                gap.effort.value,
                gap.waiting,
                gap.planned,
                *(() if care is None else _cared(care.get(gap.criterion, Care()))),
            )
        )
    return rows


def _cared(care: Care) -> tuple[str, str, str]:
    return care.owner, care.due.isoformat() if care.due else "", care.note


def _three(found: CriterionScore) -> tuple[bool, bool, bool]:
    return found.met, found.documented, found.proposed
