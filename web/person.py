"""The lead's page of one person: what they do, and for which cities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from criteria.language.inflection import LANGUAGES
from storage import access, assessments, assignments, factors, people, reach
from storage.access_models import Tie
from storage.errors import Refused
from storage.models import Role
from web import context
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.models import City, Person

bp = Blueprint("person", __name__)


@bp.get("/people/<person_id>")
def show(person_id: str) -> str:
    """Show what a person does and for which cities, with a form to change it."""
    return _page(person_id, None)


@bp.post("/people/<person_id>")
def change(person_id: str) -> Answer | tuple[str, int]:
    """Change what a person does; a change of role signs them out everywhere."""
    form = Form(request.form)
    try:
        with context.changing() as (session, lead):
            person = people.get(session, person_id)
            _change(session, person, form, by=lead)
            called = person.called
    except Refused as problem:
        lacks_city = form["role"] == Role.CITY and not form["city"]
        form.problems["city" if lacks_city else "role"] = problem.sentence
        return _page(person_id, form), 400
    flash(_("Kept for %(name)s.", name=called))
    return redirect(url_for("person.show", person_id=person_id), 303)


@bp.post("/people/<person_id>/sign-out")
def sign_out(person_id: str) -> Answer:
    """Sign a person out of every browser."""
    with context.changing() as (session, _lead):
        person = people.get(session, person_id)
        people.end_sessions(session, person)
        called = person.called
    flash(_("%(name)s is signed out everywhere.", name=called))
    return redirect(url_for("person.show", person_id=person_id), 303)


@bp.post("/people/<person_id>/factors/removal")
def remove_factors(person_id: str) -> Answer:
    """Take away the second factors of somebody who lost them."""
    with context.changing() as (session, _lead):
        person = people.get(session, person_id)
        factors.remove_all(session, person)
        called = person.called
    flash(_("%(name)s has no second factor any more.", name=called))
    return redirect(url_for("person.show", person_id=person_id), 303)


def _change(session: Session, person: Person, form: Form, *, by: Person) -> None:
    if form["role"] not in list(Role):
        raise Refused(_("Choose what the person does."))
    role = Role(form["role"])
    city = _city(session, form["city"]) if role is Role.CITY else None
    people.change_role(session, person, role, city=city, by=by)
    if role is Role.REVIEWER:
        reach.assign(
            session,
            person,
            set(request.form.getlist("reviews")),
            every_city=form["every_city"] == "yes",
            employer=form["employer"] or None,
        )
        chosen = set(request.form.getlist("reads")) & set(LANGUAGES)
        assignments.set_languages(session, person, chosen)


def _page(person_id: str, typed: Form | None) -> str:
    with context.looking() as (session, lead):
        shown = people.get(session, person_id)
        ties = reach.of(session, shown)
        reads = assignments.languages(session, shown)
        cities = assessments.cities(session)
        is_self = shown.id == lead.id
        has_factors = bool(factors.of(session, shown))
        waiting = access.waiting(session, shown) if shown.ended else ()
    employer = [city for city, tie in ties.items() if tie is Tie.EMPLOYS]
    form = typed or Form(
        {
            "role": shown.role,
            "city": shown.city_id or "",
            "employer": employer[0] if employer else "",
        }
    )
    assigned = {city for city, tie in ties.items() if tie is Tie.ASSIGNED}
    return context.page(
        "people/person.html",
        shown=shown,
        form=form,
        assigned=assigned if typed is None else {*request.form.getlist("reviews")},
        reads=reads if typed is None else request.form.getlist("reads"),
        read_languages=LANGUAGES,
        cities=cities,
        roles=list(Role),
        is_self=is_self,
        has_factors=has_factors,
        waiting=waiting,
    )


def _city(session: Session, city_id: str) -> City | None:
    for city in assessments.cities(session):
        if city.id == city_id:
            return city
    return None
