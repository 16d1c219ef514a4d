"""Everything of an assessment as one ZIP: asked for, waited for, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for

from storage import parcels
from web import attachments, context, polling
from web.documents import SANDBOX
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("parcels", __name__)


@bp.get("/assessments/<assessment_id>/everything")
def show(assessment_id: str) -> Response:
    """Show what is in it and how far it is; a page that waits asks for that alone."""
    is_part = polling.is_asked()
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        parcel = parcels.find(session, assessment)
        left_out = parcels.left_out(session, parcel) if parcel else []
        scanning = bool(context.store().settings.clamd)
        holds = parcels.holdings(session, assessment, scanning=scanning)
    shown = context.page(
        "parcels/state.html" if is_part else "parcels/show.html",
        parcel=parcel,
        holds=holds,
        left_out=left_out,
    )
    if not is_part:
        return make_response(shown)
    return polling.part(shown, is_done=parcel is None or parcel.is_over)


@bp.post("/assessments/<assessment_id>/everything")
def ask(assessment_id: str) -> Answer:
    """Have everything be packed, unless it is already."""
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        is_new = parcels.ask(session, assessment, by=person)
    if is_new:
        context.store().queue.pack(assessment_id)
    return redirect(url_for("parcels.show", assessment_id=assessment_id), 303)


@bp.post("/assessments/<assessment_id>/everything/removal")
def remove(assessment_id: str) -> Answer:
    """Remove the ZIP now, or stop packing it."""
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        parcels.remove(session, assessment)
    parcels.clear(context.store(), assessment_id)
    flash(_("It is removed."))
    return redirect(url_for("parcels.show", assessment_id=assessment_id), 303)


@bp.get("/assessments/<assessment_id>/everything.zip")
def take(assessment_id: str) -> Response:
    """Give the ZIP, to be saved; from any byte on, where the first try broke off."""
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        parcel = parcels.ready(session, assessment)
        parcels.take(session, assessment, parcel)
    contents = parcels.contents(context.store(), parcel)
    response = Response(contents, content_type="application/zip")
    name = f"assay-{assessment.city.name}-{parcel.asked:%Y-%m-%d}.zip"
    attachments.attach(response, name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Content-Length"] = str(parcel.size)
    response.set_etag(parcel.sha256 or "")
    response.make_conditional(request, accept_ranges=True, complete_length=parcel.size)
    return response
