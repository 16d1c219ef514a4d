"""Sights: whose rows a session may see and change; PostgreSQL holds it to that.

A store has a sight for the sessions that it opens. The edge says whose rows: a page
those of who has signed in, a worker those of the row that it works on, a command and a
sweep those of the whole installation. A transaction that was told none sees nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import SessionTransaction

    from storage.columns import Base

# What the database is told for each transaction: ids of cities, or that it is all.
SETTING = "assay.cities"
ALL = "*"
_SIGHT = "sight"


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose rows: those of some cities, or of the whole installation."""

    cities: frozenset[str] = frozenset()
    is_whole: bool = False


NOBODY = Sight()
INSTALLATION = Sight(is_whole=True)


def of(*city_ids: str) -> Sight:
    """The rows of these cities."""
    return Sight(frozenset(city_ids))


def whose(session: Session, table: type[Base], row_id: str) -> Sight:
    """The rows of the city that a row is of; nobody's if it is gone."""
    column = table.__table__.columns
    city = session.scalar(sa.select(column.city_id).where(column.id == row_id))
    return of(city) if city else NOBODY


def begin(session: Session, sight: Sight) -> None:
    """Say whose rows are meant in this session from here on."""
    session.info[_SIGHT] = sight


def change(session: Session, sight: Sight) -> None:
    """Mean the rows of another sight, also in the transaction that is open."""
    if session.info.get(_SIGHT, NOBODY) == sight:
        return
    session.info[_SIGHT] = sight
    if session.in_transaction():
        say(session.connection(), sight)


@contextmanager
def beyond(session: Session, sight: Sight = INSTALLATION) -> Iterator[None]:
    """See other cities' rows, too, for as long as this lasts: for what cities share."""
    narrow = session.info.get(_SIGHT, NOBODY)
    change(session, sight)
    try:
        yield
    finally:
        change(session, narrow)


def say(connection: sa.Connection, sight: Sight) -> None:
    """Tell PostgreSQL, until the transaction ends. SQLite holds nobody to it."""
    if connection.dialect.name != "postgresql":
        return
    told = ALL if sight.is_whole else ",".join(sorted(sight.cities))
    connection.exec_driver_sql(f"SELECT set_config('{SETTING}', %s, true)", (told,))


@event.listens_for(Session, "after_begin")
def _say(
    session: Session, transaction: SessionTransaction, connection: sa.Connection
) -> None:
    sight: Sight = session.info.get(_SIGHT, NOBODY)
    if sight != NOBODY and not transaction.nested:
        say(connection, sight)
