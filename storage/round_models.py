"""The tables of the rounds of an assessment. Rows are added, and never changed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from criteria.review.rounds import Move, Stage
from storage.columns import Base, by_value, of_city, tied_to
from storage.models import Link, Person

Base.registry.update_type_annotation_map({Move: by_value(Move), Stage: by_value(Stage)})


class RoundEvent(Base):
    """One move of an assessment, and the stage it led to."""

    __tablename__ = "round_event"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    move: Mapped[Move]
    stage: Mapped[Stage]
    why: Mapped[str] = mapped_column(default="")
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class RoundException(Base):
    """That the lead lets a round reject a link which an earlier one let stand."""

    __tablename__ = "round_exception"
    __table_args__ = (tied_to("link"),)

    link_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    why: Mapped[str]
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship(lazy="raise_on_sql")
    link: Mapped[Link] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        foreign_keys=[link_id],
        primaryjoin=lambda: RoundException.link_id == Link.id,
    )
