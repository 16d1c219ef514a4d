"""Signing in by a city's own service, and the lead's page that registers one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, session, url_for

from storage import assessments, passwords, providers, sealing
from storage.errors import NotFound, OutOfReach, Refused
from web import context, credentials, issuers, signin
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("providers", __name__)

# What was asked stands here, signed, in the browser that was sent away.
ASKED = "issuer"


@bp.get("/sign-in/city/<city_id>")
def leave(city_id: str) -> Answer:
    """Send the browser to the sign-in service of a city."""
    with context.whole().snapshot() as db:
        provider = providers.of(db, city_id)
    asked = issuers.ask()
    session[ASKED] = asdict(asked) | {
        "city": city_id,
        "next": request.args.get("next", ""),
    }
    anew = "anew" in request.args
    return redirect(issuers.address(provider, asked, back=_back(), anew=anew), 303)


@bp.get("/sign-in/return")
def come_back() -> Answer:
    """Sign in whom the service of a city has let in."""
    kept = session.pop(ASKED, None)
    if not isinstance(kept, dict):
        raise Refused(issuers.UNFIT)
    wanted, city_id = kept.pop("next"), kept.pop("city")
    with context.whole().snapshot() as db:
        provider = providers.of(db, city_id)
    known = issuers.known(
        provider,
        issuers.Asked(**kept),
        request.args,
        secret=sealing.unseal(provider.sealed, keys=context.store().settings.secrets()),
        back=_back(),
    )
    try:
        with context.whole().transaction() as db:
            found = providers.owner(db, provider, known.subject, known.email)
            entry = signin.admit(db, found)
    except Refused:
        with context.whole().transaction() as db:
            passwords.note_failure(db, known.email)
        raise
    return signin.welcome(entry, wanted)


@bp.get("/cities/<city_id>/provider")
def show(city_id: str) -> str:
    """Show the sign-in service of a city, with a form to register one."""
    return _page(city_id, Form())


@bp.post("/cities/<city_id>/provider")
def register(city_id: str) -> Answer | tuple[str, int]:
    """Register the sign-in service of a city, after it has answered."""
    form = Form(request.form)
    issuer = form.needed("issuer", _("Enter the address of the issuer."))
    client_id = form.needed("client_id", _("Enter the id that the service gave Assay."))
    secret = form.needed("secret", _("Enter the secret that the service gave Assay."))
    context.let_in()  # nobody but the lead has anything fetched
    try:
        if form.problems:
            return _page(city_id, form), 400
        endpoints = issuers.discover(issuer, plain=not credentials.is_secure())
        with context.changing() as (db, _lead):
            providers.register(
                db,
                assessments.city(db, city_id),
                endpoints=endpoints,
                client_id=client_id,
                secret=secret,
                key=context.store().settings.secret(),
            )
    except (Refused, OutOfReach) as problem:
        form.problems["issuer"] = problem.sentence
        return _page(city_id, form), 400
    flash(_("The sign-in service is registered."))
    return redirect(url_for("providers.show", city_id=city_id), 303)


@bp.post("/cities/<city_id>/provider/removal")
def remove(city_id: str) -> Answer:
    """Have nobody sign in by a city's service any more."""
    with context.changing() as (db, _lead):
        providers.remove(db, city_id)
    flash(_("The sign-in service is removed."))
    return redirect(url_for("providers.show", city_id=city_id), 303)


def _back() -> str:
    """Where services send browsers back to; they know it in advance."""
    return f"{context.store().settings.address}{url_for('providers.come_back')}"


def _page(city_id: str, form: Form) -> str:
    with context.looking() as (db, _lead):
        city = assessments.city(db, city_id)
        try:
            provider = providers.of(db, city_id)
        except NotFound:
            provider = None
    return context.page(
        "providers/show.html", city=city, provider=provider, back=_back(), form=form
    )
