"""Imports: an assessment that was exported elsewhere becomes one of ours."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from criteria.language.tokenising import tokenise_in_parts
from criteria.language.tokens import to_keep
from storage import events, exports, lines, pages, schema
from storage.columns import new_id
from storage.deeds import Deed
from storage.errors import Refused
from storage.exported import Export, Row
from storage.models import Assessment, City, Document, DocumentState, Person, Role
from storage.planning_models import Revision
from storage.text_models import PageText, Searchable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from storage.store import Store


def bring_in(store: Store, export: Export, *, as_new: bool = False) -> str:
    """Bring an exported assessment into this installation, and return its id.

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
        document_id: to_keep(tokenise_in_parts([*map(pages.as_page, found)]))
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
    """Find the city by id or name, or add it; return its id here by that there."""
    [row] = export.rows[City.__tablename__]
    same = sa.or_(City.id == row["id"], City.name == row["name"])
    by_id = sa.case((City.id == row["id"], 0), else_=1)
    here = session.scalars(sa.select(City).where(same).order_by(by_id).limit(1)).first()
    if here is None:
        lines.insert(session, schema.TABLES.tables[City.__tablename__], [row])
        here = session.get_one(City, row["id"])
        events.record(session, Deed.CITY_ADDED, here.id, about=here.id, name=here.name)
    return {row["id"]: here.id}


def _people(
    session: Session, export: Export, city: Mapping[str, str]
) -> dict[str, str]:
    """Find who acted by their address, or add them; return ids here by those there."""
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
    ended = row.get("ended")  # an older form did not tell it
    person = Person(
        id=new_id() if taken else row["id"],
        email=row["email"],
        name=row["name"],
        role=Role.CITY if is_city else Role.REVIEWER,
        city_id=city_id if is_city else None,
        ended=datetime.fromisoformat(ended) if ended else None,
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
