"""How Assay works, in short; the keys; and each person's own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import notices, passwords, people
from storage.errors import Refused
from web import again, context, credentials, keys, limits, texts, topics, words
from web.addresses import place_of_ours
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("help", __name__)
LANGUAGE_SECONDS = 365 * 24 * 3600


@bp.get("/help")
def show() -> str:
    """Show the help."""
    context.let_in()
    return context.page(
        "help/show.html",
        keys=keys.listed(),
        statements=words.statements(),
        reasons=words.reasons(),
        topics=topics.topics(),
    )


@bp.get("/account")
def account() -> str:
    """Show what a person can set for themselves."""
    return _account(Form())


@bp.post("/account/keys")
def switch_keys() -> Answer:
    """Switch single-key shortcuts on or off, for this person in every browser."""
    on = request.form.get("on") == "yes"
    with context.changing() as (_session, person):
        person.keys_on = on
    said = _("Keyboard shortcuts are on.") if on else _("Keyboard shortcuts are off.")
    flash(said)
    return redirect(url_for("help.account"), 303)


@bp.post("/account/password")
def set_password() -> Answer | tuple[str, int]:
    """Give oneself a password, and sign out of every browser but this.

    Who has one shows it.
    """
    form = Form(request.form)
    with context.looking() as (_session, person):
        has_one, email = person.password_hash is not None, person.email
    if has_one:
        limits.count_account(email)
    field = "current" if has_one else "password"
    try:
        with context.changing() as (session, person):
            if has_one:
                again.check_password(session, person, request.form.get("current", ""))
            field = "password"
            passwords.give(session, person, request.form.get("password", ""))
            token = people.start_session(session, person)
    except Refused as problem:
        form.problems[field] = problem.sentence
        return _account(form), 400
    flash(_("The password is set. You are signed out of every other browser."))
    return credentials.remember(redirect(url_for("help.account"), 303), token)


@bp.post("/account/sign-out")
def sign_out_others() -> Answer:
    """Sign out of every browser but this, whose proof is made anew."""
    with context.changing() as (session, person):
        people.end_sessions(session, person)
        token = people.start_session(session, person)
    flash(_("You are signed out of every other browser."))
    return credentials.remember(redirect(url_for("help.account"), 303), token)


@bp.post("/language")
def choose_language() -> Answer:
    """Remember in which language this browser shows pages."""
    wanted = request.form.get("language", "")
    place = place_of_ours(request.form.get("back", ""), context.routes())
    answer = redirect(place or "/", 303)
    if wanted in texts.offered():
        _keep_language(wanted)
        answer.set_cookie(
            "language",
            wanted,
            max_age=LANGUAGE_SECONDS,
            secure=credentials.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return answer


def _keep_language(wanted: str) -> None:
    """Have mails speak the language that somebody who has signed in has chosen."""
    with context.whole().transaction() as session:
        person = people.by_session(session, credentials.sign_in_token())
        if person is not None:
            person.language = wanted


def _account(form: Form) -> str:
    with context.looking() as (session, person):
        browsers = people.sessions(session, person, credentials.sign_in_token())
        stopped = notices.stopped(session, person.email)
    return context.page(
        "help/account.html",
        form=form,
        browsers=browsers,
        told=notices.TOLD[person.role],
        stopped=stopped,
        mails=bool(context.store().settings.mail_url),
    )
