"""The tables of webhooks: where to, and what is to be told there."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base, by_value, of_city, own_id, tied_to


class HookKind(StrEnum):
    """What another program is told of."""

    DOCUMENT_READ = "document-read"
    ROUND_RETURNED = "round-returned"
    ROUND_CLOSED = "round-closed"
    LEVEL_CHANGED = "level-changed"


Base.registry.update_type_annotation_map({HookKind: by_value(HookKind)})


class Hook(Base):
    """An address that the lead allowed to be told. Its secret is made from its id."""

    __tablename__ = "hook"

    id: Mapped[str] = own_id()
    address: Mapped[str]
    made: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(sa.ForeignKey("person.id"))
    stopped: Mapped[datetime | None]


class Delivery(Base):
    """One thing to be told to one hook. It is its own job, as a notice is.

    ``about`` is the id of what it tells of, ``word`` the name of a level. ``status`` is
    the last answer, 0 if there was none; ``failure`` says why it is not good.
    """

    __tablename__ = "hook_delivery"
    __table_args__ = (
        tied_to("assessment"),
        sa.Index("ix_hook_delivery_due", "sent", "due"),
    )

    id: Mapped[str] = own_id()
    hook_id: Mapped[str] = mapped_column(
        sa.ForeignKey("hook.id", ondelete="CASCADE"), index=True
    )
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    kind: Mapped[HookKind]
    about: Mapped[str] = mapped_column(sa.String(26), default="")
    word: Mapped[str] = mapped_column(default="")
    made: Mapped[datetime]
    due: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent: Mapped[datetime | None]
    status: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
    hook: Mapped[Hook] = relationship(lazy="raise_on_sql")


class LevelSeen(Base):
    """The level of an assessment when it was last looked at, for who is told of it.

    ``number`` is the last event of its city then: until there is another, or another
    day begins, nothing has changed.
    """

    __tablename__ = "level_seen"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    city_id: Mapped[str] = of_city()
    level: Mapped[str]
    number: Mapped[int]
    day: Mapped[date]
