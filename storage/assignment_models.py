"""The tables of who judges which links."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Base, of_city, tied_to


class AssignmentRun(Base):
    """That the lead had links assigned, with the seed that drew. Appended."""

    __tablename__ = "assignment_run"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    seed: Mapped[str] = mapped_column(sa.String(60))
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]


class Assignment(Base):
    """A link that a reviewer is to judge; it goes when they may not any more."""

    __tablename__ = "assignment"
    __table_args__ = (
        tied_to("link"),
        sa.Index("ix_assignment_person_id", "person_id"),
    )

    link_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    city_id: Mapped[str] = of_city()


class ReviewerLanguage(Base):
    """A language in which a reviewer judges; who has none judges in every one."""

    __tablename__ = "reviewer_language"

    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
