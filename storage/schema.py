"""Brings the database's tables to the state that this version of the code needs."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import (
    access_models,
    answers,
    arriving,
    assignment_models,
    comment_models,
    events,
    factor_models,
    hook_models,
    images,
    intake,
    models,
    notice_models,
    parcel_models,
    planning_models,
    presence,
    provider_models,
    ranges,
    registers,
    review_models,
    round_models,
    rule_models,
    run_models,
    sights,
    text_models,
    tokens,
    tombstones,
    views,
    walls,
    watch,
)
from storage.columns import Base
from storage.errors import Refused

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from storage.store import Store

# A table is known once its module is loaded.
MODULES = (
    access_models,
    answers,
    arriving,
    assignment_models,
    comment_models,
    events,
    factor_models,
    hook_models,
    images,
    intake,
    models,
    notice_models,
    parcel_models,
    planning_models,
    presence,
    provider_models,
    ranges,
    registers,
    review_models,
    round_models,
    rule_models,
    run_models,
    text_models,
    tombstones,
    views,
    tokens,
    watch,
)
TABLES = Base.metadata
MIGRATIONS = Path(__file__).with_name("migrations")
# Where Alembic keeps which migration the database has seen last.
SEEN = sa.table("alembic_version", sa.column("version_num", sa.String))


def upgrade(store: Store) -> None:
    """Run the migrations that the database has not seen. Several may ask at once.

    Tables of a later version are left as they are: a version works with those of the
    next one, so that processes of both may run while the new one is put in place. On
    PostgreSQL the walls between cities are put up, and the role by which Assay runs is
    let in.

    Raises:
        Refused: Something is to be done, and this role may not.
    """
    with (
        store.owned() as engine,
        engine.connect() as connection,
        _unbound(connection),
        connection.begin(),
    ):
        guarded = connection.dialect.name == "postgresql"
        if (guarded and not _is_to_build(connection)) or _is_later(connection):
            return
        if version(connection) != _newest():
            _migrate(connection)
        if guarded:
            walls.put_up(connection, TABLES)
            runs_as = store.engine.url
            walls.let_in(connection, runs_as.username or "", runs_as.password or "")


def is_current(connection: sa.Connection) -> bool:
    """Whether the database has seen every migration, and perhaps later ones."""
    return version(connection) == _newest() or _is_later(connection)


def version(connection: sa.Connection) -> str:
    """The last migration that the database has seen; empty before the first."""
    if not sa.inspect(connection).has_table(SEEN.name):
        return ""
    return connection.scalar(sa.select(SEEN.c.version_num)) or ""


def _migrate(connection: sa.Connection) -> None:
    # Needed once in a version, and as slow to load as a tenth of everything.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _ours() -> set[str]:
    """The numbers of the migrations of this version, with which their files begin."""
    return {path.stem[:4] for path in MIGRATIONS.glob("versions/[0-9]*.py")}


def _newest() -> str:
    return max(_ours())


def _is_later(connection: sa.Connection) -> bool:
    """Whether the database has seen a migration that this version has not."""
    return version(connection) not in _ours() | {""}


def _is_to_build(connection: sa.Connection) -> bool:
    """Whether this role is to build; alone with it from here to the commit."""
    if not walls.may_build(connection):
        if is_current(connection):
            return False
        raise Refused(
            "The tables are not those of this version, and this role may not change "
            "them. Set ASSAY_DATABASE_OWNER_URL, and run: assay migrate"
        )
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(84311)")
    # A migration changes the rows of every city.
    sights.say(connection, sights.INSTALLATION)
    return True


@contextmanager
def _unbound(connection: sa.Connection) -> Iterator[None]:
    """Have SQLite follow no foreign keys while migrations run.

    It changes a table by filling another one and dropping the first, and would take all
    that hangs on its rows for gone. Only outside of a transaction can this be said.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # a SQLite engine
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")
