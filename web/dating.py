"""The dates of one document: proposed with their quotes, confirmed by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest

from storage import dating, documents, titles
from storage.planning_models import DatedBy
from web import context
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("dating", __name__)


@bp.get("/documents/<document_id>/dates")
def show(document_id: str) -> str:
    """Show the four dates of a document, and what its text proposes."""
    with context.looking() as (session, person):
        document = context.my_document(session, person, document_id)
        context.my_assessment(session, person, document.assessment_id)
        found = dating.of_document(session, document)
    stands = {one.kind: one for one in found if one.confirmed}
    days = {(one.kind, one.begins, one.ends) for one in stands.values()}
    return context.page(
        "forecasts/dates.html",
        document=document,
        kinds=kind_words(),
        stands=stands,
        proposed=[
            one
            for one in found
            if not one.confirmed and (one.kind, one.begins, one.ends) not in days
        ],
        may_date=context.may("dating.confirm"),
        form=Form(),
    )


@bp.post("/documents/<document_id>/dates")
def confirm(document_id: str) -> Answer:
    """Confirm a proposed date, type one in, or set one aside."""
    form = Form(request.form)
    with context.changing() as (session, person):
        document = documents.visible(session, person, document_id)
        if form["accept"]:
            dating.accept(session, document, form["accept"], by=person)
        elif form["set_aside"]:
            dating.withdraw(session, document, _kind(form["set_aside"]))
        else:
            begins, ends = form.day("begins"), form.day("ends")
            form.require_no_problem()
            if begins is None:
                raise BadRequest(_("Enter the day."))
            dating.confirm(
                session,
                document,
                _kind(form["kind"]),
                by=person,
                begins=begins,
                ends=ends or begins,
            )
    flash(_("The dates of %(name)s are kept.", name=titles.of(document)))
    return redirect(url_for("dating.show", document_id=document_id), 303)


def kind_words() -> dict[DatedBy, str]:
    """What each date is of."""
    return {
        DatedBy.ADOPTED: _("Adopted or in effect"),
        DatedBy.PERIOD: _("Period covered"),
        DatedBy.REVIEWED: _("Last reviewed"),
    }


def _kind(given: str) -> DatedBy:
    if given not in list(DatedBy):
        raise BadRequest(_("Choose what the date is of."))
    return DatedBy(given)
