"""The editions of the standard, and what a move to the next one would do."""

from __future__ import annotations

from flask import Blueprint

from criteria.editions import standard
from criteria.editions.edition import StandardError
from criteria.scores import crosswalk
from storage import documents, links, revisions
from web import context, scorecard

bp = Blueprint("moves", __name__)


@bp.get("/assessments/<assessment_id>/editions")
def show(assessment_id: str) -> str:
    """Show the edition that this is held against, the others, and the ways between."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        kept = revisions.listed(session, assessment.edition)
    return context.page(
        "moves/show.html",
        standard=context.standard_of(assessment),
        editions=[standard.load(edition) for edition in standard.shelf()],
        kept=kept,
        onward=[walk.after for walk in _walks() if walk.before == assessment.edition],
    )


@bp.get("/assessments/<assessment_id>/editions/<edition>")
def preview(assessment_id: str, edition: str) -> str:
    """Preview a move: what carries over, what must be read again. Nothing is moved."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        walk = crosswalk.leading(assessment.edition, edition)
        claims = links.claims(session, assessment)
        named = {one.id: one for one in documents.listed(session, assessment)}
        score = scorecard.scored(session, assessment)
    return context.page(
        "moves/preview.html",
        walk=walk,
        move=crosswalk.preview(walk, claims, on=score.on),
        newer=standard.load(walk.after),
        documents=named,
    )


def _walks() -> list[crosswalk.Crosswalk]:
    found = []
    for edition in standard.shelf():
        try:
            found.append(crosswalk.load(edition))
        except StandardError:
            continue
    return found
