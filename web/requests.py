"""Requests to departments: a letter for a gap, and the upload link that answers it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest

from storage import documents, requests, rounds
from storage.documents import About
from storage.errors import NotFound
from web import codes, context, scorecard, talks, uploads, walls
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage
    from werkzeug.wrappers import Response as Answer

    from storage.planning_models import EvidenceRequest

bp = Blueprint("requests", __name__)

ASKING = "requests/code.html"


@bp.get("/assessments/<assessment_id>/requests")
def listed(assessment_id: str) -> str:
    """List the requests with what came in, and a form for another."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
        found = requests.listed(session, assessment)
    given = {"criterion": request.args.get("criterion", "")}
    return context.page(
        "requests/list.html",
        standard=context.standard_of(assessment),
        gaps=scorecard.nearest_first(score),
        requests=found,
        form=Form(given),
        may_ask=context.may("requests.ask"),
        mails=bool(context.store().settings.mail_url),
    )


@bp.post("/assessments/<assessment_id>/requests")
def ask(assessment_id: str) -> Answer:
    """Write a letter to a department."""
    form = Form(request.form)
    due = form.day("due")
    if due is None:
        raise BadRequest(form.problems.get("due", _("Choose the day it is due.")))
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        criterion = context.standard_of(assessment).criterion(form["criterion"])
        made = requests.ask(
            session,
            assessment,
            criterion.code,
            by=person,
            department=form["department"],
            due=due,
            email=form["email"],
            note=form["note"],
        )
    address = url_for(
        "requests.letter", assessment_id=assessment_id, request_id=made.id
    )
    return redirect(address, 303)


@bp.get("/assessments/<assessment_id>/requests/<request_id>")
def letter(assessment_id: str, request_id: str) -> str | Answer:
    """Show the letter, to be copied or printed, with its upload link."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = requests.get(session, assessment, request_id)
        gap = scorecard.scored(session, assessment).gap(found.criterion)
    if found.to_city:
        return talks.back(assessment_id, found.criterion)
    return context.page(
        "requests/letter.html",
        request_row=found,
        criterion=context.standard_of(assessment).criterion(found.criterion),
        gap=gap,
        address=_address(found),
    )


@bp.post("/assessments/<assessment_id>/requests/<request_id>/withdrawal")
def withdraw(assessment_id: str, request_id: str) -> Answer:
    """Withdraw a request, and close its upload link."""
    with context.changing() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        found = requests.get(session, assessment, request_id)
        requests.withdraw(session, found, by=person)
    if found.to_city:
        flash(_("The request is withdrawn. The city sees that, too."))
        return talks.back(assessment_id, found.criterion)
    flash(_("The request is closed, and its upload link does not work any more."))
    return redirect(url_for("requests.listed", assessment_id=assessment_id), 303)


@bp.get("/requests")
def ask_code() -> str:
    """Ask a department for the code of its upload link."""
    return codes.ask(ASKING)


@bp.post("/requests")
def bring() -> Answer | tuple[str, int]:
    """Open a request by its code."""
    look = partial(requests.by_token, keys=_keys())
    return codes.bring(ASKING, look, "requests.answer_form")


@bp.get("/requests/opened")
def answer_form() -> Answer | str | tuple[str, int]:
    """Show a department what is asked, and take its files. Needs no account."""
    token = codes.kept()
    if not token:
        return redirect(url_for("requests.ask_code"), 303)
    try:
        with context.whole().snapshot() as session:
            found, assessment = requests.by_token(session, token, keys=_keys())
            walls.keep_to(session, assessment.city_id)
            context.know(session, assessment)
            is_locked = rounds.of(session, assessment.id).is_locked
    except NotFound as problem:
        return codes.ask_again(ASKING, problem)
    return context.page(
        "requests/answer.html",
        code=token,
        request_row=found,
        city=assessment.city,
        criterion=context.standard_of(assessment).criterion(found.criterion),
        most=context.store().settings.max_upload_mb,
        locked=is_locked,
    )


@bp.post("/requests/opened")
def answer() -> Answer:
    """Keep what a department sends: linked to what was asked, and undecided."""
    token = codes.sent()
    files = uploads.chosen()
    with context.whole().snapshot() as session:
        found, _assessment = requests.by_token(session, token, keys=_keys())
        requests.check_room(found, len(files))
    if not files:
        raise BadRequest(_("Choose one or more files, then send them."))
    name = request.form.get("name", "")
    kept = uploads.take(files, lambda file: _take(token, file, name))
    codes.keep(token)  # another may have been opened meanwhile
    if kept:
        flash(_("Thank you. What you sent is kept, and a reviewer will look at it."))
    return redirect(url_for("requests.answer_form"), 303)


def _take(token: str, file: FileStorage, name: str) -> None:
    """Bytes first, then the rows, then word to the workers."""
    blob = uploads.keep(file)
    with context.whole().transaction() as session:
        found, assessment = requests.by_token(session, token, keys=_keys())
        walls.keep_to(session, assessment.city_id)
        context.act_as(session, found.department)
        document = documents.receive(
            session,
            assessment,
            file.filename or "",
            blob,
            about=About(note=_note(found, name)),
            confidential=request.form.get("confidential") == "yes",
        )
        requests.answered(session, found, document, name=name)
        document_id = document.id
    context.store().queue.nudge(document_id)


def _note(found: EvidenceRequest, name: str) -> str:
    who = f"{name.strip()}, {found.department}" if name.strip() else found.department
    return _("Sent by %(who)s for %(code)s.", who=who[:200], code=found.criterion)


def _address(found: EvidenceRequest) -> str:
    return codes.link("requests.ask_code", requests.token(found, key=_keys()[0]))


def _keys() -> tuple[str, ...]:
    return context.store().settings.secrets()
