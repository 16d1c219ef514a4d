"""Who has a link before them at this moment, so that two do not judge it at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from storage.clock import ago, now
from storage.columns import Base, of_city, tied_to
from storage.models import Person

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
    """Who else opened a link within the last ten minutes, and how many minutes ago.

    The latest comes first.
    """
    query = (
        sa.select(LinkOpening)
        .where(
            LinkOpening.link_id == link.id,
            LinkOpening.person_id != person.id,
            LinkOpening.at > ago(session, PRESENT),
        )
        .order_by(LinkOpening.at.desc(), LinkOpening.person_id)
        .options(joinedload(LinkOpening.person))
    )
    found = session.scalars(query).all()
    if not found:
        return []
    moment = now(session)
    return [(one.person, (moment - one.at) // timedelta(minutes=1)) for one in found]
