"""The secret address by which an assessment takes documents by mail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage import assessments, events, people
from storage.clock import now
from storage.columns import Base, new_id, of_city, tied_to
from storage.deeds import Deed
from storage.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person


class IntakeAddress(Base):
    """What stands before the @ of an assessment's address; whoever knows it may send.

    It gives nothing to see and is taken back by making another one, so it is kept as it
    is: its page shows it again.
    """

    __tablename__ = "intake_address"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    city_id: Mapped[str] = of_city()
    word: Mapped[str] = mapped_column(sa.String(26), unique=True)
    made: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(sa.ForeignKey("person.id"))


def renew(session: Session, assessment: Assessment, *, by: Person) -> str:
    """Give an assessment an address, or another one; the old one works no more."""
    row = session.get(IntakeAddress, assessment.id)
    if row is None:
        row = IntakeAddress(assessment_id=assessment.id, city_id=assessment.city_id)
        session.add(row)
    row.word, row.made, row.made_by = new_id(), now(session), by.id
    session.flush()
    events.record(
        session, Deed.INTAKE_RENEWED, assessment.city_id, by=by, about=assessment.id
    )
    return row.word


def word(session: Session, assessment: Assessment) -> str:
    """What stands before the @ of an assessment's address; nothing if it has none."""
    row = session.get(IntakeAddress, assessment.id)
    return row.word if row else ""


def find(session: Session, given: str, *, sender: str = "") -> Assessment:
    """The assessment that an address is of.

    Raises:
        NotFound: It is of none, or whoever sends by this name has no access any more.
    """
    person = people.find(session, sender) if sender else None
    query = sa.select(IntakeAddress.assessment_id)
    found = session.scalar(query.where(IntakeAddress.word == given.lower()))
    if found is None or (person is not None and person.ended is not None):
        raise NotFound("Nobody takes mail at this address. Ask the city for its own.")
    return assessments.get(session, found)
