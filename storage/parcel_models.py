"""The table of parcels: all of an assessment as one ZIP, for a week."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base, by_value, of_city, tied_to
from storage.models import Person


class ParcelState(StrEnum):
    """How far a parcel is."""

    WAITING = "waiting"
    PACKING = "packing"
    READY = "ready"
    FAILED = "failed"
    ENDED = "ended"


Base.registry.update_type_annotation_map({ParcelState: by_value(ParcelState)})
OPEN = (ParcelState.WAITING, ParcelState.PACKING, ParcelState.READY)


class Parcel(Base):
    """The one parcel of an assessment, asked for again once it has ended or failed.

    ``done`` of ``total`` originals are in it. ``kept`` is the attempt whose parts are
    its ZIP, ``size`` in bytes; ``left_out`` are the ids of documents it does not hold.
    """

    __tablename__ = "parcel"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    city_id: Mapped[str] = of_city()
    state: Mapped[ParcelState]
    asked: Mapped[datetime]
    by_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL")
    )
    request: Mapped[str] = mapped_column(sa.String(64), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    nudged: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(sa.String(26))
    lease_until: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
    kept: Mapped[str | None] = mapped_column(sa.String(26))
    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    made: Mapped[datetime | None]
    ends: Mapped[datetime | None]
    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.state not in {ParcelState.WAITING, ParcelState.PACKING}

    @property
    def place(self) -> str:
        """Under which name its parts are kept."""
        return f"{self.assessment_id}/{self.kept}"
