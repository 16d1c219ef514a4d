"""Opens the database and the blobs: ``snapshot`` to look, ``transaction`` to change."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from storage import events, quotas, sights
from storage.blobs import Blobs
from storage.queue import Queue

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

    from storage.settings import Settings
    from storage.sights import Sight

BUSY_SECONDS = 30
# A network that swallows what is sent must not hold anybody for minutes.
POSTGRESQL = {
    "connect_timeout": 3,
    "client_encoding": "utf8",
    "tcp_user_timeout": 4000,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "options": "-c lock_timeout=20s -c idle_in_transaction_session_timeout=120s",
}


class Store:
    """What outlives a process. One per process; sessions are opened at the edge.

    Its sessions see the rows of its sight: the installation's, where none is said.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sight = sights.INSTALLATION
        self.engine = _engine(settings, settings.database)
        self.blobs = Blobs(settings.blobs, settings.blobs_secret)
        self.queue = Queue(settings)
        # Who acts where nobody has signed in.
        self.origin = events.Origin()
        self.quota = quotas.Quota(
            settings.city_files, settings.city_mb * 1_000_000, settings.city_waiting
        )

    def within(self, sight: Sight) -> Store:
        """The same store for sessions of another sight; close only one of them."""
        other = copy.copy(self)
        other.sight = sight
        return other

    @contextmanager
    def owned(self) -> Iterator[sa.Engine]:
        """The database by the role that owns its tables, where one is set."""
        if not self.settings.database_owner_url:
            yield self.engine
            return
        engine = _engine(self.settings, self.settings.database_owner)
        try:
            yield engine
        finally:
            engine.dispose()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Look: a session whose changes are never kept.

        PostgreSQL takes none, so there it ends as a change does: at each rollback its
        driver forgets the statements that it has prepared.
        """
        looking = self.engine.execution_options(looking=True, postgresql_readonly=True)
        with Session(looking, expire_on_commit=False) as session:
            sights.begin(session, self.sight)
            quotas.begin(session, self.quota)
            yield session
            if self.engine.dialect.name == "postgresql":
                session.expunge_all()
                session.commit()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Change: all of the block is kept, or, when it raises, nothing.

        What it recorded as done is written last, so that the chains are held briefly.
        """
        session = Session(self.engine, expire_on_commit=False)
        sights.begin(session, self.sight)
        events.begin(session, self.origin)
        quotas.begin(session, self.quota)
        with session, session.begin():
            yield session
            events.append(session)

    @contextmanager
    def rehearsal(self) -> Iterator[Session]:
        """Change as in a transaction, look at the outcome, and keep nothing of it."""
        with Session(self.engine, expire_on_commit=False) as session:
            sights.begin(session, self.sight)
            session.begin()
            try:
                yield session
            finally:
                session.rollback()

    def forked(self) -> None:
        """Let go of connections that belong to the parent process."""
        self.engine.dispose(close=False)
        self.queue.forked()

    def close(self) -> None:
        """Close what is open."""
        self.engine.dispose()
        self.queue.close()


def _engine(settings: Settings, address: str) -> sa.Engine:
    url = sa.make_url(address)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(
            url,
            pool_pre_ping=True,
            pool_size=10,
            connect_args=POSTGRESQL,
        )
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=10)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    del entry
    raw: sqlite3.Connection = connection  # type: ignore[assignment]  # a SQLite engine
    raw.isolation_level = None  # else the driver begins by itself, too late to lock
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock at once where changes are meant.

    A transaction that begins by reading cannot be upgraded while another writes: it
    fails at once, whatever the time-out.
    """
    looking = connection.get_execution_options().get("looking")
    connection.exec_driver_sql("BEGIN" if looking else "BEGIN IMMEDIATE")
