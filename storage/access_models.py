"""The tables of how people sign in, and of the cities that reviewers reach."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Base, by_value


class Tie(StrEnum):
    """How a reviewer stands to a city."""

    ASSIGNED = "assigned"
    EMPLOYS = "employs"


Base.registry.update_type_annotation_map({Tie: by_value(Tie)})


class ReviewerCity(Base):
    """A city assigned to a reviewer, or one that employs them."""

    __tablename__ = "reviewer_city"

    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    city_id: Mapped[str] = mapped_column(
        sa.ForeignKey("city.id", ondelete="CASCADE"), primary_key=True
    )
    tie: Mapped[Tie]


class SignInLink(Base):
    """A link that signs its person in, once, until it expires."""

    __tablename__ = "sign_in_link"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    expires: Mapped[datetime]
    used: Mapped[datetime | None]


class SignIn(Base):
    """A browser in which somebody has signed in."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    started: Mapped[datetime]
    seen: Mapped[datetime]
