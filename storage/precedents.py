"""Precedents: how passages like that of a link were decided, here and elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.evidence import DECIDED, Standing
from criteria.review import twins
from storage import reach, sights, stack, titles
from storage.models import Assessment, City, Document, Link, PassageRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from criteria.evidence import Reason
    from storage.models import Person

# So many are looked through, and so many are told of.
LOOKED_AT = 500
MOST = 5


@dataclass(frozen=True, slots=True)
class Precedent:
    """What stands of another link for the same criterion, and on which words."""

    link: str
    city: str
    name: str
    quote: str
    standing: Standing
    reason: Reason | None
    clause: str


def of(session: Session, link: Link, person: Person) -> Sequence[Precedent] | None:
    """The decided links that are most like one, the likest first.

    They are of the same edition, in cities that this person reviews, and of documents
    that are not confidential. Before there is a vote of this person, or one that
    stands, it is None: nobody is to vote as others did.
    """
    if not _is_judged(link, person):
        return None
    with sights.beyond(session, reach.sight(session, person)):
        rows = session.execute(_decided(link, person)).all()
    found = {row[0]: Precedent(*row) for row in rows}
    quotes = {one.link: one.quote for one in found.values()}
    own = [passage.quote for passage in link.passages]
    like = twins.likest(own, quotes, most=MOST)
    return [found[link_id] for link_id in like]


def _decided(
    link: Link, person: Person
) -> sa.Select[str, str, str, str, Standing, Reason | None, str]:
    """What a precedent is made of, for every link that may be one."""
    edition = sa.select(Assessment.edition).where(Assessment.id == link.assessment_id)
    return (
        sa.select(
            Link.id,
            City.name,
            titles.column(),
            PassageRow.quote,
            Link.standing,
            Link.reason,
            Link.clause,
        )
        .join(Document, Document.id == Link.document_id)
        .join(Assessment, Assessment.id == Link.assessment_id)
        .join(City, City.id == Link.city_id)
        .join(
            PassageRow,
            sa.and_(PassageRow.link_id == Link.id, PassageRow.ordinal == Link.key),
        )
        .where(
            Link.criterion == link.criterion,
            Link.standing.in_(DECIDED),
            Link.id != link.id,
            Assessment.edition == edition.scalar_subquery(),
            Document.confidential.is_(False),
            reach.within(person, Link.city_id),
        )
        .order_by(Link.id)
        .limit(LOOKED_AT)
    )


def _is_judged(link: Link, person: Person) -> bool:
    if link.standing in DECIDED:
        return True
    return any(one.by_id == person.id for one in stack.remaining(link.decisions))
