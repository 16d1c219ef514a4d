"""Assessments, their score, their gaps and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.scores import scorecard as scorecards
from storage import assessments, confidential, events
from web import context, scorecard
from web.v1 import asking, figures, models, shapes
from web.v1.routes import route

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from criteria.scores.scoring import Score
    from storage.models import Assessment


@route(
    "GET",
    "/assessments",
    gives=models.Page[models.Assessment],
    asks=models.Paging,
)
def list_assessments() -> models.Page[models.Assessment]:
    """List the assessments you may see, the newest first."""
    with context.leaving() as (session, person):
        asked = asking.query(models.Paging)
        after = asking.moment(asked.cursor)
        found = assessments.page(session, person, after=after, limit=asked.limit + 1)
    items = [shapes.of_assessment(one) for one in found]
    return asking.page(items, asked, lambda one: (one.opened, one.assessment))


@route("GET", "/assessments/<assessment_id>", gives=models.Assessment)
def show_assessment(assessment_id: str) -> models.Assessment:
    """Give one assessment."""
    with context.leaving() as (session, person):
        found = context.my_assessment(session, person, assessment_id)
    return shapes.of_assessment(found)


@route("GET", "/assessments/<assessment_id>/score", gives=figures.Score)
def show_score(assessment_id: str) -> figures.Score:
    """Give the score of today, with everything it was made from."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        return score_of(session, assessment)


@route(
    "GET",
    "/assessments/<assessment_id>/gaps",
    gives=models.Page[figures.Gap],
    asks=models.Paging,
)
def list_gaps(assessment_id: str) -> models.Page[figures.Gap]:
    """List the criteria that are not met, in the order of the edition."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        asked = asking.query(models.Paging)
        found = gaps_of(scorecard.scored(session, assessment))
    return asking.part(found, asked, lambda one: one.criterion)


@route(
    "GET",
    "/assessments/<assessment_id>/events",
    gives=models.Page[models.Event],
    asks=models.Paging,
)
def list_events(assessment_id: str) -> models.Page[models.Event]:
    """List what was done in the assessment's city, the last first."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        asked = asking.query(models.Paging)
        place = asking.cursor(asked.cursor, int)
        found = events.listed(
            session,
            assessment.city_id,
            before=place[0] if place else None,
            limit=asked.limit + 1,
        )
        veiled = confidential.veiled(session)
    items = [shapes.of_event(one, veiled) for one in found]
    return asking.page(items, asked, lambda one: (one.number,))


def score_of(session: Session, assessment: Assessment) -> figures.Score:
    """The score of today, and where the history of the city ends."""
    found = scorecard.scored(session, assessment)
    number, hashed = events.head(session, assessment.city_id)
    history = {"number": number, "hash": hashed}
    return figures.Score.model_validate(
        scorecards.as_json(found) | {"history": history}
    )


def gaps_of(found: Score) -> list[figures.Gap]:
    """The gaps of a score, in the order of the edition."""
    told = (scorecards.gap_as_json(gap) for gap in found.gaps)
    return [figures.Gap.model_validate(one) for one in told]
