"""The Data Snapshot: the first thing that a new city fills in. Never a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest

from criteria.editions import outcomes, translations
from criteria.editions import snapshot as snapshots
from criteria.editions.edition import StandardError
from criteria.editions.snapshot import Answer
from storage import care
from web import context
from web.texts import _, spoken

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Reply

    from storage.models import Assessment

bp = Blueprint("snapshot", __name__)


@bp.get("/assessments/<assessment_id>/snapshot")
def show(assessment_id: str) -> str:
    """Ask the eight questions, and say what the answers open."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        snapshot = snapshots.load(assessment.edition)
        given = answers(session, assessment)
        shown = care.outcomes(session, assessment)
    city = assessment.city
    return context.page(
        "snapshot/show.html",
        standard=context.standard_of(assessment),
        snapshot=snapshot,
        given=given,
        overview=snapshots.overview(snapshot, given),
        eligible=snapshots.eligible(
            snapshot, population=city.population, country=city.country
        ),
        words=answer_words(),
        said=translations.teller(assessment.edition, spoken()),
        outcome=_outcome(assessment.edition),
        shown=shown,
        may_answer=context.may("snapshot.answer"),
    )


@bp.post("/assessments/<assessment_id>/snapshot")
def answer(assessment_id: str) -> Reply:
    """Keep the answers; one that is left open is taken back."""
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        given: dict[int, str | None] = {}
        for question in snapshots.load(assessment.edition).questions:
            said = request.form.get(f"question-{question.number}", "")
            if said and said not in list(Answer):
                raise BadRequest(_("Choose one of the answers on the page."))
            given[question.number] = said or None
        care.answer(session, assessment, given)
    flash(_("Your answers are kept. Each yes waits for its evidence in the gap list."))
    return redirect(url_for("snapshot.show", assessment_id=assessment_id), 303)


@bp.post("/assessments/<assessment_id>/outcomes")
def show_outcomes(assessment_id: str) -> Reply:
    """Keep where the city shows an outcome; it stands beside the criteria."""
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        outcome = _outcome(assessment.edition)
        known = outcome.outcomes if outcome else ()
        given = {
            one.code: request.form.get(f"outcome-{one.code}", "").strip()
            for one in known
        }
        care.show_outcomes(session, assessment, given)
    flash(_("Kept. It stands beside the criteria and changes no score."))
    return redirect(url_for("snapshot.show", assessment_id=assessment_id), 303)


def answers(session: Session, assessment: Assessment) -> dict[int, Answer]:
    """What the city answered, by the number of the question."""
    kept = care.answers(session, assessment)
    return {number: Answer(said) for number, said in kept.items()}


def claimed(session: Session, assessment: Assessment) -> tuple[str, ...]:
    """The criteria that a yes opened: claimed, and no evidence yet."""
    try:
        snapshot = snapshots.load(assessment.edition)
    except StandardError:
        return ()
    return snapshots.overview(snapshot, answers(session, assessment)).claimed


def answer_words() -> dict[Answer, str]:
    """The answers in words."""
    return {
        Answer.YES: _("Yes"),
        Answer.PARTLY: _("Partly"),
        Answer.NO: _("No"),
        Answer.UNKNOWN: _("We do not know"),
    }


def _outcome(edition: str) -> outcomes.Requirement | None:
    """The outcome requirement beside an edition, where it has one."""
    try:
        return outcomes.load(edition)
    except StandardError:
        return None
