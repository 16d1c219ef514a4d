"""The lead's page: cities, assessments, people and their sign-in links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from criteria.editions import revising, standard
from storage import assessments, notices, people, reach, revisions
from storage.errors import Refused
from storage.models import Role
from storage.notice_models import NoticeKind
from web import cities, codes, context
from web.forms import Form
from web.texts import _, every_country

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.models import City, Person

bp = Blueprint("people", __name__)

# Flashed under this name, a message is a sign-in link to be copied.
LINK = "link"


@bp.get("/people")
def show() -> str:
    """Show cities and people, with forms to add to them."""
    return _page(Form(), Form())


@bp.post("/cities")
def add_city() -> Answer | tuple[str, int]:
    """Add a city, and open its assessment if that was asked for too."""
    form = Form(request.form)
    given = cities.given(form)
    if form.problems:
        return _page(form, Form()), 400
    try:
        with context.changing() as (session, _person):
            city = assessments.add_city(
                session, given.name, given.country, population=given.population
            )
            if form["edition"]:
                _open(session, city, form["edition"])
    except Refused as problem:
        form.problems["name"] = problem.sentence
        return _page(form, Form()), 400
    flash(_("%(name)s is added.", name=given.name))
    return redirect(url_for("people.show"), 303)


@bp.post("/cities/<city_id>/assessments")
def open_assessment(city_id: str) -> Answer:
    """Open an assessment of a city against an edition."""
    with context.changing() as (session, _person):
        city = assessments.city(session, city_id)
        opened = _open(session, city, request.form.get("edition", ""))
    flash(_("An assessment of %(name)s is open.", name=city.name))
    return redirect(url_for("assessments.overview", assessment_id=opened), 303)


@bp.post("/people")
def add_person() -> Answer | tuple[str, int]:
    """Add a person, and show the link with which they sign in once."""
    form = Form(request.form)
    form.needed("email", _("Enter an e-mail address."))
    if form["role"] not in list(Role):
        form.problems["role"] = _("Choose what the person does.")
    if form.problems:
        return _page(Form(), form), 400
    try:
        with context.changing() as (session, _person):
            added = _add(session, form)
            token = people.make_link(session, added)
            notices.write(session, NoticeKind.INVITATION, added)
    except Refused as problem:
        form.problems[blamed(form)] = problem.sentence
        return _page(Form(), form), 400
    return _hand_out(added, token)


@bp.post("/people/<person_id>/link")
def new_link(person_id: str) -> Answer:
    """Make a new link with which a person signs in once."""
    with context.changing() as (session, _person):
        found = people.get(session, person_id)
        token = people.make_link(session, found)
    return _hand_out(found, token)


def blamed(form: Form) -> str:
    """The field that a refusal to add somebody is about."""
    needs_city = form["role"] == Role.CITY
    return "city" if needs_city != bool(form["city"]) else "email"


def _page(city_form: Form, person_form: Form) -> str:
    with context.looking() as (session, _person):
        everybody = people.listed(session)
        every_city = assessments.cities(session)
        opened = assessments.all_of(session)
        reviewed = reach.by_person(session)
    by_city = {
        city.id: [a for a in opened if a.city_id == city.id] for city in every_city
    }
    return context.page(
        "people/show.html",
        people=everybody,
        cities=every_city,
        by_city=by_city,
        reviewed=reviewed,
        countries=every_country(),
        editions=[standard.load(edition) for edition in standard.editions()],
        roles=list(Role),
        city_form=city_form,
        person_form=person_form,
    )


def _add(session: Session, form: Form) -> Person:
    city = None
    if form["city"]:
        city = assessments.city(session, form["city"])
    role = Role(form["role"])
    return people.add(session, form["email"], role, city=city, name=form["given"])


def _open(session: Session, city: City, edition: str) -> str:
    if edition not in standard.editions():
        raise Refused(_("Choose an edition of the standard."))
    digest = revisions.keep(session, revising.as_values(standard.load(edition)))
    opened = assessments.open_for(
        session, city, edition=edition, standard_digest=digest
    )
    return opened.id


def _hand_out(person: Person, token: str) -> Answer:
    flash(codes.link("signin.ask_code", token), LINK)
    flash(
        _(
            "Give this link to %(email)s. It signs them in once, within seven days.",
            email=person.email,
        )
    )
    return redirect(url_for("people.show"), 303)
