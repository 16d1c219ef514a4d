"""The tables of planning: who closes which gap by when, dates, answers, requests."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base, by_value, of_city, own_id, tied_to
from storage.models import Person


class DatedBy(StrEnum):
    """Which of the dates of a document one is; it was uploaded when it was received."""

    ADOPTED = "adopted"  # or came into effect
    PERIOD = "period"  # what it covers
    REVIEWED = "reviewed"


Base.registry.update_type_annotation_map({DatedBy: by_value(DatedBy)})


class GapCare(Base):
    """Who closes a gap, by when, and what they noted. One per criterion."""

    __tablename__ = "gap_care"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    owner: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[str | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]


class DocumentDate(Base):
    """A date of a document: proposed from its text with the quote, or typed in.

    It counts once ``confirmed`` is set. One that is set aside keeps its row, so that
    the score of an earlier moment can be told.
    """

    __tablename__ = "document_date"
    __table_args__ = (
        tied_to("document"),
        sa.Index("ix_document_date_document_id", "document_id"),
    )

    id: Mapped[str] = own_id()
    city_id: Mapped[str] = of_city()
    document_id: Mapped[str] = mapped_column(sa.String(26))
    kind: Mapped[DatedBy]
    begins: Mapped[date]
    ends: Mapped[date]
    page: Mapped[int | None]
    quote: Mapped[str] = mapped_column(default="")
    certain: Mapped[bool] = mapped_column(default=True)
    confirmed: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(sa.ForeignKey("person.id"))
    set_aside: Mapped[datetime | None]


class SnapshotAnswer(Base):
    """What a city answers to one question of the Data Snapshot."""

    __tablename__ = "snapshot_answer"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    answer: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime]


class OutcomeShown(Base):
    """Where a city shows one outcome of the requirement beside the criteria."""

    __tablename__ = "outcome_shown"
    __table_args__ = (tied_to("assessment"),)

    assessment_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    city_id: Mapped[str] = of_city()
    where: Mapped[str]
    at: Mapped[datetime]


class Revision(Base):
    """A whole edition as it was when it was first used; never changed.

    ``content`` is all that the edition says. ``entered`` is the file that was laid over
    the shipped one, empty for the shipped one itself.
    """

    __tablename__ = "revision"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    edition: Mapped[str]
    version: Mapped[str]
    content: Mapped[dict[str, Any]]
    entered: Mapped[str] = mapped_column(default="")
    by_id: Mapped[str | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]


class Supposition(Base):
    """A named what-if beside an assessment. It touches no decision."""

    __tablename__ = "supposition"
    __table_args__ = (
        tied_to("assessment"),
        sa.UniqueConstraint("assessment_id", "name"),
    )

    id: Mapped[str] = own_id()
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    name: Mapped[str]
    confirmed: Mapped[list[Any]] = mapped_column(default=list)
    rejected: Mapped[list[Any]] = mapped_column(default=list)
    without: Mapped[list[Any]] = mapped_column(default=list)
    added: Mapped[list[Any]] = mapped_column(default=list)
    by_id: Mapped[str | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]


class EvidenceRequest(Base):
    """A letter to a department that asks for evidence for one criterion.

    Its upload link is signed, not kept: it can be made again from this row. One
    ``to_city`` is what the programme asks of the city; a document makes it of a link.
    """

    __tablename__ = "evidence_request"
    __table_args__ = (
        tied_to("assessment"),
        tied_to("document"),
        sa.UniqueConstraint("city_id", "id"),
        sa.Index("ix_evidence_request_assessment_id", "assessment_id"),
    )

    id: Mapped[str] = own_id()
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    criterion: Mapped[str]
    department: Mapped[str]
    email: Mapped[str] = mapped_column(default="", server_default="")
    note: Mapped[str] = mapped_column(default="")
    due: Mapped[date]
    expires: Mapped[datetime]
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    withdrawn: Mapped[datetime | None]
    document_id: Mapped[str | None] = mapped_column(sa.String(26))
    to_city: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    answers: Mapped[list[RequestAnswer]] = relationship(
        lazy="raise_on_sql",
        order_by="RequestAnswer.at",
        viewonly=True,
        primaryjoin=lambda: RequestAnswer.request_id == EvidenceRequest.id,
        foreign_keys=lambda: RequestAnswer.request_id,
    )
    author: Mapped[Person] = relationship(lazy="raise_on_sql")


class RequestAnswer(Base):
    """A document that came in by the upload link of a request."""

    __tablename__ = "request_answer"
    __table_args__ = (tied_to("evidence_request", "request_id"), tied_to("document"))

    request_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    document_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    city_id: Mapped[str] = of_city()
    name: Mapped[str]
    at: Mapped[datetime]
