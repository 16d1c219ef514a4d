"""The review queue, and one link to be confirmed or rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from werkzeug.exceptions import BadRequest

from criteria.evidence import Reason, Standing
from storage import (
    decisions,
    documents,
    links,
    metrics,
    presence,
    queued,
    titles,
    views,
)
from storage.errors import Conflict, NotFound, Refused
from storage.models import Verdict
from storage.votes import OF_TWO, Manner
from web import ahead, context, desk, filters, gone, keys, words
from web.forms import LONGEST_TEXT, Form
from web.texts import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.models import Decision, Link, Person

bp = Blueprint("review", __name__)

LISTED_AT_ONCE = 50
# What a browser loads ahead: the link that a script has marked.
AHEAD = '"/static/ahead.json"'


@bp.get("/assessments/<assessment_id>/review")
def queue(assessment_id: str) -> str:
    """List the links that pass the filters in the address, the best first."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        standard = context.standard_of(assessment)
        choice = filters.chosen(request.args, standard)
        chosen = desk.lined_up(session, person, assessment, choice)
        found = queued.lines(session, assessment, chosen, limit=LISTED_AT_ONCE)
        named = documents.names(session, assessment)
        last = desk.undoable(session, assessment, person)
        left_out = bool(chosen.without)
        saved = views.of(session, assessment, person)
    return context.page(
        "review/queue.html",
        standard=standard,
        choice=choice,
        links=found,
        documents=named,
        statements=words.statements(),
        most=LISTED_AT_ONCE,
        undoable=last,
        left_out=left_out,
        saved=saved,
    )


@bp.get("/links/<link_id>")
def link(link_id: str) -> Response:
    """Show one link: its passage on its page, its criterion, the queue around it."""
    response = make_response(_page(link_id))
    response.headers["Speculation-Rules"] = AHEAD
    return response


@bp.post("/links/<link_id>/opening")
def enter(link_id: str) -> tuple[str, int]:
    """Note that somebody has this link before them."""
    with context.changing() as (session, person):
        presence.enter(session, links.visible(session, person, link_id), person)
    return "", 204


@bp.post("/links/<link_id>/decision")
def decide(link_id: str) -> Answer | tuple[str, int]:
    """Confirm or reject a link or leave it to the lead, and go on to the next."""
    form = Form(request.form)
    verdict, reason = verdict_of(form)
    dated = form.day("dated")
    form.require_no_problem()
    try:
        with context.changing() as (session, person):
            found = links.visible(session, person, link_id)
            goes_on = following(session, person, found)
            made = decisions.decide(
                session,
                link_id,
                verdict,
                by=person,
                seen=_seen(form),
                reason=reason,
                note=form["note"][:LONGEST_TEXT],
                items=_items(found),
                dated=dated,
                manner=Manner(
                    seconds_of(form), key=_key(form), clause=clause(form, found)
                ),
            )
            _tell_if_final(session, found, made)
    except (Conflict, Refused) as problem:
        return _refused(link_id, problem, note=form["note"])
    except NotFound:
        if not form["document"]:
            raise
        metrics.conflicted()
        return gone.page(form), 409
    return redirect(goes_on, 303)


@bp.post("/links/<link_id>/undoing")
def take_back(link_id: str) -> Answer | tuple[str, int]:
    """Take the decision that stands back, and show the link again."""
    try:
        with context.changing() as (session, person):
            links.visible(session, person, link_id)
            decisions.take_back(
                session, link_id, by=person, seen=_seen(Form(request.form))
            )
    except (Conflict, Refused) as problem:
        return _refused(link_id, problem)
    return redirect(address("review.link", link_id=link_id), 303)


def _tell_if_final(session: Session, found: Link, made: Decision) -> None:
    """Say what was decided where no Undo will: once both votes are in."""
    if made.way not in OF_TWO:
        return
    session.refresh(found, ["standing", "for_lead"])
    if found.standing is Standing.UNDECIDED and not found.for_lead:
        return
    flash(
        _(
            "%(what)s: %(name)s for %(code)s. Both reviewers have voted, so it is not "
            "taken back any more.",
            what=words.in_words(made.verdict),
            name=titles.of(found.document),
            code=found.criterion,
        )
    )


def _refused(
    link_id: str, problem: Conflict | Refused, *, note: str = ""
) -> tuple[str, int]:
    """Show the link as it stands, and why nothing was done about it."""
    if isinstance(problem, Conflict):
        metrics.conflicted()
    page = _page(link_id, refused=problem.sentence, note=note)
    return page, 409 if isinstance(problem, Conflict) else 400


def _page(link_id: str, *, refused: str = "", note: str = "") -> str:
    with context.looking() as (session, person):
        found = context.my_link(session, person, link_id)
        assessment = context.my_assessment(session, person, found.assessment_id)
        choice = filters.chosen(request.args, context.standard_of(assessment))
        laid = desk.lay_out(session, person, found, assessment, choice)
    return context.page(
        "review/link.html",
        desk=laid,
        reasons=words.reasons(),
        keys=keys.listed(),
        refused=refused,
        note=note,
        may_judge=context.may("review.decide"),
        ahead=ahead.is_asked(),
    )


def following(session: Session, person: Person, found: Link) -> str:
    """Where to go on once this link is decided: the next one, or the queue."""
    assessment = context.my_assessment(session, person, found.assessment_id)
    standard = context.standard_of(assessment)
    choice = filters.chosen(request.args, standard)
    chosen = desk.lined_up(session, person, assessment, choice)
    following = queued.next_after(session, assessment, chosen, found)
    if following is None:
        return address("review.queue", assessment_id=assessment.id)
    return address("review.link", link_id=following)


def address(endpoint: str, **values: str) -> str:
    """An address with the filters of this one, so that they are kept on the way."""
    return url_for(endpoint, _anchor=None, **cast("dict[str, Any]", kept() | values))


def kept() -> dict[str, str]:
    """The filters in the address of this page."""
    return {name: request.args[name] for name in filters.KEPT if name in request.args}


def verdict_of(form: Form) -> tuple[Verdict, Reason | None]:
    """What a form says about a link; a reason alone rejects it."""
    if form["reason"] in list(Reason):
        return Verdict.REJECTED, Reason(form["reason"])
    if form["verdict"] in (Verdict.CONFIRMED, Verdict.UNSURE):
        return Verdict(form["verdict"]), None
    raise BadRequest(_("Confirm the link, or choose a reason to reject it."))


def _seen(form: Form) -> int:
    seen = form["seen"]
    if not seen.isdecimal():
        raise BadRequest(_("The form was incomplete. Open the link again."))
    return int(seen)


def _key(form: Form) -> int | None:
    """The ordinal of the passage that was chosen as the key one, if any was."""
    return int(form["key"]) if form["key"].isdecimal() else None


def clause(form: Form, found: Link) -> str:
    """The item that a reason to reject is about; empty for the whole criterion."""
    return form["clause"] if form["clause"] in _known(found) else ""


def seconds_of(form: Form) -> int | None:
    """How long the page was in use, as a script has counted; None without one."""
    return int(form["seconds"]) if form["seconds"].isdecimal() else None


def _items(found: Link) -> list[str] | None:
    """The items that were ticked, of those the criterion has; None if it has none."""
    known = _known(found)
    if not known:
        return None
    return [code for code in request.form.getlist("item") if code in known]


def _known(found: Link) -> list[str]:
    """The items of a link's criterion."""
    assessed = context.standard_of(context.assessment())
    return [item.code for item in assessed.criterion(found.criterion).items]
