"""The address by which an assessment takes documents by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for

from storage import intake
from web import context
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("intake", __name__)


@bp.post("/assessments/<assessment_id>/intake")
def renew(assessment_id: str) -> Answer:
    """Make an address, or another one instead of it."""
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        intake.renew(session, assessment, by=person)
    flash(_("The mail address is made. An older one works no more."))
    place = url_for("documents.listed", assessment_id=assessment_id)
    return redirect(f"{place}#by-mail", 303)
