"""Links, and the votes about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import decisions, links
from storage.errors import Refused
from storage.lineup import Filters, page
from storage.models import Verdict
from storage.votes import Manner
from web import context
from web.v1 import answering, asking, models, shapes
from web.v1.routes import route

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from storage.models import Decision, Link, Person


@route(
    "GET",
    "/assessments/<assessment_id>/links",
    gives=models.Page[models.Link],
    asks=models.LinksAsked,
)
def list_links(assessment_id: str) -> models.Page[models.Link]:
    """List the links of an assessment, the best first, with their passages."""
    with context.leaving() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        asked = asking.query(models.LinksAsked)
        chosen = Filters(
            standing=asked.standing,
            criteria=(asked.criterion,) if asked.criterion else (),
            document=asked.document,
        )
        after, most = asking.score(asked.cursor), asked.limit + 1
        found = page(session, person, assessment, chosen, after=after, limit=most)
        items = [shapes.of_link(one) for one in found]
    return asking.page(items, asked, lambda one: (one.score, one.link))


@route("GET", "/links/<link_id>", gives=models.Link)
def show_link(link_id: str) -> models.Link:
    """Give one link, with its passages."""
    with context.leaving() as (session, person):
        return shapes.of_link(_veiled(session, person, link_id))


@route(
    "GET",
    "/links/<link_id>/votes",
    gives=models.Page[models.Vote],
    asks=models.Paging,
)
def list_votes(link_id: str) -> models.Page[models.Vote]:
    """List the decisions about a link that you may see, the first first."""
    with context.leaving() as (session, person):
        found = _veiled(session, person, link_id)
        asked = asking.query(models.Paging)
        votes = [shapes.of_vote(one) for one in found.decisions]
    return asking.part(votes, asked, lambda one: str(one.number))


@route(
    "POST",
    "/links/<link_id>/votes",
    gives=models.Vote,
    takes=models.VoteGiven,
    status=201,
)
def cast_vote(link_id: str) -> models.Vote:
    """Confirm or reject a link, or take back what stands.

    Whoever has seen fewer decisions than they may see is refused.
    """
    with context.changing() as (session, person):
        found = links.visible(session, person, link_id)
        assessment = context.my_assessment(session, person, found.assessment_id)
        given = asking.body(models.VoteGiven)
        return answering.once(
            session,
            person,
            assessment,
            given.model_dump(mode="json"),
            models.Vote,
            lambda: shapes.of_vote(_decide(session, person, found, given)),
        )


def _decide(
    session: Session, person: Person, found: Link, given: models.VoteGiven
) -> Decision:
    if given.verdict is Verdict.TAKEN_BACK:
        made = decisions.take_back(session, found.id, by=person, seen=given.seen)
    else:
        _require_items(found, [*(given.items or ()), *filter(None, [given.clause])])
        made = decisions.decide(
            session,
            found.id,
            given.verdict,
            by=person,
            seen=given.seen,
            reason=given.reason,
            note=given.note,
            items=given.items,
            dated=given.dated,
            manner=Manner(key=given.key, clause=given.clause),
        )
    session.refresh(made, ["by"])
    return made


def _require_items(found: Link, named: Collection[str]) -> None:
    held = context.standard_of(context.assessment())
    known = [item.code for item in held.criterion(found.criterion).items]
    if not set(named) <= set(known):
        raise Refused(
            "The criterion has no such item. Its items are: %(items)s",
            items=", ".join(known),
        )


def _veiled(session: Session, person: Person, link_id: str) -> Link:
    """A link under the veil, which lies over its assessment once that is known."""
    found = links.visible(session, person, link_id)
    context.my_assessment(session, person, found.assessment_id)
    session.expunge_all()
    return links.visible(session, person, link_id)
