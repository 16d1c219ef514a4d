"""Ranges of pages: a large document is read by many workers, and joined once.

Each range is a job of its own, with a lease and attempts as a document has them. While
its ranges are read, a document is *reading* and holds no lease.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.clock import now
from storage.columns import Base, UtcTime, new_id, of_city, tied_to
from storage.jobs import CLAIMED, LEASE, MOST_ATTEMPTS, NUDGE_AGAIN, Claim, claimed
from storage.models import Assessment, Document, DocumentState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

PAGES = 20
# Recognising one takes seconds: whoever waits behind a scan's range waits for ten.
SCANNED_PAGES = 5
JOINED_AT_ONCE = 200


class PageRange(Base):
    """Some pages of a large document. ``found`` is what was read of them.

    ``scan`` says that they are pictures, whose text is to be recognised. ``reached``
    counts the pages that are done. Rows are removed once they are joined.
    """

    __tablename__ = "page_range"
    __table_args__ = (tied_to("document"),)

    document_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    last: Mapped[int]
    scan: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    reached: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    nudged: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(sa.String(26))
    lease_until: Mapped[datetime | None]
    found: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a range begins and ends, and whether its pages are pictures."""

    first: int
    last: int
    scan: bool = False


@dataclass(frozen=True, slots=True)
class RangeClaim:
    """A worker's right to read some pages of a document until its lease ends."""

    document_id: str
    city_id: str
    first: int
    last: int
    lease: str
    sha256: str
    name: str
    request: str


def part(session: Session, claim: Claim, parts: Sequence[Bounds]) -> bool:
    """Part a claimed document into ranges; return False if the claim was lost.

    The claim ends here. It was no attempt: the ranges count theirs.
    """
    document = session.scalar(
        sa.select(Document)
        .where(Document.id == claim.document_id, Document.lease == claim.lease)
        .with_for_update()
    )
    if document is None:
        return False
    moment = now(session)
    session.add_all(
        PageRange(
            document_id=document.id,
            city_id=document.city_id,
            first=one.first,
            last=one.last,
            scan=one.scan,
            nudged=moment,
        )
        for one in parts
    )
    document.page_count, document.attempts = parts[-1].last, document.attempts - 1
    document.lease = document.lease_until = None
    document.nudged = moment
    session.flush()
    return True


def claim_whole(session: Session, document_id: str) -> Claim | None:
    """Take a document whose ranges are over, to join them; None if it is not so far."""
    moment, lease = now(session), new_id()
    taken = session.execute(
        sa.update(Document)
        .where(Document.id == document_id, ready(moment))
        .values(attempts=Document.attempts + 1, lease=lease, lease_until=moment + LEASE)
        .returning(*CLAIMED)
    ).one_or_none()
    return None if taken is None else claimed(session, document_id, lease, taken)


def ready(moment: datetime) -> sa.ColumnElement[bool]:
    """Documents whose ranges are over, and that nobody joins yet."""
    return sa.and_(
        Document.state == DocumentState.READING,
        Document.lease.is_(None),
        Document.id.in_(sa.select(PageRange.document_id)),
        Document.id.not_in(_opened(moment)),
    )


def claim(session: Session, document_id: str, first: int) -> RangeClaim | None:
    """Take a range that waits or whose worker has died; None if there is nothing."""
    moment, lease = now(session), new_id()
    taken = session.execute(
        sa.update(PageRange)
        .where(
            _is(document_id, first),
            PageRange.found.is_(None),
            PageRange.attempts < MOST_ATTEMPTS,
            sa.or_(PageRange.lease.is_(None), PageRange.lease_until < moment),
        )
        .values(
            attempts=PageRange.attempts + 1, lease=lease, lease_until=moment + LEASE
        )
        .returning(PageRange.last)
    ).one_or_none()
    if taken is None:
        return None
    document = session.get_one(Document, document_id)
    return RangeClaim(
        document_id,
        document.city_id,
        first,
        taken.last,
        lease,
        document.sha256,
        document.name,
        document.request,
    )


def extend(session: Session, claim: RangeClaim, *, reached: int | None = None) -> bool:
    """Renew a lease, and note how many pages are done; False if it was lost."""
    values: dict[str, object] = {"lease_until": now(session) + LEASE}
    if reached is not None:
        values["reached"] = reached
    renewed = session.execute(
        sa.update(PageRange)
        .where(_is(claim.document_id, claim.first), PageRange.lease == claim.lease)
        .values(**values)
        .returning(PageRange.first)
    )
    return renewed.first() is not None


def record(session: Session, claim: RangeClaim, found: dict[str, Any]) -> bool:
    """Keep what was read of a range; return whether it was its document's last.

    A claim that was lost changes nothing.
    """
    # One of several who end at once must see that it is the last.
    session.execute(
        sa.select(Document.id).where(Document.id == claim.document_id).with_for_update()
    )
    kept = session.execute(
        sa.update(PageRange)
        .where(_is(claim.document_id, claim.first), PageRange.lease == claim.lease)
        .values(
            found=found,
            reached=PageRange.last - PageRange.first + 1,
            lease=None,
            lease_until=None,
        )
        .returning(PageRange.first)
    )
    return kept.first() is not None and not _open(session, claim.document_id)


def put_back(session: Session, claim: RangeClaim) -> None:
    """Have a range wait again whose reading an outage cut short, at no attempt."""
    session.execute(
        sa.update(PageRange)
        .where(_is(claim.document_id, claim.first), PageRange.lease == claim.lease)
        .values(
            attempts=PageRange.attempts - 1,
            lease=None,
            lease_until=None,
            nudged=now(session),
        )
    )


def found(session: Session, document_id: str) -> list[dict[str, Any] | None]:
    """What was read of each range, in order; None for one that was given up."""
    query = sa.select(PageRange).where(PageRange.document_id == document_id)
    rows = session.scalars(query.order_by(PageRange.first))
    return [row.found for row in rows]


def bounds(session: Session, document_id: str) -> list[tuple[int, int]]:
    """The first and the last page of each range, in order."""
    query = sa.select(PageRange.first, PageRange.last)
    rows = session.execute(
        query.where(PageRange.document_id == document_id).order_by(PageRange.first)
    )
    return [(row.first, row.last) for row in rows]


def forget(session: Session, document_id: str) -> None:
    """Remove the ranges of a document: it is joined, or read anew."""
    session.execute(sa.delete(PageRange).where(PageRange.document_id == document_id))


def due(
    session: Session, *, scan: bool, limit: int = 200, after: timedelta = NUDGE_AGAIN
) -> list[tuple[str, int]]:
    """Find ranges that wait without a message, note the new nudge, name them."""
    moment = now(session)
    dead = PageRange.lease_until < moment
    unheard = sa.and_(PageRange.lease.is_(None), PageRange.nudged < moment - after)
    query = sa.select(PageRange).where(
        PageRange.found.is_(None),
        PageRange.attempts < MOST_ATTEMPTS,
        PageRange.scan == scan,
        sa.or_(dead, unheard),
    )
    rows = session.scalars(query.order_by(PageRange.nudged).limit(limit)).all()
    for row in rows:
        row.nudged = moment
    session.flush()
    return [(row.document_id, row.first) for row in rows]


def joinable(session: Session) -> list[str]:
    """Documents whose ranges are over and that nobody has joined; note the nudge."""
    moment = now(session)
    late = sa.or_(Document.nudged.is_(None), Document.nudged < moment - NUDGE_AGAIN)
    query = sa.select(Document).where(ready(moment), late)
    rows = session.scalars(query.limit(JOINED_AT_ONCE)).all()
    for row in rows:
        row.nudged = moment
    session.flush()
    return [row.id for row in rows]


def heard(session: Session) -> dict[str, datetime]:
    """When a worker was last at a range of each document that is read in ranges."""
    moment = sa.func.max(sa.func.coalesce(PageRange.lease_until, PageRange.nudged))
    query = sa.select(PageRange.document_id, sa.type_coerce(moment, UtcTime()))
    rows = session.execute(query.group_by(PageRange.document_id))
    return dict(row.tuple() for row in rows)


def progress(session: Session, assessment: Assessment) -> dict[str, int]:
    """How many pages are done of each document that is being read in ranges."""
    rows = session.execute(
        sa.select(PageRange.document_id, sa.func.sum(PageRange.reached))
        .join(Document, Document.id == PageRange.document_id)
        .where(Document.assessment_id == assessment.id)
        .group_by(PageRange.document_id)
    )
    return {document_id: int(pages) for document_id, pages in rows}


def _is(document_id: str, first: int) -> sa.ColumnElement[bool]:
    return sa.and_(PageRange.document_id == document_id, PageRange.first == first)


def _open(session: Session, document_id: str) -> bool:
    query = _opened(now(session)).where(PageRange.document_id == document_id)
    return session.execute(query.limit(1)).first() is not None


def _opened(moment: datetime) -> sa.Select[str]:
    """The documents with a range that is not over: neither read nor given up."""
    live = sa.or_(PageRange.attempts < MOST_ATTEMPTS, PageRange.lease_until >= moment)
    return sa.select(PageRange.document_id).where(PageRange.found.is_(None), live)
