"""The tables of fair judging. Rows are added, and never changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base, by_value, of_city, tied_to
from storage.models import Person


class ReviewAct(StrEnum):
    """What the lead did to the review of an assessment."""

    SHARED = "shared"  # set which share two reviewers judge
    UNBLINDED = "unblinded"


Base.registry.update_type_annotation_map({ReviewAct: by_value(ReviewAct)})


class ReviewEvent(Base):
    """One thing the lead did to the review of an assessment. Appended, never changed.

    ``share`` is the percentage of links that two reviewers judge from then on, ``seed``
    draws them.
    """

    __tablename__ = "review_event"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    act: Mapped[ReviewAct]
    share: Mapped[int]
    seed: Mapped[str] = mapped_column(sa.String(26))
    why: Mapped[str] = mapped_column(default="")
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship(lazy="raise_on_sql")
