"""An assessment as plain values (JSON), for programs: the same as the pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

from criteria import forecast, margin, plainvalues, proof
from criteria import scorecard as scorecards
from storage import documents, events, lineup, links
from web import context, forecasts, planning, scorecard

if TYPE_CHECKING:
    from storage.models import Link, PassageRow

bp = Blueprint("api", __name__)

# More links than any assessment has; all of them are given.
MOST = 20_000


@bp.get("/assessments/<assessment_id>/score.json")
def score(assessment_id: str) -> Response:
    """Give the whole score, and where the history of the city ends."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = scorecard.scored(session, assessment)
        number, hashed = events.head(session, assessment.city_id)
    values = scorecards.as_json(found)
    return jsonify(values | {"history": {"number": number, "hash": hashed}})


@bp.get("/assessments/<assessment_id>/gaps.json")
def gaps(assessment_id: str) -> Response:
    """Give the gaps, in the order of the edition."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = scorecard.scored(session, assessment)
    return jsonify([scorecards.gap_as_json(gap) for gap in found.gaps])


@bp.get("/assessments/<assessment_id>/proof.json")
def proven(assessment_id: str) -> Response:
    """Give the proof of the score, from the level down to the links."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = scorecard.scored(session, assessment)
    step = proof.prove(context.standard_of(assessment), found)
    return jsonify(plainvalues.of_step(step) | {"digest": found.digest})


@bp.get("/assessments/<assessment_id>/links.json")
def linked(assessment_id: str) -> Response:
    """Give every link, the best first, with its quotes and their places."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        everything = lineup.Filters(standing=None)
        found = lineup.queue(session, assessment, everything, limit=MOST)
    return jsonify([_link(one) for one in found])


@bp.get("/assessments/<assessment_id>/plan.json")
def planned(assessment_id: str) -> Response:
    """Give the plans for the next level, and how safely the present one is held."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = planning.ways(session, assessment)
    standard = context.standard_of(assessment)
    safety = margin.margin(standard, found.claims, on=found.score.on)
    enough = margin.sufficient(standard, found.claims, on=found.score.on)
    return jsonify(
        {
            "plans": [plainvalues.of_plan(plan) for plan in found.plans],
            "margin": plainvalues.of_margin(safety, enough),
        }
    )


@bp.get("/assessments/<assessment_id>/calendar.json")
def calendar(assessment_id: str) -> Response:
    """Give the days on which the score changes, and the papers to renew."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        on = scorecard.scored(session, assessment).on
        claims = links.claims(session, assessment)
        names = {one.id: one.name for one in documents.listed(session, assessment)}
    standard = context.standard_of(assessment)
    months = forecasts.MONTHS
    return jsonify(
        plainvalues.of_forecast(
            forecast.curve(standard, claims, on=on, months=months),
            forecast.renewals(standard, claims, on=on, months=months),
            lambda document: names.get(document, document),
        )
    )


def _link(link: Link) -> dict[str, object]:
    return {
        "link": link.id,
        "criterion": link.criterion,
        "document": link.document_id,
        "name": link.document.name,
        "standing": link.standing.value,
        "statement": link.statement.value,
        "score": link.score,
        "items": list(link.items),
        "reason": link.reason.value if link.reason else None,
        "dated": link.dated.isoformat() if link.dated else None,
        "passages": [_passage(row) for row in link.passages],
    }


def _passage(row: PassageRow) -> dict[str, object]:
    return {
        "page": row.page,
        "start": row.start,
        "end": row.end,
        "quote": row.quote,
        "rule": row.rule,
        "item": row.item,
        "statement": row.statement.value,
    }
