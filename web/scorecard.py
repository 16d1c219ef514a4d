"""The score, the heat map and the gaps of an assessment, and the gaps as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from criteria.editions.edition import Effort
from criteria.scores import scoring, tables
from criteria.scores.scoring import GapReason
from storage import care, standing
from web import attachments, context, snapshot
from web.texts import _

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from criteria.editions.edition import Criterion, Practice, Standard
    from criteria.scores.scoring import Gap, PracticeScore, Score
    from storage.models import Assessment

bp = Blueprint("scorecard", __name__)

# Nearest to done first.
_RANKS = (
    *(GapReason.WAITS_FOR_REVIEW, GapReason.INCOMPLETE, GapReason.STALE),
    *(GapReason.REJECTED, GapReason.BLOCKED, GapReason.UNKNOWN, GapReason.NO_EVIDENCE),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One criterion in the heat map: its colour has a word beside it."""

    criterion: Criterion
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """One practice of the heat map."""

    practice: Practice
    score: PracticeScore
    cells: tuple[Cell, ...]


@bp.get("/assessments/<assessment_id>/score")
def show(assessment_id: str) -> str:
    """Show score, level, practices and what to do next."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        result = scored(session, assessment)
        cared = care.of(session, assessment)
        claimed = snapshot.claimed(session, assessment)
    standard = context.standard_of(assessment)
    return context.page(
        "scorecard/show.html",
        standard=standard,
        score=result,
        rows=heat_map(standard, result),
        gaps=nearest_first(result),
        words=reason_words(),
        kinds=KINDS,
        cared=cared,
        claimed=claimed,
    )


@bp.get("/assessments/<assessment_id>/gaps.csv")
def gaps_as_csv(assessment_id: str) -> Response:
    """Give the gaps as a table for a spreadsheet."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        result = scored(session, assessment)
    rows = tables.gap_rows(context.standard_of(assessment), result)
    response = Response(
        tables.csv_text(rows), content_type="text/csv; charset=utf-8; header=present"
    )
    name = f"gaps-{assessment.city.name}-{result.on.isoformat()}.csv"
    attachments.attach(response, name)
    return response


def scored(
    session: Session,
    assessment: Assessment,
    *,
    on: date | None = None,
    as_of: datetime | None = None,
) -> Score:
    """The score of today or another day, by what stands now or stood at a moment."""
    found = standing.inputs(session, assessment, as_of=as_of)
    return scoring.score(
        context.standard_of(assessment),
        found.claims,
        unread=found.unread,
        on=on or datetime.now(UTC).date(),
    )


def heat_map(standard: Standard, result: Score) -> list[Row]:
    """Every criterion by practice, with what stands of it.

    A practice without criteria in the edition has no row.
    """
    by_code = {practice.code: practice for practice in result.practices}
    words = reason_words()
    return [
        Row(
            practice,
            by_code[practice.code],
            tuple(
                _cell(criterion, result.gap(criterion.code), words)
                for criterion in standard.within(practice.code)
            ),
        )
        for practice in standard.practices
        if by_code[practice.code].total
    ]


def nearest_first(result: Score) -> list[Gap]:
    """The gaps, those that take least to close first."""
    documented = {one.code for one in result.criteria if one.documented}
    efforts = list(Effort)
    return sorted(
        result.gaps,
        key=lambda gap: (
            gap.criterion not in documented,
            _RANKS.index(gap.reason),
            efforts.index(gap.effort),
        ),
    )


KINDS = {
    GapReason.WAITS_FOR_REVIEW: "waits",
    GapReason.INCOMPLETE: "waits",
    GapReason.STALE: "gap",
    GapReason.REJECTED: "gap",
    GapReason.BLOCKED: "gap",
    GapReason.UNKNOWN: "unknown",
    GapReason.NO_EVIDENCE: "none",
}


def reason_words() -> dict[GapReason, str]:
    """One short word for each reason; it stands in a narrow cell."""
    return {
        GapReason.WAITS_FOR_REVIEW: _("Waiting"),
        GapReason.INCOMPLETE: _("Partly"),
        GapReason.STALE: _("Too old"),
        GapReason.REJECTED: _("Rejected"),
        GapReason.BLOCKED: _("Blocked"),
        GapReason.UNKNOWN: _("Unknown"),
        GapReason.NO_EVIDENCE: _("None"),
    }


def _cell(criterion: Criterion, gap: Gap | None, words: dict[GapReason, str]) -> Cell:
    if gap is None:
        return Cell(criterion, "met", _("Met"))
    return Cell(criterion, KINDS[gap.reason], words[gap.reason])
