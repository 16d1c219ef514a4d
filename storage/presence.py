"""Who has a link before them at this moment, so that two do not judge it at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from storage import doubles
from storage.clock import ago, now
from storage.columns import Base, of_city, tied_to
from storage.models import Decision, Person, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Link

# Who opened a link longer ago has most likely gone on.
PRESENT = timedelta(minutes=10)


class LinkOpening(Base):
    """When a person last opened a link at the reviewer's desk."""

    __tablename__ = "link_opening"
    __table_args__ = (tied_to("link"),)

    link_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    city_id: Mapped[str] = of_city()
    at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


def enter(session: Session, link: Link, person: Person) -> None:
    """Note that a person has a link before them."""
    moment = now(session)
    opening = session.get(LinkOpening, (link.id, person.id))
    if opening is None:
        opening = LinkOpening(
            link_id=link.id, person_id=person.id, city_id=link.city_id, at=moment
        )
        session.add(opening)
    opening.at = moment
    session.flush()


def others(
    session: Session, link: Link, person: Person
) -> Sequence[tuple[Person, int]]:
    """Who else may be judging a link: who opened it, and how many minutes ago.

    That is within the last ten. Who has decided about it since is done with it; and of
    two who judge without seeing each other, neither is told of the other. The latest
    comes first.
    """
    decided = sa.exists().where(
        Decision.link_id == LinkOpening.link_id,
        Decision.by_id == LinkOpening.person_id,
        Decision.at >= LinkOpening.at,
    )
    query = (
        sa.select(LinkOpening)
        .where(
            LinkOpening.link_id == link.id,
            LinkOpening.person_id != person.id,
            LinkOpening.at > ago(session, PRESENT),
            ~decided,
        )
        .order_by(LinkOpening.at.desc(), LinkOpening.person_id)
        .options(joinedload(LinkOpening.person))
    )
    found = session.scalars(query).all()
    if not found or _is_blind_to(session, link, person):
        return []
    moment = now(session)
    return [(one.person, (moment - one.at) // timedelta(minutes=1)) for one in found]


def _is_blind_to(session: Session, link: Link, person: Person) -> bool:
    held = doubles.rule(session, link.assessment_id)
    return held.is_blind and held.draws(link.id) and person.role is not Role.LEAD
