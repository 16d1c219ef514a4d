"""Rows as lines of JSON, and blobs as files: the form of backups and of exports.

The form does not depend on the database: what SQLite wrote PostgreSQL takes.
"""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.store import Store

BATCH = 500
NO_LIMIT = 1 << 62


def hold_still(session: Session) -> None:
    """Have all that this session reads be of one moment."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def found(
    session: Session, table: sa.Table, of: sa.ColumnElement[bool] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a table as plain values, all or those of which something holds."""
    query = sa.select(table) if of is None else sa.select(table).where(of)
    rows = session.execute(query.execution_options(yield_per=BATCH))
    for row in rows.mappings():
        yield {column.name: _plain(row[column]) for column in table.columns}


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write one line for each row, and return how many there were."""
    count = 0
    with path.open("wb") as file:
        for count, line in enumerate(told(rows), start=1):  # noqa: B007 - the last is all
            file.write(line)
    return count


def told(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The line of each row."""
    for row in rows:
        yield (json.dumps(row, ensure_ascii=False) + "\n").encode()


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The rows that a file holds, one by one."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def insert(session: Session, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Add rows of plain values to a table, and return how many there were."""
    count, left = 0, iter(rows)
    while batch := [_typed(row, table) for row in islice(left, BATCH)]:
        session.execute(sa.insert(table), batch)
        count += len(batch)
    return count


def write_blob(store: Store, sha256: str, folder: Path) -> None:
    """Write a blob under its name, unless it is there: half of one is never seen.

    Raises:
        NotFound: It is missing from the store.
    """
    place = folder / sha256
    if place.exists():
        return
    half = folder.with_name(f"{sha256}.part")
    with half.open("wb") as file:
        file.writelines(store.blobs.stream(sha256))
    half.replace(place)


def read_blob(store: Store, path: Path) -> None:
    """Keep a file as a blob."""
    with path.open("rb") as stream:
        store.blobs.put(stream, limit=NO_LIMIT)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _typed(values: Mapping[str, Any], table: sa.Table) -> dict[str, object]:
    return {name: _value(given, table.columns[name]) for name, given in values.items()}


def _value(given: Any, column: sa.Column[Any]) -> object:  # noqa: ANN401 - as JSON has it
    if given is None or isinstance(column.type, sa.JSON):
        return given
    if isinstance(column.type, sa.Enum) and column.type.enum_class:
        return column.type.enum_class(given)
    kind = column.type.python_type
    if kind is bytes:
        return base64.b64decode(given)
    if issubclass(kind, date):
        return kind.fromisoformat(given)
    return kind(given)
