"""Reading documents as a job: the row says what is due, a lease says who is at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import events, hooks, pages
from storage.clock import now
from storage.columns import new_id
from storage.deeds import Deed
from storage.hook_models import HookKind
from storage.models import Assessment, Document, DocumentState, Scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from criteria.evidence import Reading

# A worker renews its lease three times before it ends, so a lease that has ended means
# a worker that has died.
LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
# A message that has been on its way for longer is taken for lost.
NUDGE_AGAIN = timedelta(seconds=60)
MOST_DEAD = 100
# To be read, with nobody at it. What is set aside is read once it is back.
WAITS = sa.and_(Document.state == DocumentState.WAITING, Document.aside_since.is_(None))


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's right to read a document until its lease ends."""

    document_id: str
    city_id: str
    lease: str
    sha256: str
    name: str
    edition: str
    request: str


# What a claim tells of its document.
CLAIMED = (
    Document.city_id,
    Document.sha256,
    Document.name,
    Document.assessment_id,
    Document.request,
)


def claimed(
    session: Session,
    document_id: str,
    lease: str,
    taken: sa.Row[str, str, str, str, str],
) -> Claim:
    """Make the claim of a document that was just taken."""
    edition = session.get_one(Assessment, taken.assessment_id).edition
    return Claim(
        document_id=document_id,
        city_id=taken.city_id,
        lease=lease,
        sha256=taken.sha256,
        name=taken.name,
        edition=edition,
        request=taken.request,
    )


def claim(session: Session, document_id: str) -> Claim | None:
    """Take a document that waits, or whose worker has died; None if there is nothing.

    The attempt is counted before the work, so that a file that kills its worker is not
    read for ever.
    """
    moment, lease = now(session), new_id()
    taken = session.execute(
        sa.update(Document)
        .where(
            Document.id == document_id,
            Document.attempts < MOST_ATTEMPTS,
            sa.or_(
                Document.state == DocumentState.WAITING,
                sa.and_(
                    Document.state == DocumentState.READING,
                    Document.lease_until < moment,
                ),
            ),
        )
        .values(
            state=DocumentState.READING,
            attempts=Document.attempts + 1,
            lease=lease,
            lease_until=moment + LEASE,
        )
        .returning(*CLAIMED)
    ).one_or_none()
    return None if taken is None else claimed(session, document_id, lease, taken)


def extend(session: Session, claim: Claim) -> bool:
    """Renew a lease; False if somebody else has taken the document meanwhile."""
    renewed = session.execute(
        sa.update(Document)
        .where(Document.id == claim.document_id, Document.lease == claim.lease)
        .values(lease_until=now(session) + LEASE)
        .returning(Document.id)
    )
    return renewed.first() is not None


def record(
    session: Session,
    claim: Claim,
    reading: Reading,
    searchable: bytes,
    *,
    origin: Mapping[str, str] = MappingProxyType({}),
    reader: str = "",
) -> Document | None:
    """Keep what was read, what the file says of its origin, and the reader's version.

    None if the claim was lost, and then nothing is changed.
    """
    document = _held(session, claim)
    if document is None:
        return None
    pages.keep(session, document, reading, searchable)
    read = {page.number for page in reading.pages}
    document.kind, document.language = reading.kind, reading.language
    document.title, document.remarks = reading.title, list(reading.remarks)
    document.origin = dict(origin)
    document.page_count = len(read | {unread.number for unread in reading.unread})
    document.unread_count, document.reader = len(reading.unread), reader
    _finish(document, DocumentState.READ)
    session.flush()
    _record(session, document)
    hooks.tell(
        session,
        HookKind.DOCUMENT_READ,
        city_id=document.city_id,
        assessment_id=document.assessment_id,
        about=document.id,
    )
    return document


def give_up(session: Session, claim: Claim, code: str, sentence: str) -> None:
    """Say that a document cannot be read, and what the city can do about it."""
    document = _held(session, claim)
    if document is None:
        return
    document.problem, document.problem_code = sentence, code
    _finish(document, DocumentState.UNREADABLE)
    session.flush()
    _record(session, document)


def scanned(session: Session, claim: Claim, scan: Scan) -> None:
    """Keep what the virus scanner has said of a document, or that it said nothing."""
    session.execute(
        sa.update(Document)
        .where(Document.id == claim.document_id, Document.lease == claim.lease)
        .values(scan=scan)
    )


def is_clean(session: Session, document_id: str) -> bool:
    """Whether the virus scanner has found a document clean since it began to wait."""
    clean = sa.select(Document.scan == Scan.CLEAN).where(Document.id == document_id)
    return bool(session.scalar(clean))


def put_back(session: Session, claim: Claim) -> None:
    """Have a document wait again whose reading an outage cut short.

    The attempt is not counted: the file is not to blame.
    """
    document = _held(session, claim)
    if document is None:
        return
    document.state, document.attempts = DocumentState.WAITING, document.attempts - 1
    document.lease = document.lease_until = None
    document.nudged = now(session)
    session.flush()


def due(
    session: Session, *, limit: int = 500, after: timedelta = NUDGE_AGAIN
) -> list[str]:
    """Find documents that wait without a message, note the new nudge, name them.

    A message that was sent ``after`` so long ago counts as lost. At most ``limit``
    waiting documents are named, the cities by turns; those whose worker has died come
    on top. A document whose last attempt has died is given up.
    """
    moment = now(session)
    dead = sa.and_(
        Document.state == DocumentState.READING, Document.lease_until < moment
    )
    _give_up_spent(session, dead)
    unheard = sa.and_(
        WAITS,
        sa.or_(Document.nudged.is_(None), Document.nudged < moment - after),
    )
    turn = sa.func.row_number().over(
        partition_by=Document.city_id, order_by=Document.received
    )
    ids = [*session.scalars(sa.select(Document.id).where(dead).limit(MOST_DEAD))]
    if limit > 0:
        waits = sa.select(Document.id).where(unheard)
        ids += session.scalars(waits.order_by(turn, Document.received).limit(limit))
    session.execute(
        sa.update(Document).where(Document.id.in_(ids)).values(nudged=moment)
    )
    return ids


def _give_up_spent(session: Session, dead: sa.ColumnElement[bool]) -> None:
    given_up = session.scalars(
        sa.update(Document)
        .where(dead, Document.attempts >= MOST_ATTEMPTS)
        .values(
            state=DocumentState.UNREADABLE,
            problem_code="stopped",
            problem=f"Reading this file stopped {MOST_ATTEMPTS} times before its end. "
            "Save it anew, or as PDF, and upload it again.",
            lease=None,
            lease_until=None,
        )
        .returning(Document)
    )
    for document in given_up.all():
        _record(session, document)


def release(session: Session) -> int:
    """End every lease: for a start at which no worker can be alive."""
    ended = session.execute(
        sa.update(Document)
        .where(Document.state == DocumentState.READING, Document.lease.is_not(None))
        .values(lease_until=now(session) - LEASE)
        .returning(Document.id)
    )
    waiting = sa.update(Document).where(Document.state == DocumentState.WAITING)
    session.execute(waiting.values(nudged=None))
    return len(ended.all())


def _held(session: Session, claim: Claim) -> Document | None:
    return session.scalar(
        sa.select(Document)
        .where(Document.id == claim.document_id, Document.lease == claim.lease)
        .with_for_update()
    )


def _record(session: Session, document: Document) -> None:
    """Keep in the city's history how the reading of a document ended."""
    read = document.state is DocumentState.READ
    events.on_document(
        session,
        Deed.DOCUMENT_READ if read else Deed.DOCUMENT_UNREADABLE,
        document,
        after={"pages": document.page_count, "problem": document.problem_code},
    )


def _finish(document: Document, state: DocumentState) -> None:
    document.state = state
    document.lease = document.lease_until = None
    if state is DocumentState.READ:
        document.problem = document.problem_code = None
