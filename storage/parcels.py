"""Parcels: all of an assessment as one ZIP, asked for on a page and taken away there.

A worker makes it (`storage.parcel_jobs`). The ZIP lies in parts below the attempt that
made it, so what a worker has left who died is known for what it is, and cleared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import confidential, documents, events, logs, sights
from storage.blobs import EXPORTS
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Conflict, NotFound
from storage.models import Assessment, Document
from storage.parcel_models import OPEN, Parcel, ParcelState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.models import Person
    from storage.parts import Parts
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a parcel would hold now: its documents, and the bytes of their originals.

    ``withheld`` documents are not given out, so they would not be in it.
    """

    documents: int
    size: int
    confidential: int
    withheld: int


def holdings(session: Session, assessment: Assessment, *, scanning: bool) -> Holdings:
    """Count what a parcel would hold if it were packed now."""
    closed = documents.withheld(session, assessment, scanning=scanning)
    secret = sa.case((Document.confidential, 1), else_=0)
    counted = sa.select(
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(Document.size), 0),
        sa.func.coalesce(sa.func.sum(secret), 0),
    ).where(Document.assessment_id == assessment.id, Document.id.not_in(closed))
    count, size, confidential = session.execute(counted).one()
    return Holdings(count, int(size), confidential, len(closed))


def left_out(session: Session, row: Parcel) -> Sequence[Document]:
    """The documents that were left out of a parcel, and are still here."""
    if not row.left_out:
        return []
    query = sa.select(Document).where(Document.id.in_(row.left_out))
    return session.scalars(query.order_by(Document.name)).all()


def find(session: Session, assessment: Assessment) -> Parcel | None:
    """The parcel of an assessment with who asked for it, if anybody ever has."""
    query = sa.select(Parcel).where(Parcel.assessment_id == assessment.id)
    return session.scalar(query.options(sa.orm.joinedload(Parcel.by)))


def ask(session: Session, assessment: Assessment, *, by: Person) -> bool:
    """Have all of an assessment be packed; return whether to tell a worker.

    Whoever asks while it is packed, or ready, is given that one.
    """
    # Of two who ask at once, the second one sees what the first has asked for.
    held = sa.select(Assessment.id).where(Assessment.id == assessment.id)
    session.execute(held.with_for_update(key_share=True))
    row = session.get(Parcel, assessment.id, populate_existing=True)
    moment = now(session)
    if row is not None and _is_open(row, moment):
        return False
    if row is None:
        row = Parcel(assessment_id=assessment.id, city_id=assessment.city_id)
        session.add(row)
    row.state, row.asked, row.by_id = ParcelState.WAITING, moment, by.id
    row.request, row.nudged = logs.current(), moment
    row.attempts = row.done = row.total = row.size = 0
    row.left_out = []
    row.lease = row.lease_until = row.kept = row.sha256 = row.problem = None
    row.made = row.ends = None
    session.flush()
    _record(session, Deed.EXPORT_ASKED, assessment)
    return True


def ready(session: Session, assessment: Assessment) -> Parcel:
    """The parcel of an assessment, if it can be taken now.

    Raises:
        NotFound: There is none, or its time is over.
        Conflict: It holds a document that is not given out any more.
    """
    row = session.get(Parcel, assessment.id)
    is_ready = row is not None and row.state is ParcelState.READY
    if row is None or not is_ready or not _is_open(row, now(session)):
        raise NotFound(
            "There is nothing to take away any more. Ask for it to be packed again."
        )
    malware = documents.withheld(session, assessment, scanning=False)
    if malware - set(row.left_out):
        raise Conflict(
            "The virus scanner has found something in a file of this ZIP since it was "
            "made. Remove the ZIP, and have a new one made without that file."
        )
    return row


def take(session: Session, assessment: Assessment, row: Parcel) -> None:
    """Keep that somebody takes a parcel away, with all that is confidential in it."""
    _record(session, Deed.EXPORT_TAKEN, assessment, sha256=row.sha256, size=row.size)
    closed = sa.select(Document).where(
        Document.assessment_id == assessment.id,
        Document.confidential,
        Document.received <= row.made,
        Document.id.not_in(row.left_out),
    )
    for document in session.scalars(closed.order_by(Document.received, Document.id)):
        confidential.look(session, document)


def remove(session: Session, assessment: Assessment) -> None:
    """End a parcel before its time; its parts are cleared after the commit.

    Raises:
        NotFound: There is none, or it has ended.
    """
    row = session.get(Parcel, assessment.id, with_for_update=True)
    if row is None or row.state not in OPEN:
        raise NotFound("This was removed already. Ask for it to be packed again.")
    end(session, row)


def end(session: Session, row: Parcel) -> None:
    """End a parcel; its parts are cleared after the commit."""
    row.state, row.ends = ParcelState.ENDED, now(session)
    row.kept = row.lease = row.lease_until = None
    session.flush()
    _record(
        session, Deed.EXPORT_REMOVED, session.get_one(Assessment, row.assessment_id)
    )


def clear(store: Store, assessment_id: str = "") -> None:
    """Remove parts that belong to no parcel: of one assessment, or all. Safe to repeat.

    What is looked for is listed before the rows are asked, so an attempt that begins
    meanwhile keeps its parts.
    """
    kept = store.blobs.in_parts(assessment_id, under=EXPORTS)
    for place in kept - owned(store, {one.partition("/")[0] for one in kept}):
        store.blobs.drop_parts(place, under=EXPORTS)


def owned(store: Store, assessment_ids: Collection[str]) -> set[str]:
    """Under which names parts are kept that belong to a parcel, or will."""
    with store.within(sights.INSTALLATION).snapshot() as session:
        rows = session.scalars(
            sa.select(Parcel).where(Parcel.assessment_id.in_(assessment_ids))
        ).all()
    return {f"{row.assessment_id}/{row.lease or row.kept}" for row in rows}


def contents(store: Store, row: Parcel) -> Parts:
    """The ZIP of a parcel that is ready."""
    return store.blobs.parts(row.place, under=EXPORTS)


def _is_open(row: Parcel, moment: datetime) -> bool:
    return row.state in OPEN and not (row.ends and row.ends <= moment)


def _record(
    session: Session, deed: Deed, assessment: Assessment, **after: object
) -> None:
    events.record(
        session,
        deed,
        assessment.city_id,
        about=assessment.id,
        name=assessment.edition,
        after=after,
    )
