"""Links as mails had them until November 2026, with their code in the path.

They lead to the page that asks for the code, and put it where it stands now: behind the
hash sign of the address. None is made any more. The last upload link of then ends in
January 2028, and this module with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("former", __name__)


@bp.get("/sign-in/<token>")
def sign_in(token: str) -> Answer:
    """Go on to where a sign-in link is used."""
    return redirect(url_for("signin.ask_code", _anchor=token), 303)


@bp.get("/join/<token>")
def join(token: str) -> Answer:
    """Go on to where an invitation is opened."""
    return redirect(url_for("invitations.ask_code", _anchor=token), 303)


@bp.get("/requests/<token>")
def answer(token: str) -> Answer:
    """Go on to where a request is opened."""
    return redirect(url_for("requests.ask_code", _anchor=token), 303)


@bp.get("/mail/<token>")
def stop(token: str) -> Answer:
    """Go on to where mails are stopped; also for programs that open that address."""
    return redirect(url_for("notices.ask_code", _anchor=token), 303)
