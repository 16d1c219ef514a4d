"""Personal tokens: what somebody's programs show at the addresses for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import tokens
from storage.errors import Refused
from storage.tokens import DAYS, OF_ROLE, Scope
from web import context
from web.forms import LONGEST_LINE, Form
from web.texts import _, ngettext

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("tokens", __name__)

USUAL_DAYS = 90


@bp.get("/account/tokens")
def listed() -> str:
    """List one's own tokens, with a form to make one."""
    return _page(Form({"days": str(USUAL_DAYS)}))


@bp.post("/account/tokens")
def make() -> tuple[str, int]:
    """Make a token and show it, this once."""
    form = Form(request.form)
    asked = request.form.getlist("scope")
    scopes = [scope for scope in Scope if scope in asked]
    days = int(form["days"]) if form["days"].isdecimal() else 0
    try:
        with context.changing() as (session, person):
            name = form["name"][:LONGEST_LINE]
            made = tokens.make(session, person, name, scopes, days=days)
    except Refused as problem:
        form.problems["name"] = problem.sentence
        return _page(form), 400
    return _page(Form({"days": str(USUAL_DAYS)}), made=made), 201


@bp.post("/account/tokens/<token_id>/revocation")
def revoke(token_id: str) -> Answer:
    """End one of one's own tokens."""
    with context.changing() as (session, person):
        ended = tokens.revoke(session, person, token_id)
    flash(
        _(
            "The token %(name)s is revoked. Nothing can use it any more.",
            name=ended.name,
        )
    )
    return redirect(url_for("tokens.listed"), 303)


def _page(form: Form, *, made: str = "") -> str:
    with context.looking() as (session, person):
        found = tokens.listed(session, person)
    told = _scopes()
    return context.page(
        "tokens/list.html",
        form=form,
        made=made,
        tokens=found,
        scopes=told,
        for_role=[(scope, told[scope]) for scope in OF_ROLE[person.role]],
        ticked=request.form.getlist("scope") if form.problems else [Scope.READ],
        days=[(str(n), ngettext("%(num)s day", "%(num)s days", n)) for n in DAYS],
    )


def _scopes() -> dict[str, str]:
    return {
        Scope.READ: _("Read what you can see"),
        Scope.UPLOAD: _("Give documents"),
        Scope.JUDGE: _("Confirm and reject links"),
        Scope.LEAD: _("Read the rules in force"),
    }
