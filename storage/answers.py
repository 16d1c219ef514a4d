"""Answers to programs, kept for a day: who repeats a request gets the same one.

An answer is kept in the transaction of the change that it tells of, so there is never
one without the other.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from storage import sights
from storage.clock import now
from storage.columns import Base, of_city, tied_to
from storage.errors import Conflict

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person

KEPT = timedelta(hours=24)
LONGEST_KEY = 100


class KeptAnswer(Base):
    """What a request with some key of its sender was answered with.

    ``asked`` is the SHA-256 of what was asked for.
    """

    __tablename__ = "kept_answer"
    __table_args__ = (tied_to("assessment"),)

    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(sa.String(LONGEST_KEY), primary_key=True)
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    asked: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


def find(session: Session, person: Person, key: str) -> KeptAnswer | None:
    """What this person's request with this key was answered with, within a day."""
    query = sa.select(KeptAnswer).where(
        KeptAnswer.person_id == person.id,
        KeptAnswer.key == key,
        KeptAnswer.at > now(session) - KEPT,
    )
    with sights.beyond(session):
        return session.scalar(query)


def keep(
    session: Session,
    person: Person,
    assessment: Assessment,
    *,
    key: str,
    asked: str,
    body: str,
) -> None:
    """Keep an answer for a day; those that are older go.

    Raises:
        Conflict: The same request was answered at the same moment.
    """
    moment = now(session)
    with sights.beyond(session):
        session.execute(sa.delete(KeptAnswer).where(KeptAnswer.at <= moment - KEPT))
    row = KeptAnswer(
        person_id=person.id,
        key=key,
        city_id=assessment.city_id,
        assessment_id=assessment.id,
        asked=asked,
        body=body,
        at=moment,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Conflict(
            "The same request came twice at once. Send it again for its answer."
        ) from None
