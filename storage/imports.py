"""Imports: an assessment that was exported elsewhere becomes one of ours."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from criteria.tokenising import tokenise
from storage import events, exports, lines, pages, schema
from storage.columns import new_id
from storage.errors import Refused
from storage.events import Deed
from storage.models import (
    Assessment,
    City,
    Document,
    DocumentState,
    PageText,
    Person,
    Role,
    Searchable,
)
from storage.planning_models import Revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.store import Store

Row = dict[str, Any]
_TABLES = {kind.__tablename__: kind for kind in exports.CARRIED}
_NAME = re.compile(rf"{exports.ORIGINALS}/[0-9a-f]{{64}}|[a-z_]+\.jsonl")


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
        if not _NAME.fullmatch(name) or not path.is_file() or path.is_symlink():
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


def bring_in(store: Store, export: Export, *, as_new: bool = False) -> str:
    """Make an assessment that was exported one of this installation; gives its id.

    With ``as_new`` every row gets a new id, so that it may stand beside the one it was
    made from. Whoever acted in it is found by their e-mail address, or added without a
    way to sign in; nobody becomes a lead by it.

    Raises:
        Refused: The assessment is here already. Nothing was changed.
    """
    if as_new:
        export = _renamed(export)
    words = _searchable(export.rows)
    with store.snapshot() as session:
        _check_new(session, export)
    for path in export.originals:
        lines.read_blob(store, path)
    with store.transaction() as session:
        _check_new(session, export)
        _fill(session, export)
        assessment = session.get_one(Assessment, export.assessment_id)
        session.add_all(
            Searchable(document_id=i, city_id=assessment.city_id, words=w)
            for i, w in words.items()
        )
        events.record(
            session,
            Deed.ASSESSMENT_IMPORTED,
            assessment.city_id,
            about=assessment.id,
            name=assessment.edition,
            after={"history": export.manifest["history"]},
        )
    return export.assessment_id


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / exports.MANIFEST
    if not path.is_file():
        raise Refused(
            "%(folder)s holds no whole export: %(file)s is missing.",
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


_NEWER = "This export was made by a newer version of Assay. Upgrade this one first."


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


def _check_new(session: Session, export: Export) -> None:
    if session.get(Assessment, export.assessment_id) is not None:
        raise Refused(
            "This assessment is here already. To have it a second time, as a new one, "
            "run: assay import FOLDER --as-new"
        )


def _searchable(rows: Mapping[str, list[Row]]) -> dict[str, bytes]:
    """The searchable form of each document that was read, made anew from its pages."""
    texts: dict[str, list[PageText]] = {
        row["id"]: []
        for row in rows[Document.__tablename__]
        if row["state"] == DocumentState.READ
    }
    told = rows[PageText.__tablename__]
    for row in sorted(told, key=lambda row: (row["document_id"], row["number"])):
        if row["text"] and row["document_id"] in texts:
            texts[row["document_id"]].append(PageText(**row))
    return {
        document_id: tokenise([pages.as_page(row) for row in found]).to_bytes()
        for document_id, found in texts.items()
    }


def _fill(session: Session, export: Export) -> None:
    """Add the rows, those of people and of the city as they are known here."""
    city = _city(session, export)
    known = _people(session, export, city) | city
    here = {City, Person, *([Revision] if _is_kept(session, export) else [])}
    for kind in exports.CARRIED:
        if kind in here:
            continue
        table = schema.TABLES.tables[kind.__tablename__]
        lines.insert(session, table, _under(export.rows[table.name], known))
        session.flush()


def _is_kept(session: Session, export: Export) -> bool:
    """Whether the edition that it is held against is kept here already."""
    return any(
        session.get(Revision, row["digest"]) is not None
        for row in export.rows[Revision.__tablename__]
    )


def _city(session: Session, export: Export) -> dict[str, str]:
    """Find the city by its id or its name, or add it; its id here by that there."""
    [row] = export.rows[City.__tablename__]
    same = sa.or_(City.id == row["id"], City.name == row["name"])
    by_id = sa.case((City.id == row["id"], 0), else_=1)
    here = session.scalars(sa.select(City).where(same).order_by(by_id).limit(1)).first()
    if here is None:
        here = City(**row)
        session.add(here)
        session.flush()
        events.record(session, Deed.CITY_ADDED, here.id, about=here.id, name=here.name)
    return {row["id"]: here.id}


def _people(
    session: Session, export: Export, city: Mapping[str, str]
) -> dict[str, str]:
    """Find who acted by their e-mail address, or add them; ids here by those there."""
    found = {}
    for row in export.rows[Person.__tablename__]:
        here = session.scalar(sa.select(Person).where(Person.email == row["email"]))
        if here is None:
            here = _stranger(session, row, next(iter(city.values())))
        found[row["id"]] = here.id
    return found


def _stranger(session: Session, row: Row, city_id: str) -> Person:
    taken = session.get(Person, row["id"]) is not None
    is_city = row["role"] == Role.CITY
    person = Person(
        id=new_id() if taken else row["id"],
        email=row["email"],
        name=row["name"],
        role=Role.CITY if is_city else Role.REVIEWER,
        city_id=city_id if is_city else None,
    )
    session.add(person)
    session.flush()
    events.record(
        session,
        Deed.PERSON_ADDED,
        person.city_id,
        about=person.id,
        name=person.called,
        after={"role": person.role},
    )
    return person


def _renamed(export: Export) -> Export:
    """The same with new ids for all but the city and its people."""
    stay = {City.__tablename__, Person.__tablename__}
    names = {
        row["id"]: new_id()
        for name, rows in export.rows.items()
        if name not in stay
        for row in rows
        if "id" in row
    }
    renamed = {name: _under(rows, names) for name, rows in export.rows.items()}
    new = names[export.assessment_id]
    return Export(new, export.manifest, renamed, export.originals)


def _under(rows: Iterable[Row], names: Mapping[str, str]) -> list[Row]:
    """Rows in which some ids are others, wherever they stand."""
    return [{key: _named(value, names) for key, value in row.items()} for row in rows]


def _named(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - as JSON has it
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    return value
