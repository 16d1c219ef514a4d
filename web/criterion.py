"""One criterion in one assessment: what it asks, what is linked to it, what is next."""

from __future__ import annotations

from flask import Blueprint

from storage import care, links
from web import context, nearest, scorecard, snapshot
from web.texts import spoken

bp = Blueprint("criterion", __name__)


@bp.get("/assessments/<assessment_id>/criteria/<code>/counts")
def counts(assessment_id: str, code: str) -> str:
    """Show what counts as evidence for a criterion, and how passages may read."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        pack = context.pack_in_force(session, assessment.edition)
    language = spoken()
    return context.page(
        "criterion/counts.html",
        criterion=context.standard_of(assessment).criterion(code),
        language=language,
        wordings=pack.wordings.get(language, {}).get(code, ()),
    )


@bp.get("/assessments/<assessment_id>/criteria/<code>")
def show(assessment_id: str, code: str) -> str:
    """Show a criterion with its links."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        standard = context.standard_of(assessment)
        criterion = standard.criterion(code)
        found = links.of_criterion(session, assessment, code)
        score = scorecard.scored(session, assessment)
        cared = care.of(session, assessment).get(code)
        claimed = snapshot.claimed(session, assessment)
        gap = score.gap(code)
        misses = nearest.misses(session, assessment, code, found) if gap else []
    return context.page(
        "criterion/show.html",
        standard=standard,
        criterion=criterion,
        original=context.standard_held(assessment).criterion(code),
        practice=standard.practice(criterion.practice),
        links=found,
        stands=score.criterion(code),
        gap=gap,
        planned=nearest.planned(found),
        misses=misses,
        word=scorecard.reason_words(),
        kinds=scorecard.KINDS,
        care=cared,
        is_claimed=code in claimed,
        may_care=context.may("planning.take"),
    )
