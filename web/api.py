"""An assessment as plain values (JSON), for people who have signed in at the pages.

Programs ask at `web.v1`; where it has the same values, they have the same form here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

from storage import lineup
from web import context, scorecard
from web.v1 import assessments as whole
from web.v1 import prospects, shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from storage.models import Assessment
    from web.v1.models import Model

bp = Blueprint("api", __name__)


@bp.get("/assessments/<assessment_id>/score.json")
def score(assessment_id: str) -> Response:
    """Give the whole score, and where the history of the city ends."""
    return _given(assessment_id, whole.score_of)


@bp.get("/assessments/<assessment_id>/gaps.json")
def gaps(assessment_id: str) -> Response:
    """Give the gaps, in the order of the edition."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = scorecard.scored(session, assessment)
    return jsonify([gap.model_dump(mode="json") for gap in whole.gaps_of(found)])


@bp.get("/assessments/<assessment_id>/proof.json")
def proven(assessment_id: str) -> Response:
    """Give the proof of the score, from the level down to the links."""
    return _given(assessment_id, prospects.proof_of)


@bp.get("/assessments/<assessment_id>/links.json")
def linked(assessment_id: str) -> Response:
    """Give every link, the best first, with its quotes and their places."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        everything = lineup.Filters(standing=None)
        found = lineup.page(
            session, person, assessment, everything, after=None, limit=lineup.EVERY
        )
        return jsonify([shapes.of_link(one).model_dump(mode="json") for one in found])


@bp.get("/assessments/<assessment_id>/plan.json")
def planned(assessment_id: str) -> Response:
    """Give the plans for the next level, and how safely the present one is held."""
    return _given(assessment_id, prospects.plan_of)


@bp.get("/assessments/<assessment_id>/calendar.json")
def calendar(assessment_id: str) -> Response:
    """Give the days on which the score changes, and the papers to renew."""
    return _given(assessment_id, prospects.calendar_of)


def _given(
    assessment_id: str, made: Callable[[Session, Assessment], Model]
) -> Response:
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = made(session, assessment)
    return jsonify(found.model_dump(mode="json"))
