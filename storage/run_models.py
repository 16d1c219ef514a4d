"""The tables of runs: matching the documents of an installation again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base, by_value, of_city, own_id, tied_to
from storage.models import Person


class RunState(StrEnum):
    """How a run is."""

    RUNNING = "running"
    PAUSED = "paused"
    READY = "ready"  # the preview is whole, and nothing is changed
    APPLIED = "applied"
    CANCELLED = "cancelled"


Base.registry.update_type_annotation_map({RunState: by_value(RunState)})

PREVIEWED, APPLIED = 1, 2


class Run(Base):
    """Matching documents again by some rules: first a preview, then, if asked, applied.

    A run with a ``reader`` reads the originals again by that version of the reader; one
    without matches the text that is stored.

    ``changes`` are the texts laid over the shipped rules, and ``digest`` is that of the
    rules this makes. ``goal`` is what its documents are to reach: previewed, or
    applied. ``totals`` count the changes of the whole preview by their kind.
    """

    __tablename__ = "run"
    __table_args__ = (sa.Index("ix_run_state", "state"),)

    id: Mapped[str] = own_id()
    edition: Mapped[str]
    changes: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    reader: Mapped[str] = mapped_column(sa.String(20), default="")
    state: Mapped[RunState] = mapped_column(default=RunState.RUNNING)
    goal: Mapped[int] = mapped_column(default=PREVIEWED)
    by_id: Mapped[str | None] = mapped_column(sa.ForeignKey("person.id"))
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    nudged: Mapped[datetime | None]
    totals: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class RunItem(Base):
    """One document of a run. It is its own job: the lease says who is at it.

    ``changes`` are the links that would change; ``claims`` the undecided links as they
    would be, so that the score afterwards can be told.
    """

    __tablename__ = "run_item"
    __table_args__ = (
        tied_to("document"),
        tied_to("assessment"),
        sa.Index("ix_run_item_due", "run_id", "done", "lease_until"),
    )

    run_id: Mapped[str] = mapped_column(
        sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True
    )
    document_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    done: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(sa.String(26))
    lease_until: Mapped[datetime | None]
    differs: Mapped[bool] = mapped_column(default=False)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    claims: Mapped[list[Any]] = mapped_column(default=list)


class RunEffect(Base):
    """What a run would do to one assessment: criteria met before and after."""

    __tablename__ = "run_effect"
    __table_args__ = (tied_to("assessment"),)

    run_id: Mapped[str] = mapped_column(
        sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True
    )
    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    city_id: Mapped[str] = of_city()
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
