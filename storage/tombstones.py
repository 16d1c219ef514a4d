"""Tombstones: the cities that have left, so that no older backup brings them back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.clock import now
from storage.columns import Base


class Tombstone(Base):
    """A city that has left; ``chain`` is its id, by which its history stays known."""

    __tablename__ = "tombstone"

    chain: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    at: Mapped[datetime]


def known(session: Session) -> set[str]:
    """The ids of all cities that have left."""
    return set(session.scalars(sa.select(Tombstone.chain)))


def lay(session: Session, city_id: str) -> None:
    """Keep that a city has left."""
    if session.get(Tombstone, city_id) is None:
        session.add(Tombstone(chain=city_id, at=now(session)))
        session.flush()
