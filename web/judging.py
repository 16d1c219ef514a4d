"""How the links of an assessment are judged, and where two reviewers disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from criteria.review import agreement, sampling
from storage import ballots, doubles, people
from web import context
from web.forms import LONGEST_TEXT, Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("judging", __name__)


@bp.get("/assessments/<assessment_id>/judging")
def show(assessment_id: str) -> str:
    """Show which links two reviewers judge, and where two disagree."""
    return _page(assessment_id, Form())


@bp.post("/assessments/<assessment_id>/judging")
def share(assessment_id: str) -> Answer | tuple[str, int]:
    """Set which share of the links two reviewers judge without seeing each other."""
    form = Form(request.form)
    percent = form.number("share")
    if percent is None or percent > sampling.ALL:
        form.problems["share"] = _("Enter a share between 0 and 100 percent.")
        return _page(assessment_id, form), 400
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        doubles.share(session, assessment, percent, by=person)
    flash(
        _("From now on, two reviewers judge %(share)s%% of the links.", share=percent)
    )
    return redirect(url_for("judging.show", assessment_id=assessment_id), 303)


@bp.post("/assessments/<assessment_id>/judging/unblinding")
def unblind(assessment_id: str) -> Answer | tuple[str, int]:
    """Let all who judge see every vote, with the reason kept."""
    form = Form(request.form)
    why = form.needed(
        "why", _("Say why the votes are to be seen: it is kept."), longest=LONGEST_TEXT
    )
    if form.problems:
        return _page(assessment_id, form), 400
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        doubles.unblind(session, assessment, why, by=person)
    flash(_("All votes are seen now, and it is kept that you unblinded them."))
    return redirect(url_for("judging.show", assessment_id=assessment_id), 303)


@bp.get("/assessments/<assessment_id>/agreement")
def agree(assessment_id: str) -> str:
    """Show how far reviewers agree who judged the same links blind."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        votes = ballots.cast(session, assessment)
        named = {one.id: one.called for one in people.listed(session)}
    pairs = agreement.by_pair(votes)
    return context.page(
        "judging/agreement.html",
        standard=context.standard_of(assessment),
        whole=agreement.measure(votes),
        criteria=agreement.by_criterion(votes),
        languages_found=agreement.by_language(votes),
        pairs={
            f"{named[one]}, {named[other]}": pairs[one, other] for one, other in pairs
        },
    )


def _page(assessment_id: str, form: Form) -> str:
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        events = doubles.events(session, assessment)
        disputed = doubles.disputed(session, assessment)
        held = doubles.rule(session, assessment.id)
    if not form.given:
        form = Form({"share": str(held.share)})
    return context.page(
        "judging/show.html",
        standard=context.standard_of(assessment),
        form=form,
        rule=held,
        events=events,
        disputed=disputed,
    )
