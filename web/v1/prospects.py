"""Why a score is what it is, the ways to the next level, and what time takes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.scores import forecast, margin, plainvalues, proof
from storage import documents, links
from web import context, forecasts, planning, scorecard
from web.v1 import figures
from web.v1.routes import route

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment


@route("GET", "/assessments/<assessment_id>/proof", gives=figures.Proof)
def show_proof(assessment_id: str) -> figures.Proof:
    """Give the proof of the score, from the level down to the links."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        return proof_of(session, assessment)


@route("GET", "/assessments/<assessment_id>/plan", gives=figures.Outlook)
def show_plan(assessment_id: str) -> figures.Outlook:
    """Give the plans for the next level, and how safely the present one is held."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        return plan_of(session, assessment)


@route("GET", "/assessments/<assessment_id>/calendar", gives=figures.Calendar)
def show_calendar(assessment_id: str) -> figures.Calendar:
    """Give the days on which the score changes, and the papers to renew."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        return calendar_of(session, assessment)


def proof_of(session: Session, assessment: Assessment) -> figures.Proof:
    """The proof of the score of today."""
    found = scorecard.scored(session, assessment)
    step = proof.prove(context.standard_of(assessment), found)
    told = plainvalues.of_step(step) | {"digest": found.digest}
    return figures.Proof.model_validate(told)


def plan_of(session: Session, assessment: Assessment) -> figures.Outlook:
    """The plans for the next level, and how little may be lost of the present one."""
    found = planning.ways(session, assessment)
    standard = context.standard_of(assessment)
    safety = margin.margin(standard, found.claims, on=found.score.on)
    enough = margin.sufficient(standard, found.claims, on=found.score.on)
    told = {
        "plans": [plainvalues.of_plan(plan) for plan in found.plans],
        "margin": plainvalues.of_margin(safety, enough),
    }
    return figures.Outlook.model_validate(told)


def calendar_of(session: Session, assessment: Assessment) -> figures.Calendar:
    """What changes within two years if nothing is added or renewed."""
    on = scorecard.scored(session, assessment).on
    claims = links.claims(session, assessment)
    names = {one.id: one.name for one in documents.listed(session, assessment)}
    standard, months = context.standard_of(assessment), forecasts.MONTHS
    told = plainvalues.of_forecast(
        forecast.curve(standard, claims, on=on, months=months),
        forecast.renewals(standard, claims, on=on, months=months),
        lambda document: names.get(document, document),
    )
    return figures.Calendar.model_validate(told)
