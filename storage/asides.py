"""Documents that were set aside: kept whole, and counted nowhere until brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.evidence import DECIDED, Standing
from storage import events, rounds, titles
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Refused
from storage.models import Assessment, Document, DocumentState, Link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Person

LONGEST_WHY = 2000


def set_aside(session: Session, document: Document, why: str, *, by: Person) -> None:
    """Have a document, and all that came in it, count nowhere.

    Its links keep their votes, and whatever else was said of them. What waits to be
    read waits no longer.

    Raises:
        Refused: The round is not the city's, or a link is confirmed or rejected.
    """
    _require_open(session, document)
    moment = now(session)
    for one in _held(session, document, Document.aside_since.is_(None)):
        _require_undecided(session, one)
        one.aside_since, one.aside_why = moment, why.strip()[:LONGEST_WHY]
        _move(session, one, Standing.UNDECIDED, Standing.ASIDE)
        told = {"why": one.aside_why}
        events.on_document(session, Deed.SET_ASIDE, one, by=by, after=told)
    session.flush()


def bring_back(session: Session, document: Document, *, by: Person) -> None:
    """Have a document count again, and what was set aside together with it.

    What was not read before is read now.

    Raises:
        Refused: The round is not the city's.
    """
    _require_open(session, document)
    since, moment = document.aside_since, now(session)
    if since is None:
        return
    for one in _held(session, document, Document.aside_since == since):
        told = {"why": one.aside_why}
        one.aside_since, one.aside_why = None, ""
        if one.state is DocumentState.WAITING:
            one.nudged, one.waits_since = None, moment
        _move(session, one, Standing.ASIDE, Standing.UNDECIDED)
        events.on_document(session, Deed.BROUGHT_BACK, one, by=by, before=told)
    session.flush()


def _require_open(session: Session, document: Document) -> None:
    assessment = session.get_one(Assessment, document.assessment_id)
    rounds.require_open(session, assessment)


def _held(
    session: Session, document: Document, meant: sa.ColumnElement[bool]
) -> list[Document]:
    """A document and what came in it, of those that are meant.

    Until the end of the transaction nobody else moves them, or gives them links.
    """
    found: list[Document] = []
    level = Document.id == document.id
    while inner := _locked(session, level, meant):
        found += inner
        level = Document.parent_id.in_([one.id for one in inner])
    return found


def _locked(session: Session, *which: sa.ColumnElement[bool]) -> Sequence[Document]:
    query = sa.select(Document).where(*which).order_by(Document.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _require_undecided(session: Session, document: Document) -> None:
    """Hold the links of a document, which may not be decided."""
    query = sa.select(Link.criterion, Link.standing).order_by(Link.id)
    held = query.where(Link.document_id == document.id).with_for_update()
    for criterion, standing in session.execute(held).all():
        if standing in DECIDED:
            raise Refused(
                "A reviewer has decided about %(name)s for %(criterion)s, so it is not "
                "set aside. Ask the reviewer or the programme lead to take that back, "
                "then set it aside.",
                name=titles.of(document),
                criterion=criterion,
            )


def _move(session: Session, document: Document, of: Standing, to: Standing) -> None:
    links = sa.update(Link).where(Link.document_id == document.id, Link.standing == of)
    session.execute(links.values(standing=to))
