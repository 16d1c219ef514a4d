"""The tables of how people sign in, and of the cities that reviewers judge."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base, by_value, own_id
from storage.models import City, Person, Role


class Tie(StrEnum):
    """How a reviewer stands to a city."""

    ASSIGNED = "assigned"
    EMPLOYS = "employs"


class Relation(StrEnum):
    """Why somebody should not judge a city."""

    EMPLOYED = "employed"
    CONTRACTED = "contracted"
    FAMILY = "family"
    FINANCE = "finance"
    OFFICE = "office"
    OTHER = "other"
    RECUSED = "recused"  # they said so themselves, with a reason


Base.registry.update_type_annotation_map(
    {Tie: by_value(Tie), Relation: by_value(Relation)}
)


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


class Interest(Base):
    """A conflict of interest: who does not judge a city, why, and from when to when.

    It holds from the day it ``begins`` through the day it ``ends``, or with no end.
    """

    __tablename__ = "interest"

    id: Mapped[str] = own_id()
    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    city_id: Mapped[str] = mapped_column(sa.ForeignKey("city.id", ondelete="CASCADE"))
    relation: Mapped[Relation]
    note: Mapped[str] = mapped_column(default="")
    begins: Mapped[date]
    ends: Mapped[date | None]
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    person: Mapped[Person] = relationship(
        lazy="raise_on_sql", viewonly=True, foreign_keys=[person_id]
    )
    city: Mapped[City] = relationship(lazy="raise_on_sql", viewonly=True)


class InvitationState(StrEnum):
    """How an invitation stands."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Invitation(Base):
    """That whoever has an address may become a person of one role, once, by a link."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    email: Mapped[str] = mapped_column(index=True)
    role: Mapped[Role]
    city_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("city.id", ondelete="CASCADE"), index=True
    )
    made: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL")
    )
    expires: Mapped[datetime]
    used: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
    city: Mapped[City | None] = relationship(lazy="raise_on_sql")


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
    """A browser in which somebody has signed in; when they last proved who they are."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    started: Mapped[datetime]
    seen: Mapped[datetime]
    proved: Mapped[datetime | None]
