"""Saved views of the queue: a name for what somebody chose to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import views
from web import context, filters, review
from web.forms import LONGEST_LINE, Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("saving", __name__)


@bp.post("/assessments/<assessment_id>/review/views")
def save(assessment_id: str) -> Answer:
    """Keep the filters and the order in the address under a name."""
    form = Form(request.form)
    name = form.needed("name", _("Give the view a name."), longest=LONGEST_LINE)
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        chosen = filters.chosen(request.args, context.standard_of(assessment))
        form.require_no_problem()
        views.save(session, assessment, person, name, chosen.as_query)
    flash(_("The view is saved: %(name)s.", name=name))
    address = review.address("review.queue", assessment_id=assessment_id)
    return redirect(address, 303)


@bp.post("/assessments/<assessment_id>/review/views/removal")
def delete(assessment_id: str) -> Answer:
    """Delete a saved view; the links in it stay as they are."""
    name = Form(request.form)["name"]
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        views.delete(session, assessment, person, name)
    flash(_("The view is deleted: %(name)s.", name=name))
    return redirect(url_for("review.queue", assessment_id=assessment_id), 303)
