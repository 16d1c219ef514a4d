"""The way to the next level, what the level rests on, and who closes which gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from criteria.scores import margin, planning
from criteria.scores.planning import PlanKind
from storage import care, documents, links
from web import context, scorecard
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from criteria.evidence import Claim
    from criteria.scores.planning import Offer, Plan
    from criteria.scores.scoring import Score
    from storage.models import Assessment

bp = Blueprint("planning", __name__)


@dataclass(frozen=True, slots=True)
class Ways:
    """The plans for the next level, and what they were made from."""

    score: Score
    claims: list[Claim]
    offered: tuple[Offer, ...]
    plans: tuple[Plan, ...]


@bp.get("/assessments/<assessment_id>/plan")
def show(assessment_id: str) -> str:
    """Show three plans for the next level, and how safely the present one is held."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        there = ways(session, assessment)
        named = {one.id: one for one in documents.listed(session, assessment)}
    standard, score = context.standard_of(assessment), there.score
    claims, found = there.claims, there.plans
    afresh: tuple[Plan, ...] = ()
    if any(not step.document for plan in found for step in plan.steps):
        brought = [step for step in there.offered if step.document]
        afresh = planning.plans(standard, claims, brought, on=score.on)
    return context.page(
        "planning/show.html",
        standard=standard,
        practices={one.code: one.name for one in standard.practices},
        score=score,
        groups=[group for group in (_alike(found), _alike(afresh)) if group],
        kinds=plan_words(),
        claims={claim.link: claim for claim in claims},
        margin=margin.margin(standard, claims, on=score.on),
        enough=margin.sufficient(standard, claims, on=score.on),
        documents=named,
    )


@bp.get("/assessments/<assessment_id>/criteria/<code>/care")
def edit(assessment_id: str, code: str) -> str:
    """Show the form that says who closes a gap, and by when."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        criterion = context.standard_of(assessment).criterion(code)
        row = care.of(session, assessment).get(criterion.code)
    given = {}
    if row is not None:
        due = row.due.isoformat() if row.due else ""
        given = {"owner": row.owner, "due": due, "note": row.note}
    return context.page("planning/care.html", criterion=criterion, form=Form(given))


@bp.post("/assessments/<assessment_id>/criteria/<code>/care")
def take(assessment_id: str, code: str) -> Answer:
    """Keep who closes a gap, by when, and a note."""
    form = Form(request.form)
    due = form.day("due")
    form.require_no_problem()
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        criterion = context.standard_of(assessment).criterion(code)
        care.take(
            session,
            assessment,
            criterion.code,
            by=person,
            owner=form["owner"],
            due=due,
            note=form["note"],
        )
    flash(_("Kept for %(code)s.", code=code))
    address = url_for("criterion.show", assessment_id=assessment_id, code=code)
    return redirect(address, 303)


def ways(session: Session, assessment: Assessment) -> Ways:
    """The plans for the next level, with the owners of gaps as departments."""
    standard = context.standard_of(assessment)
    score = scorecard.scored(session, assessment)
    claims = links.claims(session, assessment)
    cared = care.of(session, assessment)
    owners = {code: one.owner for code, one in cared.items() if one.owner}
    offered = tuple(planning.offers(standard, score, owners=owners))
    plans = planning.plans(standard, claims, offered, on=score.on)
    return Ways(score, claims, offered, plans)


def _alike(plans: Sequence[Plan]) -> list[tuple[list[PlanKind], Plan]]:
    """Plans with what they are best at; those of the same steps are one."""
    found: dict[tuple[object, ...], tuple[list[PlanKind], Plan]] = {}
    for plan in plans:
        steps = (plan.on, *sorted(step.name for step in plan.steps))
        found.setdefault(steps, ([], plan))[0].append(plan.kind)
    return list(found.values())


def plan_words() -> dict[PlanKind, str]:
    """What each plan is best at."""
    return {
        PlanKind.FEWEST_DOCUMENTS: _("Fewest documents"),
        PlanKind.EARLIEST_DATE: _("Earliest date"),
        PlanKind.FEWEST_DEPARTMENTS: _("Fewest departments"),
    }
