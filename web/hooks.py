"""Webhooks: where other programs are told what happens here, for the lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import hooks
from storage.errors import Refused
from web import context
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("hooks", __name__)

# Flashed under this name, a message is a secret that is shown once.
SECRET = "secret"  # noqa: S105 - the name of a kind of message


@bp.get("/hooks")
def listed() -> str:
    """List the addresses that are told, and the log of what was told."""
    return _page(Form())


@bp.post("/hooks")
def add() -> Answer | tuple[str, int]:
    """Allow an address, and show its secret this once."""
    form, settings = Form(request.form), context.store().settings
    try:
        with context.changing() as (session, lead):
            made = hooks.add(session, form["address"], inside=settings.inside, by=lead)
    except Refused as problem:
        form.problems["address"] = problem.sentence
        return _page(form), 400
    flash(hooks.secret(made.id, key=settings.secret()), SECRET)
    return redirect(url_for("hooks.listed"), 303)


@bp.post("/hooks/<hook_id>/removal")
def remove(hook_id: str) -> Answer:
    """Tell an address no more."""
    with context.changing() as (session, _lead):
        gone = hooks.remove(session, hook_id)
    flash(_("%(address)s is told no more.", address=gone.address))
    return redirect(url_for("hooks.listed"), 303)


@bp.post("/hooks/deliveries/<delivery_id>")
def resend(delivery_id: str) -> Answer:
    """Tell something once more."""
    with context.changing() as (session, _lead):
        hooks.resend(session, delivery_id)
    flash(_("It will be told again within seconds."))
    return redirect(url_for("hooks.listed"), 303)


def _page(form: Form) -> str:
    with context.looking() as (session, _lead):
        here = hooks.hooks(session)
        log = hooks.log(session)
    return context.page("hooks/list.html", hooks=here, log=log, form=form)
