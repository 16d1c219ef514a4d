"""Confidential documents: who may open them, and what everybody else is told of them.

A veil lies over a session: what is loaded through it tells neither the name nor a word
of a confidential document, while everything that counts stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import set_committed_value

from criteria.telling import tell
from storage import events, reach, titles
from storage.deeds import Deed
from storage.models import Decision, Document, Link, PassageRow, Role
from storage.planning_models import DocumentDate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from storage.columns import Base
    from storage.models import Assessment, Person

NAME = tell("A confidential document")
WORDS = tell("Not shown: the document is confidential.")
_VEIL, _LEAVES = "veil", "leaves"


@dataclass(frozen=True, slots=True)
class Veil:
    """The documents, and their links, of which a session tells nothing."""

    documents: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


def open_to(person: Person) -> sa.ColumnElement[bool]:
    """That a document may be opened by this person, who reaches its city.

    A confidential one is for the city's own people, the reviewers assigned to the city
    and the lead; not for who reviews every city without being assigned to this one.
    """
    if person.role is not Role.REVIEWER or not person.every_city:
        return sa.true()
    return sa.or_(
        Document.confidential.is_(False), reach.assigned(person, Document.city_id)
    )


def leave(session: Session) -> None:
    """Say that this session makes what leaves the installation, for nobody's eyes."""
    session.info[_LEAVES] = True


def draw(session: Session, assessment: Assessment, person: Person | None) -> None:
    """Lay the veil over what of an assessment is not for this person, or for nobody."""
    if person is None or session.info.get(_LEAVES):
        closed: sa.ColumnElement[bool] = Document.confidential.is_(True)
    elif person.role is Role.REVIEWER and person.every_city:
        closed = sa.not_(open_to(person))
    else:
        return
    rows = session.execute(
        sa.select(Document.id, Link.id)
        .outerjoin(Link, Link.document_id == Document.id)
        .where(Document.assessment_id == assessment.id, closed)
    ).all()
    session.info[_VEIL] = Veil(
        frozenset(row[0] for row in rows), frozenset(row[1] for row in rows if row[1])
    )


def veiled(session: Session) -> frozenset[str]:
    """The ids of the documents of which this session tells nothing."""
    return _veil(session).documents


def name_in(session: Session) -> sa.ColumnElement[str]:
    """The name of a document as this session may tell it."""
    hidden = veiled(session)
    if not hidden:
        return titles.column()
    return sa.case((Document.id.in_(hidden), str(NAME)), else_=titles.column())


def mark(
    session: Session, document: Document, *, confidential: bool, by: Person | None
) -> None:
    """Make a document and all that came in it confidential, or open them again."""
    if document.confidential == confidential:
        return
    document.confidential = confidential
    deed = Deed.MADE_CONFIDENTIAL if confidential else Deed.MADE_OPEN
    events.on_document(session, deed, document, by=by)
    session.flush()
    inner = sa.select(Document).where(Document.parent_id == document.id)
    for one in session.scalars(inner).all():
        mark(session, one, confidential=confidential, by=by)


def look(session: Session, document: Document) -> None:
    """Keep that somebody has looked at a confidential document."""
    events.on_document(session, Deed.LOOKED_AT, document)


@event.listens_for(Document, "load")
@event.listens_for(Document, "refresh")
def _veil_document(document: Document, *_: object) -> None:
    nothing = {"title": "", "address": "", "note": "", "remarks": [], "kind": ""}
    _instead(document, "id", nothing | {"name": NAME, "origin": {}, "aside_why": ""})


@event.listens_for(PassageRow, "load")
@event.listens_for(PassageRow, "refresh")
def _veil_passage(row: PassageRow, *_: object) -> None:
    _instead(row, "link_id", {"quote": WORDS, "receipt": {}, "places": []})


@event.listens_for(Decision, "load")
@event.listens_for(Decision, "refresh")
def _veil_decision(row: Decision, *_: object) -> None:
    _instead(row, "link_id", {"note": ""})


@event.listens_for(DocumentDate, "load")
@event.listens_for(DocumentDate, "refresh")
def _veil_date(row: DocumentDate, *_: object) -> None:
    _instead(row, "document_id", {"quote": ""})


def _veil(session: Session | None) -> Veil:
    return session.info.get(_VEIL, _NOTHING) if session else _NOTHING


def _instead(row: Base, key: str, values: Mapping[str, object]) -> None:
    """Have a row under the veil tell these values; none of them is ever written."""
    veil, loaded = _veil(object_session(row)), sa.inspect(row).dict
    if loaded.get(key) not in veil.documents | veil.links:
        return
    for name, value in values.items():
        if name in loaded:
            set_committed_value(row, name, value)


_NOTHING = Veil()
