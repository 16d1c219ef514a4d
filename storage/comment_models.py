"""The table of what reviewers and a city say to each other. Rows are added only."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base, of_city, own_id, tied_to
from storage.models import Document, Person


class Comment(Base):
    """What somebody said about a criterion, or about one document for it: a link."""

    __tablename__ = "comment"
    __table_args__ = (
        tied_to("assessment"),
        tied_to("document"),
        sa.Index("ix_comment_about", "assessment_id", "criterion"),
    )

    id: Mapped[str] = own_id()
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    criterion: Mapped[str]
    document_id: Mapped[str | None] = mapped_column(sa.String(26))
    text: Mapped[str]
    from_city: Mapped[bool]
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship(lazy="raise_on_sql")
    document: Mapped[Document | None] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        foreign_keys=[document_id],
        primaryjoin=lambda: Comment.document_id == Document.id,
    )
