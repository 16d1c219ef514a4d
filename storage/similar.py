"""Links that are much like one: the same passage elsewhere, or the same document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from criteria import twins
from criteria.evidence import Standing
from storage import confidential, doubles
from storage.models import Link, PassageRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Person

# So many are looked through for near duplicates, and so many are told of.
LOOKED_AT = 500
MOST = 50


@dataclass(frozen=True, slots=True)
class Ids:
    """The links that wait for a person and are like one, by their ids."""

    same_passage: tuple[str, ...]  # for the same criterion, in other documents
    same_document: tuple[str, ...]  # for other criteria

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.same_passage) + len(self.same_document)


@dataclass(frozen=True, slots=True)
class Similar:
    """The links that wait for a person and are like one, the best first."""

    same_passage: Sequence[Link]
    same_document: Sequence[Link]


def ids(session: Session, link: Link, person: Person) -> Ids:
    """Which links are like one; a link without a passage is like none elsewhere."""
    first = link.passages[0].quote if link.passages else ""
    quotes = (
        sa.select(Link.id, PassageRow.quote)
        .join(PassageRow, PassageRow.link_id == Link.id)
        .where(
            *_waits(session, link, person),
            Link.criterion == link.criterion,
            PassageRow.ordinal == 0,
        )
        .order_by(Link.score.desc(), Link.id)
        .limit(LOOKED_AT)
    )
    beside = (
        sa.select(Link.id)
        .where(*_waits(session, link, person), Link.document_id == link.document_id)
        .order_by(Link.score.desc(), Link.id)
        .limit(MOST)
    )
    others = {row[0]: row[1] for row in session.execute(quotes)}
    return Ids(
        tuple(twins.near(first, others)[:MOST]), tuple(session.scalars(beside).all())
    )


def of(session: Session, link: Link, person: Person) -> Similar:
    """The links that are like one, with their documents and passages."""
    found = ids(session, link, person)
    query = (
        sa.select(Link)
        .where(Link.id.in_(found.same_passage + found.same_document))
        .order_by(Link.score.desc(), Link.id)
        .options(
            joinedload(Link.document),
            joinedload(Link.passages),
            joinedload(Link.decisions),
        )
    )
    rows = session.scalars(query).unique().all()
    doubles.hide(session, person, rows)
    return Similar(
        [row for row in rows if row.id in found.same_passage],
        [row for row in rows if row.id in found.same_document],
    )


def _waits(
    session: Session, link: Link, person: Person
) -> tuple[sa.ColumnElement[bool], ...]:
    """That another link of the assessment waits for this person."""
    hidden = sorted(confidential.veiled(session))
    return (
        Link.assessment_id == link.assessment_id,
        Link.standing == Standing.UNDECIDED,
        Link.for_lead.is_(False),
        Link.id != link.id,
        ~doubles.judged_by(person.id),
        *((Link.document_id.not_in(hidden),) if hidden else ()),
    )
