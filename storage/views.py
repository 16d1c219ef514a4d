"""Saved views: what one person chose to see of a queue, under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Base, of_city, tied_to
from storage.errors import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person

MOST = 20


class SavedView(Base):
    """What a person chose to see of a queue; ``query`` as it stands in addresses."""

    __tablename__ = "saved_view"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    query: Mapped[dict[str, Any]]


def save(
    session: Session,
    assessment: Assessment,
    person: Person,
    name: str,
    query: Mapping[str, str],
) -> None:
    """Keep a view under a name; one of that name is replaced.

    Raises:
        Refused: There are twenty already.
    """
    kept = session.get(SavedView, (assessment.id, person.id, name))
    if kept is None:
        if len(of(session, assessment, person)) >= MOST:
            raise Refused("You have %(most)s saved views. Delete one first.", most=MOST)
        kept = SavedView(
            assessment_id=assessment.id,
            person_id=person.id,
            name=name,
            city_id=assessment.city_id,
        )
        session.add(kept)
    kept.query = dict(query)
    session.flush()


def of(session: Session, assessment: Assessment, person: Person) -> Sequence[SavedView]:
    """The views that a person has saved of an assessment, by name."""
    query = sa.select(SavedView).where(
        SavedView.assessment_id == assessment.id, SavedView.person_id == person.id
    )
    return session.scalars(query.order_by(SavedView.name)).all()


def delete(session: Session, assessment: Assessment, person: Person, name: str) -> None:
    """Delete a view of this person.

    Raises:
        NotFound: They have none of that name.
    """
    kept = session.get(SavedView, (assessment.id, person.id, name))
    if kept is None:
        raise NotFound("This view is gone already. Choose another.")
    session.delete(kept)
    session.flush()
