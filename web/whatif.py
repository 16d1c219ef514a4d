"""Named what-ifs: suppositions beside an assessment that touch no decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for

from criteria.evidence import Standing
from criteria.scores import whatif
from criteria.scores.whatif import WhatIf
from storage import documents, links, suppositions
from web import context, scorecard
from web.forms import Form

if TYPE_CHECKING:
    from datetime import date

    from werkzeug.wrappers import Response as Answer

    from criteria.editions.edition import Standard
    from storage.planning_models import Supposition

bp = Blueprint("whatif", __name__)


@bp.get("/assessments/<assessment_id>/what-if")
def listed(assessment_id: str) -> str:
    """List the suppositions with what each would do, and a form for another."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
        claims = links.claims(session, assessment)
        named = {one.id: one for one in documents.listed(session, assessment)}
        rows = suppositions.listed(session, assessment)
    standard = context.standard_of(assessment)
    return context.page(
        "whatif/list.html",
        standard=standard,
        score=score,
        outcomes=[
            (
                row,
                whatif.outcome(
                    standard, claims, supposed(row, standard, score.on), on=score.on
                ),
            )
            for row in rows
        ],
        undecided=[c for c in claims if c.standing is Standing.UNDECIDED],
        confirmed=[c for c in claims if c.standing is Standing.CONFIRMED],
        documents=named,
        form=Form(),
    )


@bp.post("/assessments/<assessment_id>/what-if")
def suppose(assessment_id: str) -> Answer:
    """Keep a supposition under a name."""
    given = request.form
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        standard = context.standard_of(assessment)
        ours = {claim.link for claim in links.claims(session, assessment)}
        held = {one.id for one in documents.listed(session, assessment)}
        codes = {criterion.code for criterion in standard.criteria}
        suppositions.suppose(
            session,
            assessment,
            given.get("name", ""),
            by=person,
            confirmed=sorted({*given.getlist("confirmed")} & ours),
            rejected=sorted({*given.getlist("rejected")} & ours),
            without=sorted({*given.getlist("without")} & held),
            added=sorted({*given.getlist("added")} & codes),
        )
    return redirect(url_for("whatif.listed", assessment_id=assessment_id), 303)


@bp.post("/assessments/<assessment_id>/what-if/<supposition_id>/removal")
def forget(assessment_id: str, supposition_id: str) -> Answer:
    """Remove a supposition."""
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        suppositions.forget(session, assessment, supposition_id)
    return redirect(url_for("whatif.listed", assessment_id=assessment_id), 303)


def supposed(row: Supposition, standard: Standard, on: date) -> WhatIf:
    """A kept supposition as scoring takes it, new evidence being of the day."""
    return WhatIf(
        name=row.name,
        confirmed=frozenset(row.confirmed),
        rejected=frozenset(row.rejected),
        without=frozenset(row.without),
        added=tuple(whatif.imagined(standard, code, on) for code in row.added),
    )
