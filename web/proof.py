"""The proof of a score: every number down to the quote that made it."""

from __future__ import annotations

from datetime import UTC, datetime, time

from flask import Blueprint, request

from criteria.scores import proof, whatif
from storage import links, standing
from web import context, scorecard
from web.forms import Form

bp = Blueprint("proof", __name__)


@bp.get("/assessments/<assessment_id>/proof")
def show(assessment_id: str) -> str:
    """Show the proof for a day, and what changed the score since another."""
    form = Form(request.args)
    since, on = form.day("since"), form.day("on")
    form.require_no_problem()
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment, on=on)
        before, events = None, []
        if since:
            moment = datetime.combine(since, time(), UTC)
            before = scorecard.scored(session, assessment, on=score.on, as_of=moment)
            events = standing.events(
                session, assessment, after=moment, until=datetime.now(UTC)
            )
    standard = context.standard_of(assessment)
    return context.page(
        "proof/show.html",
        on=on,
        standard=standard,
        score=score,
        step=proof.prove(standard, score),
        form=form,
        before=before,
        causes=whatif.causes(before, score) if before else (),
        events=events,
    )


@bp.get("/assessments/<assessment_id>/criteria/<code>/proof")
def criterion(assessment_id: str, code: str) -> str:
    """Show why one criterion is met or not on a day, with the quotes of its links."""
    form = Form(request.args)
    on = form.day("on")
    form.require_no_problem()
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        standard = context.standard_of(assessment)
        found = standard.criterion(code)
        score = scorecard.scored(session, assessment, on=on)
        linked = links.of_criterion(session, assessment, code)
    return context.page(
        "proof/criterion.html",
        on=on,
        criterion=found,
        score=score,
        step=proof.of_criterion(standard, score, code),
        links={link.id: link for link in linked},
    )
