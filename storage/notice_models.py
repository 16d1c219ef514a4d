"""The tables of notices: what is to be mailed to whom, and who wants none."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base, by_value, new_id, own_id, tied_to
from storage.models import Person


class NoticeKind(StrEnum):
    """What a notice tells of."""

    INVITATION = "invitation"
    REQUEST = "request"
    REMINDER = "reminder"
    RETURNED = "returned"
    DROP_NEAR = "drop-near"
    LINKS_WAIT = "links-wait"


Base.registry.update_type_annotation_map({NoticeKind: by_value(NoticeKind)})


class Notice(Base):
    """One thing to be told by mail. It is its own job, and holds ids and no text.

    It goes to a person, or to the ``address`` of somebody who is none. ``about`` is the
    id of what it tells of, ``day`` the day it tells of. No two have the same ``once``.
    ``due`` is moved ahead by each attempt, before it is made. ``failure`` says why the
    last one came to nothing.
    """

    __tablename__ = "notice"
    __table_args__ = (
        tied_to("assessment"),
        sa.Index("ix_notice_due", "sent", "due"),
    )

    id: Mapped[str] = own_id()
    city_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("city.id", ondelete="CASCADE"), index=True
    )
    assessment_id: Mapped[str | None] = mapped_column(sa.String(26))
    person_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    address: Mapped[str] = mapped_column(default="")
    kind: Mapped[NoticeKind]
    about: Mapped[str] = mapped_column(sa.String(26), default="")
    day: Mapped[date | None]
    once: Mapped[str] = mapped_column(unique=True, default=new_id)
    made: Mapped[datetime]
    due: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class NoticeStop(Base):
    """That an address gets no notices of a kind."""

    __tablename__ = "notice_stop"

    address: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(primary_key=True)
