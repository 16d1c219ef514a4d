"""The lead ends a person's access, and gives it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for

from storage import access, people
from storage.errors import Refused
from web import context
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("access", __name__)


@bp.get("/people/<person_id>/access")
def ask(person_id: str) -> str:
    """Say what ending a person's access does, and ask whether it should end."""
    return _page(person_id, Form())


@bp.post("/people/<person_id>/access/end")
def end(person_id: str) -> Answer | tuple[str, int]:
    """End a person's access at once."""
    form = Form()
    try:
        with context.changing() as (session, lead):
            person = people.get(session, person_id)
            access.end(session, person, by=lead)
            called = person.called
    except Refused as problem:
        form.problems["end"] = problem.sentence
        return _page(person_id, form), 400
    flash(_("%(name)s has no access any more.", name=called))
    return redirect(url_for("person.show", person_id=person_id), 303)


@bp.post("/people/<person_id>/access/return")
def give_back(person_id: str) -> Answer:
    """Give a person their access back."""
    with context.changing() as (session, lead):
        person = people.get(session, person_id)
        access.give_back(session, person, by=lead)
        called = person.called
    flash(_("%(name)s can sign in again.", name=called))
    return redirect(url_for("person.show", person_id=person_id), 303)


def _page(person_id: str, form: Form) -> str:
    with context.looking() as (session, _lead):
        shown = people.get(session, person_id)
        waiting = access.waiting(session, shown)
    return context.page("people/end.html", shown=shown, waiting=waiting, form=form)
