"""What can be taken away: tables, a workbook, plain values, and a report to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, url_for

from criteria.evidence import Standing
from criteria.scores import tables
from storage import care, documents, events, illustrations, images, links, titles
from web import attachments, context, paper, pictures, rounds, scorecard, workbook
from web.paper import Illustration, Report
from web.pictures import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from criteria.scores.scoring import Score
    from storage.illustrations import Place
    from storage.images import PageImage
    from storage.models import Assessment, Link
    from storage.planning_models import GapCare
    from web.pictures import Picture

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
    exceptions: list[str]
    pictures: dict[str, Picture]
    images: dict[Place, PageImage]

    @property
    def undrawn(self) -> int:
        """How many links could have a picture and have none yet."""
        return sum(
            one.progress in {Progress.UNASKED, Progress.COMING}
            for one in self.pictures.values()
        )


@bp.get("/assessments/<assessment_id>/take-away")
def show(assessment_id: str) -> str:
    """Show what can be taken away."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
    return context.page(
        "takeaway/show.html", score=score, may_pack=context.may("parcels.show")
    )


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
        exceptions=whole.exceptions,
        pictures=whole.pictures,
        undrawn=whole.undrawn,
        drawable=images.DRAWABLE,
    )


@bp.post("/assessments/<assessment_id>/report/pictures")
def draw(assessment_id: str) -> Answer:
    """Have the pages drawn that the report could show and has no pictures of."""
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        due = illustrations.want(session, assessment)
    for document_id, page in due:
        context.store().queue.draw(document_id, page)
    return redirect(url_for("takeaway.report", assessment_id=assessment_id), 303)


@bp.get("/assessments/<assessment_id>/report.pdf")
def report_as_pdf(assessment_id: str) -> Response:
    """Give the report as a tagged PDF."""
    whole = _whole(assessment_id)
    written = paper.made(
        Report(
            city=whole.assessment.city.name,
            standard=context.standard_of(whole.assessment),
            score=whole.score,
            links=whole.links,
            cared=whole.cared,
            history=whole.history,
            exceptions=whole.exceptions,
            pictures=_illustrations(whole),
        )
    )
    return _file(whole, "report", "pdf", written, "application/pdf")


def _whole(assessment_id: str) -> Whole:
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
        confirmed = links.queue(
            session, assessment, links.Filters(standing=Standing.CONFIRMED), limit=MOST
        )
        cared = care.of(session, assessment)
        history = _history(session, assessment)
        exceptions = rounds.exceptions_told(session, assessment)
        drawn = illustrations.made(session, assessment)
    by_criterion: dict[str, list[Link]] = {}
    for link in confirmed:
        by_criterion.setdefault(link.criterion, []).append(link)
    found = {
        link.id: pictures.shown(
            link, drawn.get((link.document_id, link.passages[0].page))
        )
        for link in confirmed
        if link.passages
    }
    return Whole(
        assessment, score, by_criterion, cared, history, exceptions, found, drawn
    )


def _illustrations(whole: Whole) -> dict[str, Illustration]:
    """The pictures that are made, by link, with their contents."""
    blobs = context.store().blobs
    made = {}
    for links_there in whole.links.values():
        for link in links_there:
            picture = whole.pictures.get(link.id)
            if picture is None or picture.progress is not Progress.READY:
                continue
            image = whole.images[link.document_id, picture.page]
            if image.sha256 is not None:
                jpeg = b"".join(blobs.stream(image.sha256))
                made[link.id] = Illustration(picture.page, jpeg, picture.boxes)
    return made


def _taken(assessment_id: str) -> Taken:
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
        names = {
            one.id: titles.of(one) for one in documents.listed(session, assessment)
        }
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
    return attachments.attach(response, name)
