"""Whose turn it is: a message only says that something waits, and here is chosen what.

The cities take turns, in whatever order messages came, so that one with ten thousand
documents keeps no other waiting. The row that is chosen is locked until it is claimed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.clock import now
from storage.jobs import MOST_ATTEMPTS, WAITS
from storage.models import City, Document, DocumentState
from storage.parcel_jobs import free
from storage.parcel_models import Parcel
from storage.ranges import PageRange, ready

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def document(session: Session) -> str | None:
    """Choose the document to be read next; None if nothing is to be read.

    What a dead worker has left, and what is only to be joined, comes first.
    """
    return _left(session) or _whole(session) or _waiting(session)


def page_range(session: Session, *, scan: bool) -> tuple[str, int] | None:
    """Choose the range of pages to be read next, of scans or of texts."""
    free = sa.or_(PageRange.lease.is_(None), PageRange.lease_until < now(session))
    found = session.execute(
        sa.select(PageRange.document_id, PageRange.first, PageRange.city_id)
        .join(City, City.id == PageRange.city_id)
        .where(
            PageRange.found.is_(None),
            PageRange.attempts < MOST_ATTEMPTS,
            PageRange.scan == scan,
            free,
        )
        .order_by(City.served.nulls_first(), PageRange.nudged, PageRange.first)
        .limit(1)
        .with_for_update(skip_locked=True, of=PageRange)
    ).one_or_none()
    if found is None:
        return None
    _serve(session, found.city_id)
    return found.document_id, found.first


def parcel(session: Session) -> str | None:
    """Choose the assessment to be packed next; None if none is to be packed."""
    found = session.scalar(
        sa.select(Parcel)
        .join(City, City.id == Parcel.city_id)
        .where(free(now(session)), Parcel.attempts < MOST_ATTEMPTS)
        .order_by(City.served.nulls_first(), Parcel.asked)
        .limit(1)
        .with_for_update(skip_locked=True, of=Parcel)
    )
    if found is None:
        return None
    _serve(session, found.city_id)
    return found.assessment_id


def _left(session: Session) -> str | None:
    dead = sa.select(Document.id).where(
        Document.state == DocumentState.READING,
        Document.lease_until < now(session),
        Document.attempts < MOST_ATTEMPTS,
    )
    return _first(session, dead.order_by(Document.lease_until))


def _whole(session: Session) -> str | None:
    return _first(session, sa.select(Document.id).where(ready(now(session))))


def _waiting(session: Session) -> str | None:
    """The document that was put in line first, of the city served longest ago."""
    waits = sa.and_(WAITS, Document.attempts < MOST_ATTEMPTS)
    has_some = sa.exists().where(Document.city_id == City.id, waits)
    city_id = session.scalar(
        sa.select(City.id)
        .where(has_some)
        .order_by(City.served.nulls_first(), City.id)
        .limit(1)
    )
    if city_id is None:
        return None
    mine = sa.select(Document.id).where(Document.city_id == city_id, waits)
    chosen = _first(session, mine.order_by(Document.nudged.nulls_first(), Document.id))
    if chosen is not None:
        _serve(session, city_id)
    return chosen


def _first(session: Session, query: sa.Select[str]) -> str | None:
    locked = query.limit(1).with_for_update(skip_locked=True, of=Document)
    return session.scalar(locked)


def _serve(session: Session, city_id: str) -> None:
    served = sa.update(City).where(City.id == city_id)
    session.execute(served.values(served=now(session)))
