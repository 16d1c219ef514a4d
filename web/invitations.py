"""Invitations: the lead's list, and the page on which somebody accepts one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import assessments, invitations
from storage.access_models import InvitationState
from storage.errors import Refused
from storage.models import Role
from web import codes, context, people, signin
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("invitations", __name__)

# Flashed under this name, a message is an address to be handed on.
LINK = "link"
ASKING = "invitations/code.html"


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
        form.problems[people.blamed(form)] = problem.sentence
        return _page(form), 400
    token = invitations.token(made, key=key)
    flash(codes.link("invitations.ask_code", token), LINK)
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


@bp.get("/join")
def ask_code() -> str:
    """Ask for the code of an invitation."""
    return codes.ask(ASKING)


@bp.post("/join")
def bring() -> Answer | tuple[str, int]:
    """Open an invitation by its code, which is not used up by that."""
    return codes.bring(ASKING, invitations.opened, "invitations.show")


@bp.get("/join/invitation")
def show() -> Answer | str | tuple[str, int]:
    """Show whom an invitation is for, and ask for a name and a password."""
    code = codes.kept()
    if not code:
        return redirect(url_for("invitations.ask_code"), 303)
    return _join(code, Form())


@bp.post("/join/invitation")
def accept() -> Answer | str | tuple[str, int]:
    """Accept an invitation, and sign in."""
    form, token = Form(request.form), codes.sent()
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
        return codes.ask_again(ASKING, problem)
    shown = context.page(
        "invitations/join.html", invitation=found, form=form, code=token
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
