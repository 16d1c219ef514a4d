"""Backups: every row as a line of JSON, every blob as a file, and back again.

Rows are written before blobs, from one snapshot, so that every row of a backup has its
blob. The form does not depend on the database: a backup of SQLite restores into
PostgreSQL.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import arriving, events, images, schema, watch
from storage.errors import Refused
from storage.models import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.store import Store

MANIFEST = "backup.json"
BATCH = 500
NO_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a backup holds."""

    rows: int
    blobs: int


def make(store: Store, folder: Path) -> Counts:
    """Write a backup into a folder; blobs that are there already are not copied again.

    Raises:
        NotFound: A blob is missing from the store.
    """
    (folder / "blobs").mkdir(parents=True, exist_ok=True)
    tables: dict[str, int] = {}
    with store.snapshot() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        version = schema.version(session.connection())
        for table in _tables():
            tables[table.name] = _write_rows(session, table, folder)
        blobs = sorted(set(session.scalars(sa.select(Document.sha256))))
    for sha256 in blobs:
        _write_blob(store, sha256, folder)
    manifest = {"version": version, "tables": tables, "blobs": len(blobs)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2))
    return Counts(sum(tables.values()), len(blobs))


def restore(store: Store, folder: Path) -> Counts:
    """Fill an empty installation from a backup.

    Raises:
        Refused: The folder holds no whole backup, it is of another version, a file in
            it is damaged, or the installation is not empty.
    """
    manifest = _manifest(folder)
    verify(folder)
    for path in _blobs(folder):
        with path.open("rb") as stream:
            store.blobs.put(stream, limit=NO_LIMIT)
    with store.transaction() as session:
        if manifest["version"] != schema.version(session.connection()):
            raise Refused(
                "This backup was made by another version of Assay. Restore it with "
                "that version, then upgrade."
            )
        rows = 0
        for table in _tables():
            if session.execute(sa.select(table).limit(1)).first() is not None:
                raise Refused(
                    "This installation holds data already. Restore into an empty one."
                )
        for table in _tables():
            rows += _read_rows(session, table, folder)
        if rows != sum(manifest["tables"].values()):
            raise Refused("This backup lacks rows that it should have. Take another.")
        events.record(
            session,
            events.Deed.BACKUP_RESTORED,
            None,
            after={"rows": rows, "version": manifest["version"]},
        )
    return Counts(rows, manifest["blobs"])


def verify(folder: Path) -> Counts:
    """Read a backup whole and compare every blob with its name.

    Raises:
        Refused: A blob is damaged or missing, or the folder holds no whole backup.
    """
    manifest = _manifest(folder)
    blobs = list(_blobs(folder))
    for path in blobs:
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != path.name:
                raise Refused(f"{path} is damaged. Take another backup.")
    if len(blobs) < manifest["blobs"]:
        raise Refused("This backup lacks files that it should have. Take another.")
    return Counts(sum(manifest["tables"].values()), len(blobs))


def _tables() -> list[sa.Table]:
    """The tables in the order in which they can be filled.

    Pictures are made anew, uploads on their way are sent again; workers and checks are
    those of the machine that restores.
    """
    own = (images.PageImage, arriving.Arriving, watch.WorkerSeen, watch.Check)
    made_anew = {table.__table__ for table in own}
    return [t for t in schema.TABLES.sorted_tables if t not in made_anew]


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.exists():
        raise Refused(f"{folder} holds no whole backup: {MANIFEST} is missing.")
    manifest: dict[str, Any] = json.loads(path.read_text())
    return manifest


def _blobs(folder: Path) -> Iterator[Path]:
    return (path for path in sorted((folder / "blobs").iterdir()) if path.is_file())


def _write_blob(store: Store, sha256: str, folder: Path) -> None:
    place = folder / "blobs" / sha256
    if place.exists():
        return
    half = folder / f"{sha256}.part"
    with half.open("wb") as file:
        file.writelines(store.blobs.stream(sha256))
    half.replace(place)


def _write_rows(session: Session, table: sa.Table, folder: Path) -> int:
    count = 0
    with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
        found = session.execute(sa.select(table).execution_options(yield_per=BATCH))
        for row in found.mappings():
            values = {column.name: _plain(row[column]) for column in table.columns}
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
            count += 1
    return count


def _read_rows(session: Session, table: sa.Table, folder: Path) -> int:
    count = 0
    batch: list[dict[str, object]] = []
    with (folder / f"{table.name}.jsonl").open(encoding="utf-8") as file:
        for line in file:
            batch.append(_typed(json.loads(line), table))
            count += 1
            if len(batch) == BATCH:
                session.execute(sa.insert(table), batch)
                batch = []
    if batch:
        session.execute(sa.insert(table), batch)
    return count


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _typed(values: dict[str, Any], table: sa.Table) -> dict[str, object]:
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
