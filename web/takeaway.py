"""What can be taken away: tables, a workbook, plain values, and a report to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from criteria import tables
from criteria.evidence import Standing
from storage import care, documents, events, links
from web import context, paper, scorecard, workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from criteria.scoring import Score
    from storage.models import Assessment, Link
    from storage.planning_models import GapCare

bp = Blueprint("takeaway", __name__)

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8; header=present"
# More confirmed links than any assessment has; a report holds all of them.
MOST = 5000

if TYPE_CHECKING:
    Rows = list[Sequence[str | int]]


@dataclass(frozen=True, slots=True)
class Taken:
    """All that is taken away, made at once, so that every form says the same."""

    assessment: Assessment
    score: Score
    figures: Rows
    criteria: Rows
    gaps: Rows


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a report holds: its confirmed links by criterion, and who cares."""

    assessment: Assessment
    score: Score
    links: dict[str, list[Link]]
    cared: dict[str, GapCare]
    history: str


@bp.get("/assessments/<assessment_id>/take-away")
def show(assessment_id: str) -> str:
    """Show what can be taken away."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
    return context.page("takeaway/show.html", score=score)


@bp.get("/assessments/<assessment_id>/scorecard.csv")
def scorecard_as_csv(assessment_id: str) -> Response:
    """Give the score and every criterion as one table."""
    taken = _taken(assessment_id)
    rows: Rows = [*taken.figures, (), *taken.criteria]
    return _file(taken, "scorecard", "csv", tables.csv_text(rows).encode(), CSV)


@bp.get("/assessments/<assessment_id>/gap-list.csv")
def gap_list_as_csv(assessment_id: str) -> Response:
    """Give the gap list with who closes each gap, and by when."""
    taken = _taken(assessment_id)
    return _file(taken, "gaps", "csv", tables.csv_text(taken.gaps).encode(), CSV)


@bp.get("/assessments/<assessment_id>/scorecard.xlsx")
def as_workbook(assessment_id: str) -> Response:
    """Give score, criteria and gaps as a workbook."""
    taken = _taken(assessment_id)
    sheets = {"Score": taken.figures, "Criteria": taken.criteria, "Gaps": taken.gaps}
    return _file(taken, "scorecard", "xlsx", workbook.made(sheets), SHEET)


@bp.get("/assessments/<assessment_id>/score.json")
def as_values(assessment_id: str) -> Response:
    """Give the whole score as plain values."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
        number, hashed = events.head(session, assessment.city_id)
    values = scorecards.as_json(score)
    return jsonify(values | {"history": {"number": number, "hash": hashed}})


@bp.get("/assessments/<assessment_id>/report")
def report(assessment_id: str) -> str:
    """Show the whole assessment as a report to be printed, with its quotes."""
    whole = _whole(assessment_id)
    standard = context.standard_of(whole.assessment)
    return context.page(
        "takeaway/report.html",
        standard=standard,
        score=whole.score,
        rows=scorecard.heat_map(standard, whole.score),
        words=scorecard.reason_words(),
        kinds=scorecard.KINDS,
        links=whole.links,
        cared=whole.cared,
        history=whole.history,
    )


@bp.get("/assessments/<assessment_id>/report.pdf")
def report_as_pdf(assessment_id: str) -> Response:
    """Give the report as a tagged PDF."""
    whole = _whole(assessment_id)
    written = paper.made(
        whole.assessment.city.name,
        context.standard_of(whole.assessment),
        whole.score,
        whole.links,
        whole.cared,
        whole.history,
    )
    return _file(whole, "report", "pdf", written, "application/pdf")


def _whole(assessment_id: str) -> Whole:
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
        confirmed = links.queue(
            session, assessment, links.Filters(standing=Standing.CONFIRMED), limit=MOST
        )
        cared = care.of(session, assessment)
        history = _history(session, assessment)
    by_criterion: dict[str, list[Link]] = {}
    for link in confirmed:
        by_criterion.setdefault(link.criterion, []).append(link)
    return Whole(assessment, score, by_criterion, cared, history)


def _taken(assessment_id: str) -> Taken:
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
        names = {one.id: one.name for one in documents.listed(session, assessment)}
        cared = {
            code: tables.Care(row.owner, row.due, row.note)
            for code, row in care.of(session, assessment).items()
        }
        history = _history(session, assessment)
    standard = context.standard_of(assessment)
    return Taken(
        assessment=assessment,
        score=score,
        figures=[*tables.figure_rows(score), ("history", history)],
        criteria=tables.criterion_rows(standard, score, names),
        gaps=tables.gap_rows(standard, score, cared),
    )


def _history(session: Session, assessment: Assessment) -> str:
    """Where the city's history ends, so that a later one can be held against it."""
    return "{} {}".format(*events.head(session, assessment.city_id))


def _file(
    taken: Taken | Whole, what: str, ending: str, data: bytes, kind: str
) -> Response:
    response = Response(data, content_type=kind)
    city, day = taken.assessment.city.name, taken.score.on.isoformat()
    name = f"{what}-{city}-{day}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
