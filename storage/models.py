"""The tables. Rows are found and changed by the verbs of the modules beside this."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from criteria.evidence import Reason, Standing, Statement
from storage.columns import Base, by_value, of_city, own_id, tied_to
from storage.votes import Cast


class Role(StrEnum):
    """What a person may do."""

    CITY = "city"
    REVIEWER = "reviewer"
    LEAD = "lead"


class Shape(StrEnum):
    """The four shapes of evidence that the programme accepts."""

    FILE = "file"
    LINK = "link"
    STATEMENT = "statement"
    SCHEDULE = "schedule"


class DocumentState(StrEnum):
    """How far a document is."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    UNREADABLE = "unreadable"


class Scan(StrEnum):
    """What is known of malware in a document, once a scanner was asked."""

    WAITS = "waits"
    CLEAN = "clean"
    FOUND = "found"


class Verdict(StrEnum):
    """What one decision did to a link."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNSURE = "unsure"  # leaves it to the lead
    TAKEN_BACK = "taken-back"


Base.registry.update_type_annotation_map(
    {
        kind: by_value(kind)
        for kind in (
            Role,
            Shape,
            DocumentState,
            Scan,
            Verdict,
            Standing,
            Statement,
            Reason,
        )
    }
)


class City(Base):
    """A municipality that seeks certification."""

    __tablename__ = "city"

    id: Mapped[str] = own_id()
    name: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str] = mapped_column(sa.String(2))
    population: Mapped[int | None]
    is_example: Mapped[bool] = mapped_column(default=False)
    # When work of it was last begun: the cities take turns.
    served: Mapped[datetime | None]


class Person(Base):
    """Somebody who may sign in. A person of role *city* belongs to one city."""

    __tablename__ = "person"

    id: Mapped[str] = own_id()
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[Role]
    city_id: Mapped[str | None] = mapped_column(sa.ForeignKey("city.id"))
    password_hash: Mapped[str | None]
    keys_on: Mapped[bool] = mapped_column(default=True)
    every_city: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    language: Mapped[str] = mapped_column(sa.String(5), default="", server_default="")
    mail_daily: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    ended: Mapped[datetime | None]  # since when they have no access
    city: Mapped[City | None] = relationship(lazy="raise_on_sql")

    @property
    def called(self) -> str:
        """The name others see."""
        return self.name or self.email


class Assessment(Base):
    """One city's attempt at one edition of a standard."""

    __tablename__ = "assessment"
    __table_args__ = (sa.UniqueConstraint("city_id", "id"),)

    id: Mapped[str] = own_id()
    city_id: Mapped[str] = mapped_column(sa.ForeignKey("city.id"), index=True)
    edition: Mapped[str]
    standard_digest: Mapped[str] = mapped_column(sa.String(64))
    opened: Mapped[datetime]
    closed: Mapped[datetime | None]
    city: Mapped[City] = relationship(lazy="raise_on_sql")


class Document(Base):
    """A file, link, statement or schedule given for an assessment.

    It is its own job: ``state``, ``attempts`` and the lease say what is due. Its parent
    is what it came in, ``origin`` what a file says of itself. Aside, it counts nowhere.
    """

    __tablename__ = "document"
    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "sha256"),
        sa.UniqueConstraint("city_id", "id"),
        tied_to("assessment"),
        tied_to("document", "parent_id"),
        sa.Index("ix_document_due", "state", "lease_until"),
        sa.Index("ix_document_turn", "state", "city_id", "nudged"),
    )

    id: Mapped[str] = own_id()
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    parent_id: Mapped[str | None] = mapped_column(sa.String(26))
    shape: Mapped[Shape]
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    confidential: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    address: Mapped[str] = mapped_column(default="")
    seen_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    received: Mapped[datetime]
    received_by: Mapped[str | None] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    # Since when it waits, if not since it was received; and the request that had it.
    waits_since: Mapped[datetime | None]
    request: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    aside_since: Mapped[datetime | None]
    aside_why: Mapped[str] = mapped_column(default="", server_default="")
    nudged: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(sa.String(26))
    lease_until: Mapped[datetime | None]
    scan: Mapped[Scan | None]
    problem: Mapped[str | None]
    problem_code: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    remarks: Mapped[list[Any]] = mapped_column(default=list)
    origin: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    page_count: Mapped[int] = mapped_column(default=0)
    unread_count: Mapped[int] = mapped_column(default=0)
    rules_digest: Mapped[str] = mapped_column(default="")
    reader: Mapped[str] = mapped_column(sa.String(20), default="", index=True)


class Link(Base):
    """The claim that a document is evidence for a criterion.

    ``decided`` counts its decisions; a reviewer who has seen fewer is refused.
    ``standing``, ``for_lead``, ``reason``, ``clause``, ``items``, ``dated`` and ``key``
    repeat what was decided. If it is decided and no rule finds it any more,
    ``basis_lost`` says since when, and ``basis_changed`` holds until somebody decides
    again.
    """

    __tablename__ = "link"
    __table_args__ = (
        sa.UniqueConstraint("document_id", "criterion"),
        sa.UniqueConstraint("city_id", "id"),
        tied_to("assessment"),
        tied_to("document"),
        sa.Index("ix_link_queue", "assessment_id", "standing", "score", "id"),
        sa.Index("ix_link_criterion", "assessment_id", "criterion", "standing"),
        sa.Index("ix_link_changed", "assessment_id", "basis_changed"),
        sa.Index("ix_link_for_lead", "assessment_id", "for_lead", "score", "id"),
        sa.Index("ix_link_precedents", "criterion", "standing"),
        sa.Index("ix_link_counts", "assessment_id", "standing", "for_lead", "city_id"),
    )

    id: Mapped[str] = own_id()
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    document_id: Mapped[str] = mapped_column(sa.String(26))
    criterion: Mapped[str]
    score: Mapped[float]
    statement: Mapped[Statement]
    parts: Mapped[list[Any]] = mapped_column(default=list)
    made_by: Mapped[str | None] = mapped_column(sa.ForeignKey("person.id"))
    basis_changed: Mapped[bool] = mapped_column(default=False)
    basis_lost: Mapped[datetime | None]
    standing: Mapped[Standing] = mapped_column(default=Standing.UNDECIDED)
    for_lead: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    decided: Mapped[int] = mapped_column(default=0)
    reason: Mapped[Reason | None]
    clause: Mapped[str] = mapped_column(default="", server_default="")
    items: Mapped[list[Any]] = mapped_column(default=list)
    dated: Mapped[date | None]
    key: Mapped[int] = mapped_column(default=0, server_default="0")
    document: Mapped[Document] = relationship(lazy="raise_on_sql")
    # By the link alone, so that an index answers for many links at once.
    found: Mapped[list[PassageRow]] = relationship(
        lazy="raise_on_sql",
        order_by="PassageRow.ordinal",
        cascade="all, delete-orphan",
        primaryjoin=lambda: PassageRow.link_id == Link.id,
        foreign_keys=lambda: PassageRow.link_id,
    )
    decisions: Mapped[list[Decision]] = relationship(
        lazy="raise_on_sql",
        order_by="Decision.number",
        viewonly=True,
        primaryjoin=lambda: Decision.link_id == Link.id,
        foreign_keys=lambda: Decision.link_id,
    )

    @property
    def passages(self) -> list[PassageRow]:
        """Its passages, the key one first."""
        return sorted(
            self.found, key=lambda one: (one.ordinal != self.key, one.ordinal)
        )


class PassageRow(Base):
    """A passage of a link. The *key* one is read first: ``ordinal`` 0, or as chosen.

    ``places`` are its boxes on the page's image, found when the image is made.
    """

    __tablename__ = "passage"
    __table_args__ = (tied_to("link"),)

    link_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    page: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str]
    rule: Mapped[str]
    item: Mapped[str | None]
    statement: Mapped[Statement]
    receipt: Mapped[dict[str, Any]] = mapped_column(default=dict)
    places: Mapped[list[Any] | None]


class Decision(Cast, Base):
    """One person's word on one link. Appended, never changed."""

    __tablename__ = "decision"
    __table_args__ = (tied_to("link"), sa.Index("ix_decision_by", "by_id", "at"))

    link_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    verdict: Mapped[Verdict]
    undoes: Mapped[int | None]  # the number of the decision that it takes back
    reason: Mapped[Reason | None]
    # The item of the criterion that the reason is about; empty for all of it.
    clause: Mapped[str] = mapped_column(default="", server_default="")
    note: Mapped[str] = mapped_column(default="")
    items: Mapped[list[Any]] = mapped_column(default=list)
    dated: Mapped[date | None]
    key: Mapped[
        int | None
    ]  # the ordinal of the passage to read first, if one was chosen
    # One for all that were made with one act.
    batch: Mapped[str | None] = mapped_column(sa.String(26), index=True)
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[Person] = relationship(lazy="raise_on_sql")
