"""A person's own page of second factors, and what it shares with the doorstep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import segno
from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for

from storage import factors, passkeys
from storage.errors import Refused
from web import context, credentials
from web.addresses import parted
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("secondly", __name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a script sends of a passkey: its answer, a name, where to go on."""

    credential: dict[str, Any]
    name: str
    next: str


@bp.get("/account/factors")
def show() -> str:
    """Show one's second factors."""
    with context.looking() as (session, person):
        mine = factors.of(session, person)
        needed = person.role in context.store().settings.second_factor_roles
    return context.page("secondly/show.html", factors=mine, needed=needed)


@bp.post("/account/factors/app")
def begin_app() -> str:
    """Show the picture that an authenticator app reads."""
    keys = context.store().settings.secrets()
    with context.changing() as (session, person):
        factors.begin_app(session, person, keys=keys)
        address = factors.app_address(session, person, keys=keys)
    return app_page("secondly.confirm_app", address, Form())


@bp.post("/account/factors/first-code")
def confirm_app() -> Answer | tuple[str, int]:
    """Keep the app once its first code is right."""
    form, keys, address = Form(request.form), context.store().settings.secrets(), ""
    try:
        with context.changing() as (session, person):
            address = factors.app_address(session, person, keys=keys)
            factors.confirm_app(session, person, form["code"], keys=keys)
    except Refused as problem:
        if not address:
            raise
        form.problems["code"] = problem.sentence
        return app_page("secondly.confirm_app", address, form), 400
    flash(_("The authenticator app is set up."))
    return redirect(url_for("secondly.show"), 303)


@bp.post("/account/factors/options")
def options() -> Response:
    """Give the browser what a new passkey must answer."""
    with context.changing() as (session, person):
        token = credentials.sign_in_token()
        told = passkeys.ask_new(session, person, token, place())
    return Response(told, content_type="application/json")


@bp.post("/account/factors/passkey")
def add_passkey() -> Response:
    """Keep a new passkey."""
    with context.changing() as (session, person):
        answer = answered()
        token = credentials.sign_in_token()
        passkeys.add(
            session, person, token, answer.credential, place(), name=answer.name
        )
    flash(_("The passkey is kept."))
    return jsonify(next=url_for("secondly.show"))


@bp.post("/account/factors/codes")
def make_codes() -> str:
    """Make recovery codes, and show them this once."""
    with context.changing() as (session, person):
        codes = factors.make_codes(session, person)
    return context.page("secondly/codes.html", codes=codes)


@bp.post("/account/factors/removal")
def remove() -> Answer:
    """Take one factor of one's own away."""
    with context.changing() as (session, person):
        factors.remove(session, person, request.form.get("which", ""))
    flash(_("It is removed."))
    return redirect(url_for("secondly.show"), 303)


def place() -> passkeys.Place:
    """Where passkeys belong: the address people open, or the one that was opened."""
    settings = context.store().settings
    origin = settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    return passkeys.Place(parted(origin).hostname or "", origin)


def answered() -> Answered:
    """What a script sent of a passkey.

    Raises:
        Refused: It is nothing of the kind.
    """
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("credential"), dict):
        raise Refused(passkeys.UNFIT)
    name, going = str(sent.get("name", "")), str(sent.get("next", ""))
    return Answered(sent["credential"], name, going)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for cameras: its width in squares, and a path of the dark ones."""

    width: int
    path: str


def drawn(address: str) -> Picture:
    """An address as a picture for cameras."""
    rows = list(segno.make(address, error="m").matrix_iter(border=4))
    path = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return Picture(len(rows), path)


def app_page(confirming: str, address: str, form: Form) -> str:
    """The picture that an app reads, and a field for its first code.

    ``confirming`` is the endpoint that takes the code.
    """
    secret = parse_qs(parted(address).query)["secret"][0]
    return context.page(
        "secondly/app.html",
        picture=drawn(address),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        confirm=url_for(confirming),
        form=form,
    )
