"""Showing once more that it is you, before you change who may sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from storage import factors, freshness, passkeys, passwords, providers
from storage.errors import NotFound, Refused
from web import context, credentials, limits, secondly
from web.addresses import place_of_ours
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.models import Person

bp = Blueprint("again", __name__)


@bp.get("/account/again")
def show() -> str:
    """Ask for the password, a code or a passkey of whoever has signed in."""
    return _page(Form(request.args))


@bp.post("/account/again")
def answer() -> Answer | tuple[str, int]:
    """Take the password or a code, and go on."""
    form = Form(request.form)
    field = "code" if form["code"] else "password"
    limits.count_account(_email())
    try:
        with context.changing() as (session, person):
            _check(session, person, form["code"])
            token = _renew(session, person)
    except Refused as problem:
        _note_failure()
        form.problems[field] = problem.sentence
        return _page(form), 400
    return credentials.remember(redirect(_onwards(form["next"]), 303), token)


@bp.post("/account/again/options")
def options() -> Response:
    """Give the browser what a passkey of this person must answer."""
    with context.changing() as (session, person):
        token = credentials.sign_in_token()
        told = passkeys.ask(session, person, token, secondly.place())
    return Response(told, content_type="application/json")


@bp.post("/account/again/passkey")
def by_passkey() -> Answer:
    """Take a passkey, and go on."""
    limits.count_account(_email())
    sent, token = secondly.answered(), credentials.sign_in_token()
    try:
        with context.changing() as (session, person):
            passkeys.check(session, person, token, sent.credential, secondly.place())
            token = _renew(session, person)
    except Refused:
        _note_failure()
        raise
    return credentials.remember(jsonify(next=_onwards(sent.next)), token)


def _check(session: Session, person: Person, code: str) -> None:
    if code:
        keys = context.store().settings.secrets()
        factors.check(session, person, code, keys=keys)
    else:
        check_password(session, person, request.form.get("password", ""))


def check_password(session: Session, person: Person, password: str) -> None:
    """Take the password that a person has.

    Raises:
        Refused: It is another, or they have none.
    """
    try:
        passwords.owner(session, person.email, password)
    except Refused as problem:
        raise Refused(_("This is not your password. Try again.")) from problem


def _renew(session: Session, person: Person) -> str:
    return freshness.renew(session, person, credentials.sign_in_token())


def _email() -> str:
    with context.looking() as (_session, person):
        return person.email


def _note_failure() -> None:
    email = _email()
    with context.whole().transaction() as session:
        passwords.note_failure(session, email)


def _onwards(wanted: str) -> str:
    return place_of_ours(wanted, context.routes()) or url_for("help.account")


def _page(form: Form) -> str:
    with context.looking() as (session, person):
        mine = factors.of(session, person)
        by_city = _has_provider(session, person)
    return context.page(
        "again/show.html",
        form=form,
        factors=mine,
        has_password=person.password_hash is not None,
        by_city=by_city,
        minutes=int(freshness.LASTS.total_seconds()) // 60,
    )


def _has_provider(session: Session, person: Person) -> bool:
    try:
        providers.of(session, person.city_id or "")
    except NotFound:
        return False
    return True
