"""What a number counts: the criteria behind it, each with the words that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request
from werkzeug.exceptions import NotFound

from criteria.scores.counting import View, behind
from storage import lineup
from web import context, scorecard
from web.forms import Form

if TYPE_CHECKING:
    from criteria.scores.counting import CriterionScore

bp = Blueprint("counted", __name__)


@bp.get("/assessments/<assessment_id>/counted/<view>")
def show(assessment_id: str, view: str) -> str:
    """Show every criterion that a figure counts, of one practice or of all."""
    if view not in set(View):
        raise NotFound
    figure, form = View(view), Form(request.args)
    on, practice = form.day("on"), form["practice"]
    form.require_no_problem()
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment, on=on)
        everything = lineup.Filters(standing=None)
        linked = lineup.queue(session, assessment, everything, limit=lineup.EVERY)
    standard = context.standard_of(assessment)
    names = {one.code: one.name for one in standard.practices}
    return context.page(
        "counted/show.html",
        standard=standard,
        score=score,
        view=figure,
        on=on,
        practice=names.get(practice, ""),
        links={link.id: link for link in linked},
        counted=[
            (found, behind(found, figure))
            for found in score.criteria
            if _is_counted(found, figure) and practice in {"", found.practice}
        ],
    )


def _is_counted(found: CriterionScore, view: View) -> bool:
    counted = {
        View.CONFIRMED: found.met,
        View.DOCUMENTED: found.documented,
        View.PROPOSED: found.proposed,
    }
    return counted[view]
