"""The list of assessments, and one of them at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for

from storage import assessments, comments, documents, leaving, requests
from storage.errors import Refused
from storage.models import Role
from web import context, rounds, scorecard
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("assessments", __name__)
SHOWN_STEPS = 3


@bp.get("/")
def listed() -> str | Answer:
    """List the assessments that are theirs to see; a city with one goes there."""
    with context.looking() as (session, person):
        found = assessments.listed(session, person)
    if person.role is Role.CITY and len(found) == 1:
        return redirect(url_for("assessments.overview", assessment_id=found[0].id), 303)
    return context.page("assessments/list.html", found=found)


@bp.get("/assessments/<assessment_id>")
def overview(assessment_id: str) -> str:
    """Show where a city stands and what is next."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        progress = documents.progress(session, assessment)
        score = scorecard.scored(session, assessment)
        here = rounds.shown(session, person, assessment)
        asked = requests.unanswered(session, assessment)
        said = comments.latest(session, person, assessment)
    standard = context.standard_of(assessment)
    return context.page(
        "assessments/overview.html",
        standard=standard,
        progress=progress,
        score=score,
        round=here,
        asked=asked,
        said=said[:SHOWN_STEPS],
        rows=scorecard.heat_map(standard, score),
        gaps=scorecard.nearest_first(score)[:SHOWN_STEPS],
        words=scorecard.reason_words(),
        kinds=scorecard.KINDS,
    )


@bp.post("/assessments/<assessment_id>/removal")
def remove_example(assessment_id: str) -> Answer:
    """Remove the worked example with all that is its own."""
    with context.changing() as (session, person):
        city = context.my_assessment(session, person, assessment_id).city
        if not city.is_example:
            raise Refused(
                "%(city)s is no example, so it stays. A city leaves by: assay "
                "cities delete",
                city=city.name,
            )
        name = city.name
        left = leaving.remove(session, city)
    leaving.clear(context.store(), left)
    flash(_("%(name)s is removed. Add your own cities now.", name=name))
    return redirect(url_for("people.show"), 303)
