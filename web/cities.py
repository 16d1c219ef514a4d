"""The lead's page of one city, on which what is kept of it is corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import assessments
from storage.errors import Refused
from web import context
from web.forms import Form
from web.texts import _, every_country

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("cities", __name__)


@dataclass(frozen=True, slots=True)
class Given:
    """What a form says of a city."""

    name: str
    country: str
    population: int | None


def given(form: Form) -> Given:
    """Take what a form says of a city, and note what is missing."""
    return Given(
        form.needed("name", _("Enter the city's name.")),
        form.needed("country", _("Choose the country.")),
        form.number("population"),
    )


@bp.get("/cities/<city_id>")
def show(city_id: str) -> str:
    """Show what is kept of a city, in a form."""
    return _page(city_id, None)


@bp.post("/cities/<city_id>")
def correct(city_id: str) -> Answer | tuple[str, int]:
    """Correct a city's name, country or number of people."""
    form = Form(request.form)
    told = given(form)
    if form.problems:
        return _page(city_id, form), 400
    try:
        with context.changing() as (session, _person):
            city = assessments.city(session, city_id)
            assessments.correct_city(
                session, city, told.name, told.country, population=told.population
            )
    except Refused as problem:
        form.problems["name"] = problem.sentence
        return _page(city_id, form), 400
    flash(_("%(name)s is corrected.", name=told.name))
    return redirect(url_for("people.show"), 303)


def _page(city_id: str, form: Form | None) -> str:
    with context.looking() as (session, _person):
        city = assessments.city(session, city_id)
    kept = {"name": city.name, "country": city.country}
    if city.population is not None:
        kept["population"] = str(city.population)
    return context.page(
        "cities/show.html",
        city=city,
        countries=every_country(),
        form=form or Form(kept),
    )
