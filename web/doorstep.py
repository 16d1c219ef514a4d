"""The doorstep: the second factor, between the first and the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from storage import doorsteps, factors, passkeys, passwords
from storage.errors import Refused
from web import context, credentials, limits, secondly, signin
from web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.models import Person

bp = Blueprint("doorstep", __name__)


@bp.get("/sign-in/second")
def show() -> str:
    """Ask for the second factor, or have the first one of them set up."""
    with context.whole().snapshot() as session:
        person = _at(session)
        known = factors.of(session, person)
    return _page(person, Form(request.args), knows=bool(known))


@bp.post("/sign-in/second")
def by_code() -> Answer | tuple[str, int]:
    """Sign in with a code of the app, or with a recovery code."""
    form, keys = Form(request.form), context.store().settings.secrets()
    person = _somebody()
    limits.count_account(person.email)
    try:
        with context.whole().transaction() as session:
            factors.check(session, person, form["code"], keys=keys)
            started = _enter(session, person)
    except Refused as problem:
        _note_failure(person)
        form.problems["code"] = problem.sentence
        return _page(person, form, knows=True), 400
    return signin.welcome(signin.Entry(started), form["next"])


@bp.post("/sign-in/second/options")
def options() -> Response:
    """Give the browser what a passkey of this person must answer."""
    place, token = secondly.place(), credentials.sign_in_token()
    with context.whole().transaction() as session:
        person = _at(session)
        ask = passkeys.ask if factors.of(session, person) else passkeys.ask_new
        told = ask(session, person, token, place)
    return Response(told, content_type="application/json")


@bp.post("/sign-in/second/passkey")
def by_passkey() -> Answer:
    """Sign in with a passkey; who has no factor yet keeps it as their first."""
    answer, place = secondly.answered(), secondly.place()
    token, person = credentials.sign_in_token(), _somebody()
    limits.count_account(person.email)
    try:
        with context.whole().transaction() as session:
            if factors.of(session, person):
                passkeys.check(session, person, token, answer.credential, place)
                going = answer.next
            else:
                passkeys.add(
                    session, person, token, answer.credential, place, name=answer.name
                )
                going = url_for("secondly.show")
            started = _enter(session, person)
    except Refused:
        _note_failure(person)
        raise
    return signin.welcome(signin.Entry(started), going, as_json=True)


@bp.post("/sign-in/second/app")
def begin_app() -> str:
    """Show the picture for an app, to somebody who has no factor yet."""
    keys = context.store().settings.secrets()
    with context.whole().transaction() as session:
        person = _without(session)
        factors.begin_app(session, person, keys=keys)
        address = factors.app_address(session, person, keys=keys)
    return secondly.app_page("doorstep.confirm_app", address, Form())


@bp.post("/sign-in/second/first-code")
def confirm_app() -> Answer | tuple[str, int]:
    """Keep the app as the first factor, and sign in."""
    form, keys, address = Form(request.form), context.store().settings.secrets(), ""
    limits.count_account(_somebody().email)
    try:
        with context.whole().transaction() as session:
            person = _without(session)
            address = factors.app_address(session, person, keys=keys)
            factors.confirm_app(session, person, form["code"], keys=keys)
            started = _enter(session, person)
    except Refused as problem:
        if not address:
            raise
        form.problems["code"] = problem.sentence
        return secondly.app_page("doorstep.confirm_app", address, form), 400
    return signin.welcome(signin.Entry(started), url_for("secondly.show"))


def _somebody() -> Person:
    with context.whole().snapshot() as session:
        return _at(session)


def _at(session: Session) -> Person:
    person = doorsteps.person_at(session, credentials.sign_in_token())
    if person is None:
        raise Refused(
            "Signing in was not begun in this browser, or more than ten minutes ago. "
            "Begin again."
        )
    return person


def _without(session: Session) -> Person:
    """Who is at the door and may set up a factor there: only who has none."""
    person = _at(session)
    if factors.of(session, person):
        raise Refused("You have a second factor already. Use it to sign in.")
    return person


def _enter(session: Session, person: Person) -> str:
    return doorsteps.enter(session, person, credentials.sign_in_token())


def _note_failure(person: Person) -> None:
    with context.whole().transaction() as session:
        passwords.note_failure(session, person.email)


def _page(person: Person, form: Form, *, knows: bool) -> str:
    template = "secondly/ask.html" if knows else "secondly/begin.html"
    return context.page(template, email=person.email, form=form)
