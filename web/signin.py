"""Signing in by a one-time link or a password, and signing out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect, request, session, url_for

from storage import doorsteps, factors, passwords, people, providers
from storage.errors import Refused
from web import codes, context, credentials, limits
from web.addresses import place_of_ours
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.models import Person

bp = Blueprint("signin", __name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the browser of somebody who signs in gets, and whether a factor is due."""

    token: str
    waits: bool = False


@bp.get("/sign-in")
def ask() -> str | Answer:
    """Show the form for address and password."""
    if credentials.sign_in_token():
        with context.whole().snapshot() as db:
            if people.by_session(db, credentials.sign_in_token()):
                return redirect(url_for("assessments.listed"), 303)
    return _page(Form(request.args))


@bp.post("/sign-in")
def by_password() -> Answer | tuple[str, int]:
    """Sign in with address and password."""
    form = Form(request.form)
    email = form.needed("email", _("Enter your e-mail address."))
    password = request.form.get("password", "")
    if not password:
        form.problems["password"] = _("Enter your password.")
    if not form.problems:
        limits.count_account(email)
        try:
            with context.whole().transaction() as db:
                person = passwords.owner(db, email, password)
                entry = admit(db, person)
        except Refused as problem:
            form.problems["email"] = problem.sentence
            with context.whole().transaction() as db:
                passwords.note_failure(db, email)
        else:
            return welcome(entry, form["next"])
    return _page(form), 400


@bp.get("/sign-in/link")
def ask_code() -> str:
    """Show a button: programs that only look at links in mails use nothing up."""
    return codes.ask("signin/code.html")


@bp.post("/sign-in/link")
def by_link() -> Answer | tuple[str, int]:
    """Use a one-time link."""
    try:
        with context.whole().transaction() as db:
            person = people.use_link(db, codes.sent())
            entry = admit(db, person)
    except Refused as problem:
        return codes.ask_again("signin/code.html", problem)
    return welcome(entry, "")


@bp.post("/sign-out")
def leave() -> Answer:
    """Sign out of this browser."""
    with context.whole().transaction() as db:
        people.end_session(db, credentials.sign_in_token())
    session.clear()
    answer = redirect(url_for("signin.ask"), 303)
    answer.delete_cookie(credentials.cookie_name(), secure=credentials.is_secure())
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def admit(db: Session, person: Person) -> Entry:
    """Let in whoever has shown one factor: to the pages, or to show the second."""
    needed = person.role in context.store().settings.second_factor_roles
    if needed or factors.of(db, person):
        return Entry(doorsteps.begin(db, person), waits=True)
    return Entry(people.start_session(db, person))


def welcome(entry: Entry, wanted: str, *, as_json: bool = False) -> Answer:
    """Go on, with a new proof in the browser and nothing of the old."""
    session.clear()
    place = place_of_ours(wanted, context.routes())
    if entry.waits:
        place = url_for("doorstep.show", next=place)
    place = place or url_for("assessments.listed")
    answer = jsonify(next=place) if as_json else redirect(place, 303)
    return credentials.remember(answer, entry.token)


def _page(form: Form) -> str:
    with context.whole().snapshot() as db:
        cities = providers.listed(db)
    return context.page("signin/password.html", form=form, cities=cities)
