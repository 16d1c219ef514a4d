"""Large uploads that arrive in parts and may be taken up again, for a day.

A part is kept beside the blobs before its row counts it, so what is counted is there.
The last part is counted in the transaction that adds the document.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from criteria.telling import tell
from storage import rounds, titles
from storage.clock import now
from storage.columns import Base, of_city, own_id, tied_to
from storage.errors import Conflict, NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person

KEPT = timedelta(hours=24)
FORGOTTEN_AT_ONCE = 20
OVERTAKEN = tell("Another part of this file came first. Ask how much is there.")
GONE = tell("This upload is not known any more. Choose the file again.")


class Arriving(Base):
    """An upload of which ``received`` bytes of ``size`` have come."""

    __tablename__ = "arriving"
    __table_args__ = (tied_to("assessment"),)

    id: Mapped[str] = own_id()
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    name: Mapped[str]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    received: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    confidential: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    expires: Mapped[datetime]


def begin(
    session: Session,
    assessment: Assessment,
    name: str,
    size: int,
    *,
    by: Person,
    limit: int,
    confidential: bool = False,
) -> Arriving:
    """Expect a file of so many bytes, for a day.

    Raises:
        Refused: It is empty or larger than ``limit``, or the assessment is closed or
            handed in.
    """
    rounds.require_unclosed(assessment)
    rounds.require_open(session, assessment)
    if not 0 < size <= limit:
        raise Refused(
            "The file is empty or larger than %(size)s MB. Split it, or save it with "
            "smaller pictures, and upload it again.",
            size=limit // 1_000_000,
        )
    row = Arriving(
        city_id=assessment.city_id,
        assessment_id=assessment.id,
        by_id=by.id,
        name=titles.clean(name),
        size=size,
        received=0,
        confidential=confidential,
        expires=now(session) + KEPT,
    )
    session.add(row)
    session.flush()
    return row


def mine(session: Session, person: Person, upload_id: str) -> Arriving:
    """An upload that this person has begun.

    Raises:
        NotFound: There is none, it has expired, or it is somebody else's.
    """
    query = sa.select(Arriving).where(
        Arriving.id == upload_id,
        Arriving.by_id == person.id,
        Arriving.expires > now(session),
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound(GONE)
    return row


def count(session: Session, upload_id: str, *, at: int, length: int) -> Arriving:
    """Count a part that is kept, if it follows upon what was counted.

    Raises:
        Conflict: It does not; nothing is changed.
    """
    counted = session.execute(
        sa.update(Arriving)
        .where(
            Arriving.id == upload_id,
            Arriving.received == at,
            Arriving.size >= at + length,
        )
        .values(received=at + length)
        .returning(Arriving.id)
    )
    if counted.first() is None:
        raise Conflict(OVERTAKEN)
    return session.get_one(Arriving, upload_id, populate_existing=True)


def expired(session: Session) -> Sequence[str]:
    """Uploads that are not waited for any more."""
    query = sa.select(Arriving.id).where(Arriving.expires <= now(session))
    return session.scalars(query.limit(FORGOTTEN_AT_ONCE)).all()


def forget(session: Session, upload_id: str) -> None:
    """Forget an upload whose parts are removed."""
    session.execute(sa.delete(Arriving).where(Arriving.id == upload_id))
