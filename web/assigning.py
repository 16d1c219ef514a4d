"""Who judges which links: a plan to look at, and applying it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import assignments, documents
from storage.errors import Conflict
from web import context
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as Answer

    from criteria.review.assigning import Unassigned
    from storage.assignments import Plan

bp = Blueprint("assigning", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One reviewer: what waits for them, and what they would get."""

    name: str
    barred: bool
    languages: Sequence[str]
    load: int
    links: int
    documents: int


@dataclass(frozen=True, slots=True)
class Left:
    """Links of one document that are nobody's, for one reason."""

    document_id: str
    name: str
    why: Unassigned
    links: int


@bp.get("/assessments/<assessment_id>/assignment")
def show(assessment_id: str) -> str:
    """Show who would judge what, and what could not be assigned."""
    return _page(assessment_id, request.args.get("seed", ""))


@bp.post("/assessments/<assessment_id>/assignment")
def apply(assessment_id: str) -> Answer | tuple[str, int]:
    """Assign the links as the plan says."""
    form = Form(request.form)
    try:
        with context.changing() as (session, person):
            assessment = context.my_assessment(session, person, assessment_id)
            made = assignments.apply(
                session,
                assessment,
                seed=form["seed"],
                digest=form["digest"],
                by=person,
            )
    except Conflict as problem:
        return _page(assessment_id, form["seed"], refused=problem.sentence), 409
    flash(
        _(
            "Assigned: %(count)s. Each reviewer finds theirs under “Assigned to me”.",
            count=len(made.allotment.assigned),
        )
    )
    return redirect(url_for("assigning.show", assessment_id=assessment_id), 303)


def _page(assessment_id: str, seed: str, *, refused: str = "") -> str:
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        made = assignments.plan(session, assessment, seed)
        named = dict(documents.names(session, assessment))
    return context.page(
        "assigning/show.html",
        plan=made,
        rows=_rows(made),
        left=_left(made, named),
        waiting=sum(len(paper.links) for paper in made.papers),
        refused=refused,
    )


def _rows(made: Plan) -> list[Row]:
    of = {link: paper.id for paper in made.papers for link in paper.links}
    gets: dict[str, list[str]] = defaultdict(list)
    for link, judge in made.allotment.assigned:
        gets[judge].append(of[link])
    return [
        Row(
            name=made.people[judge.id],
            barred=judge.barred,
            languages=sorted(judge.languages),
            load=judge.load,
            links=len(gets[judge.id]),
            documents=len(set(gets[judge.id])),
        )
        for judge in made.judges
    ]


def _left(made: Plan, named: dict[str, str]) -> list[Left]:
    of = {link: paper.id for paper in made.papers for link in paper.links}
    counted = Counter((of[link], why) for link, why in made.allotment.left)
    return [
        Left(document_id, named.get(document_id, ""), why, links)
        for (document_id, why), links in sorted(counted.items())
    ]
