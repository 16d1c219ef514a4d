"""Help where it is needed: for each screen, the words, a walk, and accessibility."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, url_for
from werkzeug.exceptions import NotFound

from storage.models import Role
from web import context, glossary
from web.texts import _
from web.topics import topics

if TYPE_CHECKING:
    from storage.models import Person

bp = Blueprint("guide", __name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a walk: what to look at, and on which page."""

    title: str
    sentence: str
    endpoint: str


@bp.get("/help/screens/<topic>")
def screen(topic: str) -> str:
    """Show the help of one screen."""
    context.let_in()
    found = topics().get(topic)
    if found is None:
        raise NotFound
    return context.page("guide/screen.html", topic=found)


@bp.get("/help/words")
def words() -> str:
    """Show the words of Assay and what they mean."""
    context.let_in()
    return context.page("guide/words.html", words=glossary.listed())


@bp.get("/assessments/<assessment_id>/walk/<int:number>")
def walk(assessment_id: str, number: int) -> str:
    """Show one step of the walk through an assessment, for the role of who asks."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        steps = _walk(person)
    if not 1 <= number <= len(steps):
        raise NotFound
    step = steps[number - 1]
    return context.page(
        "guide/walk.html",
        step=step,
        address=url_for(step.endpoint, assessment_id=assessment.id),
        number=number,
        count=len(steps),
    )


@bp.get("/accessibility")
def accessibility() -> str:
    """Show how far the pages are for everybody, and where to write. For anybody."""
    return context.page(
        "guide/accessibility.html", contact=context.store().settings.contact
    )


def _walk(person: Person) -> tuple[Step, ...]:
    """What a person of this role does first, next and last."""
    return {
        Role.CITY: (_begin(), *_of_city(), _end()),
        Role.REVIEWER: (_begin(), *_of_reviewer(), _end()),
        Role.LEAD: (_begin(), *_of_city()[:1], *_of_reviewer(), *_of_lead(), _end()),
    }[person.role]


def _begin() -> Step:
    return Step(
        _("Overview"),
        _(
            "See which level the evidence carries now, and what is open. Every number "
            "leads to what it counts."
        ),
        "assessments.overview",
    )


def _of_city() -> tuple[Step, ...]:
    return (
        Step(
            _("Documents"),
            _(
                "Look at what was uploaded. One document could not be read: it says "
                "why. Open another to see its passages."
            ),
            "documents.listed",
        ),
        Step(
            _("Score and gaps"),
            _(
                "Choose a gap that waits for nothing but a document. Open it, and read "
                "what counts as evidence."
            ),
            "scorecard.show",
        ),
        Step(
            _("Requests to departments"),
            _(
                "Write a letter that asks a department for it. Whoever has the link in "
                "it can upload without an account."
            ),
            "requests.listed",
        ),
    )


def _of_reviewer() -> tuple[Step, ...]:
    return (
        Step(
            _("Review"),
            _(
                "Open the first link. Read the passage, then confirm or reject it with "
                "the reason that the city will read."
            ),
            "review.queue",
        ),
        Step(
            _("Score and gaps"),
            _(
                "See what your decision did. Open a criterion and its proof, from the "
                "level down to your link."
            ),
            "scorecard.show",
        ),
    )


def _of_lead() -> tuple[Step, ...]:
    return (
        Step(
            _("Fair judging"),
            _(
                "Have two reviewers judge a share of the links without seeing each "
                "other's word, and see how far they agree."
            ),
            "judging.show",
        ),
        Step(
            _("Plan"),
            _(
                "See the shortest way to the next level, and what the present one "
                "would lose first."
            ),
            "planning.show",
        ),
    )


def _end() -> Step:
    return Step(
        _("Take away"),
        _(
            "Print the report, or take the tables. Then do the same with your own "
            "documents."
        ),
        "takeaway.show",
    )
