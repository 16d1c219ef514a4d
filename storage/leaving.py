"""A city leaves: its rows, files, texts and pictures go, and no backup brings it back.

What stays are the hashes of its history, that it was removed, and a tombstone: in the
database, in every later backup, and beside the blobs, which outlive a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import events, parcels, sights, tombstones
from storage.arriving import Arriving
from storage.deeds import Deed
from storage.images import PageImage
from storage.models import Assessment, City, Document, Link, Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Left:
    """What of a city lies outside of the database, to be cleared after the commit."""

    city_id: str
    blobs: tuple[str, ...]
    uploads: tuple[str, ...]
    assessments: tuple[str, ...] = ()


def remove(session: Session, city: City) -> Left:
    """Remove a city's rows; of its history the hashes stay, and that it was removed.

    Returns:
        What to clear once this is committed: the blobs that no other city's document
        holds, and the uploads that were on their way.
    """
    for chain in (city.id, None):
        events.record(session, Deed.CITY_REMOVED, chain, about=city.id, name=city.name)
    own = _blobs(session, Document.city_id == city.id)
    with sights.beyond(session):
        others = _blobs(session, Document.city_id != city.id)
    coming = sa.select(Arriving.id).where(Arriving.city_id == city.id)
    held = sa.select(Assessment.id).where(Assessment.city_id == city.id)
    left = Left(
        city.id,
        tuple(sorted(own - others)),
        tuple(session.scalars(coming).all()),
        tuple(session.scalars(held).all()),
    )
    for table in (Link, Document, Assessment):
        session.execute(sa.delete(table).where(table.city_id == city.id))
    session.execute(sa.delete(Person).where(Person.city_id == city.id))
    session.delete(city)
    session.flush()
    events.empty(session, city.id)
    tombstones.lay(session, city.id)
    return left


def clear(store: Store, left: Left) -> None:
    """Clear what lies outside of the database. Safe to do twice.

    A blob that another city has handed in meanwhile stays.
    """
    store.blobs.bury(left.city_id)
    for upload_id in left.uploads:
        store.blobs.drop_parts(upload_id)
    for assessment_id in left.assessments:
        parcels.clear(store, assessment_id)
    for sha256 in left.blobs:
        with store.within(sights.INSTALLATION).snapshot() as session:
            held = session.scalar(
                sa.select(Document.id).where(Document.sha256 == sha256).limit(1)
            )
        if held is None:
            store.blobs.remove(sha256)


def _blobs(session: Session, of: sa.ColumnElement[bool]) -> set[str]:
    """The contents and the pictures of some documents."""
    pictures = PageImage.document_id == Document.id
    query = sa.select(Document.sha256, PageImage.sha256).outerjoin(PageImage, pictures)
    return {
        sha256 for row in session.execute(query.where(of)) for sha256 in row if sha256
    }
