"""Reviewer and city about one criterion: comments, requests, and what answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest

from storage import comments, documents, doubles, requests, rounds
from storage.errors import Refused
from web import context, uploads
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.datastructures import FileStorage
    from werkzeug.wrappers import Response as Answer

    from storage.models import Assessment, Document, Person

bp = Blueprint("talks", __name__)


@bp.get("/assessments/<assessment_id>/criteria/<code>/talk")
def show(assessment_id: str, code: str) -> str:
    """Show what was said and asked about a criterion, and how to answer."""
    return _page(assessment_id, code, Form())


@bp.post("/assessments/<assessment_id>/criteria/<code>/talk")
def say(assessment_id: str, code: str) -> Answer | tuple[str, int]:
    """Say something about a criterion, or about a document for it."""
    form = Form(request.form)
    try:
        with context.changing() as (session, person):
            assessment, known = _about(session, person, assessment_id, code)
            about = _document(session, person, assessment, form["document"])
            comments.say(
                session, assessment, known, form["text"], by=person, document=about
            )
    except Refused as problem:
        form.problems["text"] = problem.sentence
        return _page(assessment_id, code, form), 400
    flash(_("Your comment is kept."))
    return back(assessment_id, code)


@bp.post("/assessments/<assessment_id>/criteria/<code>/asking")
def ask(assessment_id: str, code: str) -> Answer | tuple[str, int]:
    """Ask the city for more evidence by a day."""
    form = Form(request.form)
    due = form.day("due")
    if due is None:
        form.problems.setdefault("due", _("Choose the day it is due."))
        return _page(assessment_id, code, form), 400
    try:
        with context.changing() as (session, person):
            assessment, known = _about(session, person, assessment_id, code)
            about = _document(session, person, assessment, form["document"])
            requests.ask_city(
                session,
                assessment,
                known,
                by=person,
                due=due,
                note=form["note"],
                document=about,
            )
    except Refused as problem:
        form.problems["note"] = problem.sentence
        return _page(assessment_id, code, form), 400
    flash(_("The city sees your request."))
    return back(assessment_id, code)


@bp.post("/assessments/<assessment_id>/requests/<request_id>/answers")
def answer(assessment_id: str, request_id: str) -> Answer:
    """Keep the files with which the city answers a request."""
    files = uploads.chosen()
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = requests.get(session, assessment, request_id)
        rounds.require_open(session, assessment)
        requests.check_room(found, len(files))
        code = found.criterion
    if not files:
        raise BadRequest(_("Choose one or more files, then send them."))
    if uploads.take(files, lambda file: _take(assessment_id, request_id, file)):
        flash(_("Thank you. What you sent is kept, and a reviewer will look at it."))
    return back(assessment_id, code)


def _take(assessment_id: str, request_id: str, file: FileStorage) -> None:
    """Bytes first, then the rows, then word to the workers."""
    blob = uploads.keep(file)
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = requests.get(session, assessment, request_id)
        name = file.filename or ""
        document = documents.receive(session, assessment, name, blob, by=person)
        requests.answered(session, found, document, name=person.called)
        document_id = document.id
    context.store().queue.nudge(document_id)


def _about(
    session: Session, person: Person, assessment_id: str, code: str
) -> tuple[Assessment, str]:
    assessment = context.my_assessment(session, person, assessment_id)
    return assessment, context.standard_of(assessment).criterion(code).code


def _document(
    session: Session, person: Person, assessment: Assessment, document_id: str
) -> Document | None:
    """The document that was chosen, if it is one of this assessment."""
    if not document_id:
        return None
    found = documents.visible(session, person, document_id)
    if found.assessment_id != assessment.id:
        raise Refused("Choose a document of this assessment.")
    return found


def back(assessment_id: str, code: str) -> Answer:
    """Go back to the page of a criterion."""
    address = url_for("talks.show", assessment_id=assessment_id, code=code)
    return redirect(address, 303)


def _page(assessment_id: str, code: str, form: Form) -> str:
    with context.looking() as (session, person):
        assessment, known = _about(session, person, assessment_id, code)
        said = comments.heard(session, person, assessment, known)
        asked = [
            one
            for one in requests.listed(session, assessment)
            if one.to_city and one.criterion == known
        ]
        here = rounds.of(session, assessment.id)
        is_blind = doubles.rule(session, assessment.id).is_blind
        named = documents.names(session, assessment)
    if not form.given:
        form = Form({"document": request.args.get("document", "")})
    return context.page(
        "talks/show.html",
        criterion=context.standard_of(assessment).criterion(known),
        said=said,
        is_blind=is_blind,
        asked=asked,
        named=named,
        locked=rounds.refusal(here).sentence if here.is_locked else "",
        may_ask=context.may("talks.ask"),
        may_answer=context.may("talks.answer"),
        withdrawable={one.id for one in asked if requests.may_withdraw(one, person)},
        form=form,
    )
