"""The tables of an installation's own rules: every change, and what was published."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base, by_value
from storage.models import Person


class Act(StrEnum):
    """What one change to the draft did to a rule."""

    WRITTEN = "written"
    RETIRED = "retired"
    RESTORED = "restored"  # as it is shipped
    LEFT = "left"  # as it is in the version in force


Base.registry.update_type_annotation_map({Act: by_value(Act)})


class RuleChange(Base):
    """One change to the draft of an edition's rules. Appended, never changed.

    ``number`` counts the changes of the edition; ``text`` is the rule, if written.
    """

    __tablename__ = "rule_change"

    edition: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    act: Mapped[Act]
    text: Mapped[str] = mapped_column(default="")
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship(lazy="raise_on_sql")


class RuleVersion(Base):
    """A published version of an edition's rules. Appended, never changed.

    ``changes`` are all texts that are laid over the rules as shipped, by rule; an empty
    one retires its rule. ``digest`` is that of the rules this made when it was
    published, ``upto`` the number of the last change that went into it.
    """

    __tablename__ = "rule_version"

    edition: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    changes: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    upto: Mapped[int]
    why: Mapped[str]
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship(lazy="raise_on_sql")
