"""Databases on PostgreSQL with empty tables, used by one test after another.

To make one costs ten times what it costs to empty it.
"""

from __future__ import annotations

import secrets

import psycopg
from psycopg import sql

from tests import servers

# What a test may have done beside filling tables: each row of a catalogue tells by its
# xmin whether it was written since the database was made.
SHAPE = """
SELECT md5(string_agg(row, ' ' ORDER BY row))
FROM (
    SELECT concat_ws(':', tableoid, oid, xmin) FROM pg_class
    UNION ALL SELECT concat_ws(':', tableoid, attrelid, attnum, xmin) FROM pg_attribute
    UNION ALL SELECT concat_ws(':', tableoid, oid, xmin) FROM pg_attrdef
    UNION ALL SELECT concat_ws(':', tableoid, oid, xmin) FROM pg_constraint
    UNION ALL SELECT concat_ws(':', tableoid, indexrelid, xmin) FROM pg_index
    UNION ALL SELECT concat_ws(':', tableoid, oid, xmin) FROM pg_namespace
    UNION ALL SELECT concat_ws(':', tableoid, oid, xmin) FROM pg_policy
    UNION ALL SELECT concat_ws(':', tableoid, oid, xmin) FROM pg_proc
    UNION ALL SELECT concat_ws(':', tableoid, oid, xmin) FROM pg_trigger
    UNION ALL SELECT version_num FROM alembic_version
) AS rows (row)
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
FILLED = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
"""


class Databases:
    """Copies of a template, which nobody else uses while a test has one."""

    def __init__(self, root: str, template: str) -> None:
        self._root, self._template = root, template
        self._free: list[str] = []
        with psycopg.connect(f"{root}/{template}") as connection:
            self._shape = connection.execute(SHAPE).fetchone()

    def take(self) -> str:
        """The address of a database as the template has it."""
        if self._free:
            return self._free.pop()
        name = f"test_{secrets.token_hex(6)}"
        return servers.make_database(self._root, name, template=self._template)

    def give_back(self, address: str) -> None:
        """Empty it for the next test; leave it alone if more than rows was changed."""
        with psycopg.connect(address) as connection:
            if connection.execute(OTHERS).fetchone() != (0,):
                return
            if connection.execute(SHAPE).fetchone() != self._shape:
                return
            # Else triggers would keep what must never be removed.
            connection.execute("SET session_replication_role = replica")
            for (table,) in connection.execute(FILLED).fetchall():
                words = sql.SQL("DELETE FROM {}").format(sql.Identifier(table))
                connection.execute(words)
        self._free.append(address)
