"""The round of an assessment: where it is, whose move is next, and the moves so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest

from criteria.review import rounds as stages
from criteria.review.rounds import Move, Party, Stage
from storage import links, requests, rounds, titles
from storage.errors import Refused
from storage.models import Role
from web import context
from web.forms import LONGEST_TEXT, Form
from web.texts import _, day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.models import Assessment, Person
    from storage.round_models import RoundEvent
    from storage.rounds import Round

bp = Blueprint("rounds", __name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of this round's line."""

    stage: Stage
    is_over: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Where an assessment is, as a page shows it to one person."""

    here: Round
    line: Sequence[Step]
    moves: Sequence[Move]
    next_steps: Sequence[tuple[Role, str]]
    last: RoundEvent | None

    @property
    def mine(self) -> Move | None:
        """The one move that is next for this person, if it is theirs."""
        return self.moves[0] if self.moves else None


@bp.get("/assessments/<assessment_id>/round")
def show(assessment_id: str) -> str:
    """Show where the assessment is, and what may be done next."""
    return _page(assessment_id, Form())


@bp.post("/assessments/<assessment_id>/round")
def move(assessment_id: str) -> Answer | tuple[str, int]:
    """Take the assessment to its next stage."""
    form = Form(request.form)
    if form["move"] not in list(Move):
        raise BadRequest(_("Choose one of the steps on the page of the round."))
    wanted = Move(form["move"])
    try:
        with context.changing() as (session, person):
            assessment = context.my_assessment(session, person, assessment_id)
            why = form["why"][:LONGEST_TEXT]
            rounds.move(session, assessment, wanted, by=person, why=why)
    except Refused as problem:
        form.problems["why"] = problem.sentence
        return _page(assessment_id, form), 400
    flash(_done()[wanted])
    return redirect(url_for("rounds.show", assessment_id=assessment_id), 303)


@bp.post("/links/<link_id>/exception")
def allow(link_id: str) -> Answer | tuple[str, int]:
    """Let this round reject a link that an earlier one let stand."""
    form = Form(request.form)
    try:
        with context.changing() as (session, person):
            link = links.visible(session, person, link_id)
            assessment_id = link.assessment_id
            rounds.make_exception(
                session, link, form["reason"][:LONGEST_TEXT], by=person
            )
    except Refused as problem:
        form.problems["reason"] = problem.sentence
        return _page(assessment_id, form), 400
    flash(_("The exception is kept, and the report tells of it."))
    return redirect(url_for("review.link", link_id=link_id, state="all"), 303)


def shown(session: Session, person: Person, assessment: Assessment) -> Shown:
    """Where an assessment is, for the pages that tell it."""
    return _shown(rounds.moves(session, assessment), person)


def _shown(made: Sequence[RoundEvent], person: Person) -> Shown:
    here = rounds.told(made)
    line = stages.line(here.number)
    at = line.index(here.stage)
    return Shown(
        here=here,
        line=[Step(one, n < at, n == at) for n, one in enumerate(line)],
        moves=stages.offered(here.stage, Party(person.role)),
        next_steps=list(_next_steps()[here.stage].items()),
        last=made[-1] if made else None,
    )


def exceptions_told(session: Session, assessment: Assessment) -> list[str]:
    """The exceptions of all rounds as the report prints them, a sentence for each."""
    return [
        _(
            "Round %(round)s, %(code)s, %(name)s: %(why)s (%(who)s, %(day)s)",
            round=one.round,
            code=one.link.criterion,
            name=titles.of(one.link.document),
            why=one.why,
            who=one.by.called,
            day=day(one.at),
        )
        for one in rounds.exceptions(session, assessment)
    ]


def _page(assessment_id: str, form: Form) -> str:
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        made = rounds.moves(session, assessment)
        exceptions = rounds.exceptions(session, assessment)
        asked_for = [
            one
            for one in requests.listed(session, assessment)
            if one.to_city and one.withdrawn is None
        ]
        link_id = request.args.get("link", "")
        asked = links.visible(session, person, link_id) if link_id else None
    return context.page(
        "rounds/show.html",
        round=_shown(made, person),
        made=made,
        exceptions=exceptions,
        asked=asked,
        asked_for=asked_for,
        with_reason=stages.WITH_REASON,
        standard=context.standard_of(assessment),
        may_allow=context.may("rounds.allow"),
        form=form,
    )


def _next_steps() -> dict[Stage, dict[Role, str]]:
    """What each role does next at a stage: one thing."""
    wait_city = _("Wait: the programme has it. Nothing can be added meanwhile.")
    judge = _("Judge the links that wait.")
    return {
        Stage.GATHERING: {
            Role.CITY: _("Bring evidence, close gaps, and hand it in."),
            Role.REVIEWER: _(
                "Judge links as they come, or wait until it is handed in."
            ),
            Role.LEAD: _("Wait until the city hands it in."),
        },
        Stage.SUBMITTED: {
            Role.CITY: _("Wait, or take it back before the review begins."),
            Role.REVIEWER: _("Begin the review."),
            Role.LEAD: _("See that the review begins."),
        },
        Stage.IN_REVIEW: {
            Role.CITY: wait_city,
            Role.REVIEWER: judge,
            Role.LEAD: _("Return it with what is missing, or close it."),
        },
        Stage.RETURNED: {
            Role.CITY: _("Read what is asked, add it, and hand it in again."),
            Role.REVIEWER: _("Wait until it is handed in again."),
            Role.LEAD: _("Wait until the city hands it in again."),
        },
        Stage.RESUBMITTED: {
            Role.CITY: _("Wait, or take it back before the review begins."),
            Role.REVIEWER: _("Begin the review of what is new or was challenged."),
            Role.LEAD: _("See that the review begins."),
        },
        Stage.CLOSED: {
            Role.CITY: _("Take the report away. Nothing is left to do."),
            Role.REVIEWER: _("Nothing is left to do."),
            Role.LEAD: _("Nothing is left to do, unless the review has to open again."),
        },
    }


def _done() -> dict[Move, str]:
    return {
        Move.SUBMIT: _("It is handed in. Nothing is added until it comes back."),
        Move.WITHDRAW: _("It is taken back. Go on, and hand it in when it is ready."),
        Move.BEGIN: _("The review has begun."),
        Move.RETURN: _("It is returned. The city reads what you have asked."),
        Move.CLOSE: _("The assessment is closed."),
        Move.REOPEN: _("The review is open again."),
    }
