"""Backups: every row as a line of JSON, every blob as a file, and back again.

Rows are written before blobs, from one snapshot, so that every row of a backup has its
blob. The form does not depend on the database: a backup of SQLite restores into
PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import (
    arriving,
    events,
    images,
    leaving,
    lines,
    parcel_models,
    schema,
    tombstones,
    watch,
)
from storage.deeds import Deed
from storage.errors import Refused
from storage.models import City, Document
from storage.tombstones import Tombstone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.leaving import Left
    from storage.store import Store

MANIFEST = "backup.json"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a backup holds."""

    rows: int
    blobs: int


def make(store: Store, folder: Path) -> Counts:
    """Write a backup into a folder; blobs that are there already are not copied again.

    Those that no document has any more are removed from it.

    Raises:
        NotFound: A blob is missing from the store.
    """
    (folder / "blobs").mkdir(parents=True, exist_ok=True)
    tables: dict[str, int] = {}
    with store.snapshot() as session:
        lines.hold_still(session)
        version = schema.version(session.connection())
        for table in _tables():
            rows = lines.found(session, table)
            tables[table.name] = lines.write(_rows(folder, table), rows)
        kept = set(session.scalars(sa.select(Document.sha256)))
    for sha256 in sorted(kept):
        lines.write_blob(store, sha256, folder / "blobs")
    for path in _blobs(folder):
        if path.name not in kept:
            path.unlink()
    manifest = {"version": version, "tables": tables, "blobs": len(kept)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2))
    return Counts(sum(tables.values()), len(kept))


def restore(
    store: Store, folder: Path, *, gone: frozenset[str] = frozenset()
) -> Counts:
    """Fill an empty installation from a backup.

    Cities that have left since it was made are removed again: those ``gone``, and those
    whose tombstones are here, beside the blobs, or in the backup.

    Raises:
        Refused: The folder holds no whole backup, it is of another version, a file in
            it is damaged, or the installation is not empty.
    """
    manifest = _manifest(folder)
    verify(folder)
    for path in _blobs(folder):
        lines.read_blob(store, path)
    with store.transaction() as session:
        gone |= tombstones.known(session) | store.blobs.buried()
        rows = _fill(session, folder, manifest)
        events.record(
            session,
            Deed.BACKUP_RESTORED,
            None,
            after={"rows": rows, "version": manifest["version"]},
        )
        left = _remove_again(session, gone | tombstones.known(session))
    for one in left:
        leaving.clear(store, one)
    return Counts(rows, manifest["blobs"])


def _fill(session: Session, folder: Path, manifest: Mapping[str, Any]) -> int:
    """Add the rows of a backup to a database that holds nothing but tombstones."""
    if manifest["version"] != schema.version(session.connection()):
        raise Refused(
            "This backup was made by another version of Assay. Restore it with "
            "that version, then upgrade."
        )
    session.execute(sa.delete(Tombstone))
    for table in _tables():
        if session.execute(sa.select(table).limit(1)).first() is not None:
            raise Refused(
                "This installation holds data already. Restore into an empty one."
            )
    rows = sum(
        lines.insert(session, table, lines.read(_rows(folder, table)))
        for table in _tables()
    )
    if rows != sum(manifest["tables"].values()):
        raise Refused("This backup lacks rows that it should have. Take another.")
    return rows


def _remove_again(session: Session, gone: set[str] | frozenset[str]) -> list[Left]:
    """Remove the cities that have left, and keep that they have."""
    back = session.scalars(sa.select(City).where(City.id.in_(gone))).all()
    for city_id in gone:
        tombstones.lay(session, city_id)
    return [leaving.remove(session, city) for city in back]


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

    Pictures and parcels are made anew, uploads on their way are sent again; workers and
    checks are those of the machine that restores.
    """
    own = (
        images.PageImage,
        parcel_models.Parcel,
        arriving.Arriving,
        watch.WorkerSeen,
        watch.Check,
    )
    made_anew = {table.__table__ for table in own}
    return [t for t in schema.TABLES.sorted_tables if t not in made_anew]


def _rows(folder: Path, table: sa.Table) -> Path:
    return folder / f"{table.name}.jsonl"


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.exists():
        raise Refused(
            f"{folder} holds no whole backup: {MANIFEST} is missing. Name another."
        )
    manifest: dict[str, Any] = json.loads(path.read_text())
    return manifest


def _blobs(folder: Path) -> Iterator[Path]:
    return (path for path in sorted((folder / "blobs").iterdir()) if path.is_file())
