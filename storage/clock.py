"""The time, by the database's clock, so that hosts need not agree on theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.columns import UtcTime

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy.orm import Session


def now(session: Session) -> datetime:
    """The present moment in UTC.

    SQLite has no server, and so no clock but this machine's.
    """
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    # To ask for the time must not write what is half made.
    with session.no_autoflush:
        moment: datetime = session.scalars(sa.select(sa.func.clock_timestamp())).one()
    return moment.astimezone(UTC)  # the server's zone may have another name


def ago(session: Session, time: timedelta) -> sa.ColumnElement[datetime]:
    """The moment that was so long ago, as a query tells it instead of asking first."""
    if session.get_bind().dialect.name == "sqlite":
        return sa.literal(now(session) - time, UtcTime())
    return sa.func.clock_timestamp() - sa.literal(time, sa.Interval())
