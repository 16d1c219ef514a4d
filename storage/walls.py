"""Walls: row-level security, by which PostgreSQL keeps the cities apart.

They are put up after the migrations, from the catalogue of the code, so that a new
table of a city has its wall from its first day. The role by which Assay runs owns
nothing and cannot take them down.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import sights

if TYPE_CHECKING:
    from collections.abc import Iterator

CITY = "city_id"
# Whose city stands in another column.
COLUMNS = {"city": "id", "event": "chain", "event_head": "chain", "tombstone": "chain"}
# Who reaches which city is looked up before anybody's sight is known.
READ_BY_ALL = ("city", "reviewer_city", "person", "invitation", "interest")
# The installation's own history is added to by everybody, and read by the lead.
SHARED = "chain = 'installation'"
# What the role that runs may not do: the history is appended. When a city leaves, what
# its events have told is emptied.
KEPT = (
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM %I",
    "REVOKE UPDATE, DELETE ON event FROM %I",
    "GRANT UPDATE (content) ON event TO %I",
    "REVOKE DELETE ON event_head FROM %I",
)
_PREFIX = "cities_"
_TOLD = f"current_setting('{sights.SETTING}', true)"


@dataclass(frozen=True, slots=True)
class Policy:
    """For whom one kind of statement sees the rows of a table, and may write them."""

    table: str
    kind: str
    using: str = ""
    check: str = ""

    @property
    def clauses(self) -> str:
        """What it says, as PostgreSQL reads it."""
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return f"FOR {self.kind}{using}{check}"

    @property
    def name(self) -> str:
        """Its name, which changes with what it says."""
        return _PREFIX + hashlib.sha256(self.clauses.encode()).hexdigest()[:12]


def policies(tables: sa.MetaData) -> Iterator[Policy]:
    """What stands between the cities, for every table that has rows of one."""
    for table in tables.sorted_tables:
        name = table.name
        column = COLUMNS.get(name) or (CITY if CITY in table.c else "")
        if not column:
            continue
        within = _within(column)
        if name == "event_head":
            within = f"{within} OR {SHARED}"
        if table.c[column].nullable:
            within = f"{within} OR {column} IS NULL"
        yield Policy(name, "ALL", within, within)
        if name in READ_BY_ALL:
            yield Policy(name, "SELECT", "true")
        if name == "event":
            yield Policy(name, "INSERT", check=SHARED)


def put_up(connection: sa.Connection, tables: sa.MetaData) -> None:
    """Bring the walls to what the code knows. The role must own the tables."""
    wanted = {(one.table, one.name): one for one in policies(tables)}
    held = connection.exec_driver_sql(
        "SELECT relname FROM pg_class"
        " WHERE relnamespace = current_schema()::regnamespace"
        " AND relrowsecurity AND relforcerowsecurity"
    )
    forced = set(held.scalars())
    for name in sorted({one.table for one in wanted.values()} - forced):
        connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    rows = connection.exec_driver_sql(
        "SELECT tablename, policyname FROM pg_policies"
        " WHERE schemaname = current_schema()"
    )
    known = {(table, name) for table, name in rows if name.startswith(_PREFIX)}
    for key in sorted(wanted.keys() - known):
        policy = wanted[key]
        connection.exec_driver_sql(
            f"CREATE POLICY {policy.name} ON {policy.table} {policy.clauses}"
        )
    for table, name in sorted(known - wanted.keys()):
        connection.exec_driver_sql(f"DROP POLICY {name} ON {table}")


def let_in(connection: sa.Connection, role: str, password: str) -> None:
    """Let a role read and write rows, and do nothing else; make it if there is none.

    What it may do already is not given again: that would hold others up.
    """
    if connection.scalar(sa.text("SELECT current_user")) == role:
        return
    has = sa.text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
    if not connection.scalar(has, {"role": role}):
        words = "CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
        _do(connection, f"{words} PASSWORD %L", role, password)
    lacking = sa.text(
        "SELECT count(*) FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = current_schema()::regnamespace"
        " AND relname <> 'alembic_version'"
        " AND NOT has_table_privilege(CAST(:role AS name), oid, 'INSERT')"
    )
    if connection.scalar(lacking, {"role": role}):
        schema = str(connection.scalar(sa.text("SELECT current_schema()")))
        _do(connection, "REVOKE CREATE ON SCHEMA %I FROM PUBLIC", schema)
        _do(connection, "GRANT USAGE ON SCHEMA %I TO %I", schema, role)
        rights = "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES"
        _do(connection, f"GRANT {rights} IN SCHEMA %I TO %I", schema, role)
        for words in KEPT:
            _do(connection, words, role)


def may_build(connection: sa.Connection) -> bool:
    """Whether this role may make tables."""
    asked = "SELECT has_schema_privilege(current_schema(), 'CREATE')"
    return bool(connection.scalar(sa.text(asked)))


def hold(connection: sa.Connection) -> bool:
    """Whether the walls stand in this role's way: it owns no table and passes none."""
    asked = (
        "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class WHERE"
        " relowner = pg_roles.oid AND relnamespace = current_schema()::regnamespace)"
        " FROM pg_roles WHERE rolname = current_user"
    )
    return not connection.scalar(sa.text(asked))


def _within(column: str) -> str:
    """Asked once for a statement, not for each row."""
    some = f"(SELECT string_to_array({_TOLD}, ','))::text[]"
    return f"(SELECT {_TOLD}) = '{sights.ALL}' OR {column} = ANY ({some})"


def _do(connection: sa.Connection, words: str, *names: str) -> None:
    """Run a command in which names stand, quoted by the database itself."""
    blanks = ", ".join(f"CAST(:n{place} AS text)" for place, _ in enumerate(names))
    given = {f"n{place}": name for place, name in enumerate(names)}
    said = sa.text(f"SELECT format(CAST(:words AS text), {blanks})")
    command = connection.scalar(said, {"words": words} | given)
    connection.exec_driver_sql(str(command).replace("%", "%%"))
