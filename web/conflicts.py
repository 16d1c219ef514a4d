"""Conflicts of interest: the register, and saying that one will not judge a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import conflicts, people, reach
from storage.access_models import Relation
from storage.clock import now
from storage.errors import Refused
from storage.models import Role
from web import context
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from werkzeug.wrappers import Response as Answer

    from storage.models import City

bp = Blueprint("conflicts", __name__)


@bp.get("/conflicts")
def listed() -> str:
    """Show the register: to the lead all of it, to others what is theirs."""
    return _page(Form())


@bp.post("/conflicts")
def declare() -> Answer | tuple[str, int]:
    """Enter a conflict: one's own, or as the lead anybody's."""
    form = Form(request.form)
    relation, begins, ends = _read(form)
    if relation is None or begins is None or form.problems:
        return _page(form), 400
    try:
        with context.changing() as (session, person):
            whose = person
            if person.role is Role.LEAD and form["person"]:
                whose = people.get(session, form["person"])
            city = _chosen(reach.cities(session, person), form["city"])
            conflicts.declare(
                session,
                whose,
                city,
                relation,
                by=person,
                begins=begins,
                ends=ends,
                note=form["note"],
            )
    except Refused as problem:
        form.problems["city"] = problem.sentence
        return _page(form), 400
    flash(_("The conflict is entered. While it lasts, this city is out of reach."))
    return redirect(url_for("conflicts.listed"), 303)


@bp.post("/conflicts/<interest_id>")
def change(interest_id: str) -> Answer | tuple[str, int]:
    """Set a line of the register right, or end it."""
    form = Form(request.form)
    relation, begins, ends = _read(form)
    if relation is None or begins is None or form.problems:
        return _page(form, changed=interest_id), 400
    try:
        with context.changing() as (session, person):
            row = conflicts.get(session, interest_id)
            conflicts.change(
                session,
                row,
                relation,
                by=person,
                begins=begins,
                ends=ends,
                note=form["note"],
            )
    except Refused as problem:
        form.problems["ends"] = problem.sentence
        return _page(form, changed=interest_id), 400
    flash(_("The register is changed."))
    return redirect(url_for("conflicts.listed"), 303)


@bp.get("/assessments/<assessment_id>/recusal")
def ask(assessment_id: str) -> str:
    """Ask why somebody will not judge this city."""
    with context.looking() as (session, person):
        context.my_assessment(session, person, assessment_id)
    return context.page("conflicts/recuse.html", form=Form())


@bp.post("/assessments/<assessment_id>/recusal")
def recuse(assessment_id: str) -> Answer | tuple[str, int]:
    """Have who asks judge this city no more."""
    form = Form(request.form)
    form.needed(
        "why",
        _("Say why you will not judge this city. The lead reads it."),
        longest=conflicts.LONGEST_NOTE,
    )
    if form.problems:
        with context.looking() as (session, person):
            context.my_assessment(session, person, assessment_id)
        return context.page("conflicts/recuse.html", form=form), 400
    with context.changing() as (session, person):
        city = context.my_assessment(session, person, assessment_id).city
        conflicts.recuse(session, person, city, form["why"])
        name = city.name
    flash(_("You will not judge %(city)s any more. It is kept.", city=name))
    return redirect(url_for("conflicts.listed"), 303)


def _read(form: Form) -> tuple[Relation | None, date | None, date | None]:
    begins, ends = form.day("begins"), form.day("ends")
    if begins is None:
        form.problems.setdefault("begins", _("Enter the day from which it holds."))
    if form["relation"] not in list(Relation):
        form.problems["relation"] = _("Choose what the conflict is.")
        return None, begins, ends
    return Relation(form["relation"]), begins, ends


def _chosen(cities: Sequence[City], city_id: str) -> City:
    for city in cities:
        if city.id == city_id:
            return city
    raise Refused(_("Choose a city of the list."))


def _page(form: Form, *, changed: str = "") -> str:
    with context.looking() as (session, person):
        found = conflicts.listed(session, person)
        cities = reach.cities(session, person)
        is_lead = person.role is Role.LEAD
        judges = [
            one
            for one in (people.listed(session) if is_lead else ())
            if one.role is not Role.CITY
        ]
        today = now(session).date()
    return context.page(
        "conflicts/list.html",
        found=found,
        cities=cities,
        judges=judges,
        relations=[one for one in Relation if one is not Relation.RECUSED],
        today=today,
        form=form if not changed else Form(),
        edited=form if changed else Form(),
        changed=changed,
        may_change=context.may("conflicts.change"),
    )
