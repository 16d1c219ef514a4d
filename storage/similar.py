"""Links that are much like one: the same passage elsewhere, or the same document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from criteria.evidence import Standing
from criteria.review import twins
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
    asked = {
        "assessment": link.assessment_id,
        "link": link.id,
        "criterion": link.criterion,
        "document": link.document_id,
    }
    query = _alike(person.id, confidential.veiled(session))
    others: dict[str, str] = {}
    beside: list[str] = []
    for link_id, quote in session.execute(query, asked):
        if quote is None:
            beside.append(link_id)
        else:
            others[link_id] = quote
    return Ids(tuple(twins.near(first, others)[:MOST]), tuple(beside))


def of(session: Session, link: Link, person: Person) -> Similar:
    """The links that are like one, with their documents and passages."""
    found = ids(session, link, person)
    query = (
        sa.select(Link)
        .where(Link.id.in_(found.same_passage + found.same_document))
        .order_by(Link.score.desc(), Link.id)
        .options(
            joinedload(Link.document),
            joinedload(Link.found),
            joinedload(Link.decisions),
        )
    )
    rows = session.scalars(query).unique().all()
    doubles.hide(session, person, rows)
    return Similar(
        [row for row in rows if row.id in found.same_passage],
        [row for row in rows if row.id in found.same_document],
    )


# Asked with every page of a link. To make the query takes longer than to run it.
@lru_cache(maxsize=64)
def _alike(person_id: str, hidden: frozenset[str]) -> sa.Select[Any]:
    """The other links that wait for a person, the best first.

    Those of the same criterion come with the passage that is read first, those of the
    same document without.
    """
    waits = (
        Link.standing == Standing.UNDECIDED,
        Link.for_lead.is_(False),
        Link.id != sa.bindparam("link"),
        ~doubles.judged_by(person_id),
        *((Link.document_id.not_in(sorted(hidden)),) if hidden else ()),
    )
    # Not by the index that has the queue in its order: it would be walked through for
    # the few that are meant.
    best = (-Link.score, Link.id)
    quotes = (
        sa.select(Link.id, PassageRow.quote, Link.score)
        .join(PassageRow, PassageRow.link_id == Link.id)
        .where(
            *waits,
            Link.assessment_id == sa.bindparam("assessment"),
            Link.criterion == sa.bindparam("criterion"),
            PassageRow.ordinal == Link.key,
        )
        .order_by(*best)
        .limit(LOOKED_AT)
    )
    beside = (
        sa.select(Link.id, sa.null(), Link.score)
        .where(*waits, Link.document_id == sa.bindparam("document"))
        .order_by(*best)
        .limit(MOST)
    )
    both = (sa.select(one.subquery()) for one in (quotes, beside))
    found = sa.union_all(*both).subquery()
    told = sa.select(found.c.id, found.c.quote)
    return told.order_by(found.c.score.desc(), found.c.id)
