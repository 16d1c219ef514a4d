"""Invitations: the lead's list, and the page on which somebody accepts one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import assessments, invitations
from storage.access_models import InvitationState
from storage.errors import Refused
from storage.models import Role
from web import context, signin
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("invitations", __name__)

# Flashed under this name, a message is an address to be handed on.
LINK = "link"


@bp.get("/invitations")
def listed() -> str:
    """List the invitations, with a form for another."""
    return _page(Form(request.args))


@bp.post("/invitations")
def invite() -> Answer | tuple[str, int]:
    """Invite somebody, and show the link to hand over."""
    form = Form(request.form)
    email = form.needed("email", _("Enter an e-mail address."))
    if form["role"] not in list(Role):
        form.problems["role"] = _("Choose what the person does.")
    if form.problems:
        return _page(form), 400
    key = context.store().settings.secret()
    try:
        with context.changing() as (session, lead):
            city = assessments.city(session, form["city"]) if form["city"] else None
            made = invitations.invite(
                session, email, Role(form["role"]), city=city, by=lead, key=key
            )
    except Refused as problem:
        form.problems["email"] = problem.sentence
        return _page(form), 400
    link = url_for("invitations.show", token=invitations.token(made, key=key))
    flash(f"{context.store().settings.address}{link}", LINK)
    flash(
        _(
            "Give this link to %(email)s. It works once, within seven days.",
            email=made.email,
        )
    )
    return redirect(url_for("invitations.listed"), 303)


@bp.post("/invitations/<invitation_id>/removal")
def revoke(invitation_id: str) -> Answer:
    """Take an invitation back."""
    with context.changing() as (session, _lead):
        found = invitations.revoke(session, invitation_id)
    flash(_("The invitation of %(email)s is taken back.", email=found.email))
    return redirect(url_for("invitations.listed"), 303)


@bp.get("/join/<token>")
def show(token: str) -> str | tuple[str, int]:
    """Show whom an invitation is for, and ask for a name and a password."""
    return _join(token, Form())


@bp.post("/join/<token>")
def accept(token: str) -> Answer | str | tuple[str, int]:
    """Accept an invitation, and sign in."""
    form = Form(request.form)
    name = form.needed("name", _("Enter the name that others see."))
    password = request.form.get("password", "")
    if form.problems:
        return _join(token, form)
    try:
        with context.whole().transaction() as session:
            context.act_as(session, name)
            person = invitations.accept(session, token, name=name, password=password)
            entry = signin.admit(session, person)
    except Refused as problem:
        form.problems["password"] = problem.sentence
        return _join(token, form)
    return signin.welcome(entry, "")


def _join(token: str, form: Form) -> str | tuple[str, int]:
    try:
        with context.whole().snapshot() as session:
            found = invitations.opened(session, token)
    except Refused as problem:
        gone = context.page("invitations/gone.html", sentence=problem.sentence)
        return gone, 400
    shown = context.page(
        "invitations/join.html", invitation=found, form=form, link=token
    )
    return (shown, 400) if form.problems else shown


def _page(form: Form) -> str:
    with context.looking() as (session, _lead):
        found = invitations.listed(session)
        cities = assessments.cities(session)
    return context.page(
        "invitations/list.html",
        invitations=found,
        is_open=InvitationState.OPEN,
        cities=cities,
        roles=list(Role),
        form=form,
    )
