"""What was read of a document: its pages, and the form that rules are matched on."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Base, of_city, tied_to


class PageText(Base):
    """The text of one page as it was read; never changed, only read anew."""

    __tablename__ = "page"
    __table_args__ = (tied_to("document"),)

    document_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    text: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="other")
    segments: Mapped[list[Any]] = mapped_column(default=list)
    label: Mapped[str] = mapped_column(default="")
    by_ocr: Mapped[bool] = mapped_column(default=False)
    sure: Mapped[list[Any]] = mapped_column(default=list)
    unread: Mapped[str | None]


class Searchable(Base):
    """The words of a document in the form that rules are matched against."""

    __tablename__ = "searchable"
    __table_args__ = (tied_to("document"),)

    document_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    city_id: Mapped[str] = of_city()
    words: Mapped[bytes]
