"""An export as it lies in its folder: read, and compared with its digests."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from criteria.telling import tell
from storage import exports, lines, schema
from storage.errors import Refused
from storage.models import City, Document, Person
from storage.planning_models import Revision

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Row = dict[str, Any]
_TABLES = {kind.__tablename__: kind for kind in exports.CARRIED}
NAME = re.compile(rf"{exports.ORIGINALS}/[0-9a-f]{{64}}|[a-z_]+\.jsonl")


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it was read: what it is of, its rows by table, its originals."""

    assessment_id: str
    manifest: Mapping[str, Any]
    rows: Mapping[str, list[Row]]
    originals: tuple[Path, ...]

    @property
    def editions(self) -> list[Mapping[str, Any]]:
        """What the edition says that it is held against; none if none was kept."""
        return [row["content"] for row in self.rows[Revision.__tablename__]]


def read(folder: Path) -> Export:
    """Read an export and compare every file with its digest.

    Raises:
        Refused: A file is spoilt, missing or unknown, or the form is a newer one; the
            sentence names it.
    """
    manifest = _manifest(folder)
    for name, sha256 in manifest["files"].items():
        path = folder / name
        if not NAME.fullmatch(name) or not path.is_file() or path.is_symlink():
            raise Refused("%(file)s is missing. Take another export.", file=path)
        if exports.digest(path) != sha256:
            raise Refused(
                "%(file)s is not as it was exported. Take another export.", file=path
            )
    rows = _of_one_city({name: _rows(folder, name) for name in _TABLES})
    originals = tuple(folder / exports.ORIGINALS / sha for sha in _contents(rows))
    for path in originals:
        if f"{exports.ORIGINALS}/{path.name}" not in manifest["files"]:
            raise Refused("%(file)s is missing. Take another export.", file=path)
        if manifest["files"][f"{exports.ORIGINALS}/{path.name}"] != path.name:
            raise Refused(
                "%(file)s is not as it was exported. Take another export.", file=path
            )
    _check_closed(folder, rows)
    return Export(manifest["assessment"], manifest, rows, originals)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / exports.MANIFEST
    if not path.is_file():
        raise Refused(
            "%(folder)s holds no whole export: %(file)s is missing. "
            "Name the folder of another.",
            folder=folder,
            file=exports.MANIFEST,
        )
    spoilt = Refused(
        "%(file)s is not as it was exported. Take another export.", file=path
    )
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        sealed = manifest.get("seal") == exports.seal(manifest)
    except (ValueError, AttributeError):
        raise spoilt from None
    if not sealed:
        raise spoilt
    if manifest["format"] != exports.FORMAT:
        raise Refused(_NEWER)
    return manifest


_NEWER = tell(
    "This export was made by a newer version of Assay. Upgrade this one first."
)


def _rows(folder: Path, name: str) -> list[Row]:
    """The rows of one table; a column that is not known here is of a newer version."""
    known = _columns(name)
    path = folder / f"{name}.jsonl"
    found = list(lines.read(path)) if path.exists() else []
    if any(not row.keys() <= known for row in found):
        raise Refused(_NEWER)
    return _parents_first(found) if name == Document.__tablename__ else found


def _of_one_city(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The rows with the city that all are of; an older form did not tell it of each."""
    cities = rows[City.__tablename__]
    for name, found in rows.items():
        if cities and name != Person.__tablename__ and "city_id" in _columns(name):
            for row in found:
                row.setdefault("city_id", cities[0]["id"])
    return rows


def _columns(name: str) -> set[str]:
    return set(schema.TABLES.tables[name].columns.keys())


def _parents_first(rows: list[Row]) -> list[Row]:
    """Documents after the archive or e-mail that they came in."""
    parents = {row["id"]: row["parent_id"] for row in rows}

    def depth(document_id: str | None) -> int:
        steps = 0
        while document_id is not None and steps <= len(rows):
            document_id, steps = parents.get(document_id), steps + 1
        return steps

    return sorted(rows, key=lambda row: depth(row["id"]))


def _check_closed(folder: Path, rows: Mapping[str, list[Row]]) -> None:
    """Let no row of an export hang on what another assessment has here.

    Raises:
        Refused: One names a row that is not in the export.
    """
    for name, found in rows.items():
        if name == Person.__tablename__:
            continue
        for column in schema.TABLES.tables[name].columns:
            for key in column.foreign_keys:
                of = key.column
                known = {row[of.name] for row in rows[of.table.name]} | {None}
                if not {row[column.name] for row in found} <= known:
                    raise Refused(
                        "%(file)s names what is not in this export. Take another one.",
                        file=folder / f"{name}.jsonl",
                    )


def _contents(rows: Mapping[str, list[Row]]) -> list[str]:
    return sorted({row["sha256"] for row in rows[Document.__tablename__]})
