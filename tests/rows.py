"""Rows of any table: made from what its columns ask for, and counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.store import Store

COUNTED = sa.union_all(
    *(
        sa.select(sa.literal(table.name), sa.func.count()).select_from(table)
        for table in TABLES.sorted_tables
    )
)


def row_counts(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.snapshot() as session:
        return dict(session.execute(COUNTED).all())


def make_row(table: sa.Table, given: Mapping[str, object]) -> dict[str, object]:
    """A row with these values, and some in each other column that asks for one."""
    row: dict[str, object] = {}
    for column in table.columns:
        if column.name in given:
            row[column.name] = given[column.name]
        elif not column.nullable and column.server_default is None:
            row[column.name] = _some(column.type)
    return row


def _some(kind: sa.types.TypeEngine[Any]) -> object:
    if isinstance(kind, sa.JSON):
        return []
    if isinstance(kind, sa.Enum) and kind.enum_class:
        return next(iter(kind.enum_class))
    moment = datetime.now(UTC)
    values = {str: "x", int: 1, float: 0.5, bool: False, bytes: b"", datetime: moment}
    return values.get(kind.python_type, moment.date())
