"""The official checklist as the lead types it in: a revision of the edition."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from criteria.editions import overlay, revising, standard
from criteria.editions.edition import StandardError
from storage import revisions
from storage.errors import Conflict
from web import context
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

    from criteria.editions.edition import Criterion, Standard

bp = Blueprint("revisions", __name__)

LONGEST = 200_000


@bp.get("/assessments/<assessment_id>/revision")
def show(assessment_id: str) -> str:
    """Choose a criterion to enter, or write the whole file; show what differs."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        kept = revisions.find(session, assessment.standard_digest)
    shipped = standard.load(assessment.edition)
    held = context.standard_held(assessment)
    entered = (kept.entered if kept else "") or _begin(assessment.edition)
    return _page(shipped, held, Form({"entered": entered}), ())


@bp.post("/assessments/<assessment_id>/revision")
def enter(assessment_id: str) -> Answer | tuple[str, int]:
    """Show the difference that a file makes, or keep it and hold this against it."""
    form = Form(request.form)
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        held = context.standard_held(assessment)
    shipped = standard.load(assessment.edition)
    entered = form.needed("entered", _("Enter the file."), longest=LONGEST)
    if form.problems:
        return _page(shipped, held, form, tuple(form.problems.values())), 400
    try:
        revised = overlay.parsed(entered, shipped)
    except StandardError as problem:
        return _page(shipped, held, form, problem.faults), 400
    if form["step"] != "keep":
        return _page(shipped, revised, form, (), is_preview=True), 200
    try:
        with context.changing() as (session, person):
            found = context.my_assessment(session, person, assessment_id)
            digest = revisions.keep(
                session, revising.as_values(revised), entered=entered, by=person
            )
            revisions.use(session, found, digest)
    except Conflict as problem:
        return _page(shipped, revised, form, (problem.sentence,), is_preview=True), 409
    flash(_("The revision is kept, and this assessment is held against it."))
    return redirect(url_for("moves.show", assessment_id=assessment_id), 303)


def _page(
    shipped: Standard,
    revised: Standard,
    form: Form,
    faults: tuple[str, ...],
    *,
    is_preview: bool = False,
) -> str:
    return context.page(
        "revisions/show.html",
        shipped=shipped,
        revised=revised,
        form=form,
        faults=faults,
        changes=overlay.difference(shipped, revised),
        is_preview=is_preview,
    )


def _begin(edition: str) -> str:
    """A file to begin with: the first criterion as it is shipped."""
    first = standard.load(edition).criteria[0]
    lines = [
        f"of: {edition}",
        "revision: " + json.dumps(_("as seen in the portal")),
        "criteria:",
        *_sample(first),
    ]
    return "\n".join(lines) + "\n"


def _sample(criterion: Criterion) -> list[str]:
    items = [
        f"        {item.code}: {json.dumps(item.text, ensure_ascii=False)}"
        for item in criterion.items
    ]
    return [
        f"  {criterion.code}:",
        "    checklist:",
        "      official: true",
        f"      needed: {len(criterion.items)}",
        "      items:",
        *items,
    ]
