"""Packing as a job: the row says what is due, a lease says who is at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.telling import tell
from storage import parcels
from storage.clock import now
from storage.columns import new_id
from storage.jobs import LEASE, MOST_ATTEMPTS, NUDGE_AGAIN
from storage.parcel_models import Parcel, ParcelState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


KEPT = timedelta(days=7)
STOPPED = tell(
    "Packing stopped several times before its end. Try again; if it stops once more, "
    "tell whoever runs Assay."
)


@dataclass(frozen=True, slots=True)
class ParcelClaim:
    """A worker's right to pack an assessment until its lease ends."""

    assessment_id: str
    city_id: str
    lease: str
    asked: datetime
    request: str

    @property
    def place(self) -> str:
        """Under which name this attempt keeps its parts."""
        return f"{self.assessment_id}/{self.lease}"


@dataclass(frozen=True, slots=True)
class Packed:
    """What came of packing: how many originals, ids of what was left out, the ZIP."""

    originals: int
    left_out: Sequence[str]
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Due:
    """What a sweep finds: who waits for a worker, and whose parts are nobody's now."""

    waiting: Sequence[str]
    over: Sequence[str]


def claim(session: Session, assessment_id: str) -> ParcelClaim | None:
    """Take a parcel that waits or whose worker has died; None if there is nothing.

    The attempt is counted before the work, and has a name for its parts.
    """
    moment, lease = now(session), new_id()
    taken = session.execute(
        sa.update(Parcel)
        .where(
            Parcel.assessment_id == assessment_id,
            Parcel.attempts < MOST_ATTEMPTS,
            free(moment),
        )
        .values(
            state=ParcelState.PACKING,
            attempts=Parcel.attempts + 1,
            done=0,
            lease=lease,
            lease_until=moment + LEASE,
        )
        .returning(Parcel.city_id, Parcel.asked, Parcel.request)
    ).one_or_none()
    if taken is None:
        return None
    return ParcelClaim(assessment_id, taken.city_id, lease, taken.asked, taken.request)


def free(moment: datetime) -> sa.ColumnElement[bool]:
    """Parcels that wait, and those whose worker has died."""
    return sa.or_(Parcel.state == ParcelState.WAITING, _dead(moment))


def extend(
    session: Session, claim: ParcelClaim, *, reached: tuple[int, int] | None = None
) -> bool:
    """Renew a lease, and note how many originals are done; False if it was lost."""
    values: dict[str, object] = {"lease_until": now(session) + LEASE}
    if reached is not None:
        values["done"], values["total"] = reached
    renewed = session.execute(
        sa.update(Parcel)
        .where(*_mine(claim))
        .values(**values)
        .returning(Parcel.assessment_id)
    )
    return renewed.first() is not None


def record(session: Session, claim: ParcelClaim, packed: Packed) -> bool:
    """Keep that a parcel is whole, for a week; False if the claim was lost."""
    moment = now(session)
    kept = session.execute(
        sa.update(Parcel)
        .where(*_mine(claim))
        .values(
            state=ParcelState.READY,
            done=packed.originals,
            total=packed.originals,
            left_out=list(packed.left_out),
            kept=claim.lease,
            size=packed.size,
            sha256=packed.sha256,
            made=moment,
            ends=moment + KEPT,
            lease=None,
            lease_until=None,
        )
        .returning(Parcel.assessment_id)
    )
    return kept.first() is not None


def put_back(session: Session, claim: ParcelClaim) -> None:
    """Have a parcel wait again that an outage cut short, at no attempt."""
    session.execute(
        sa.update(Parcel)
        .where(*_mine(claim))
        .values(
            state=ParcelState.WAITING,
            attempts=Parcel.attempts - 1,
            nudged=now(session),
            lease=None,
            lease_until=None,
        )
    )


def give_up(session: Session, claim: ParcelClaim, sentence: str) -> None:
    """Say why a parcel cannot be made, and what can be done about it."""
    session.execute(sa.update(Parcel).where(*_mine(claim)).values(**_failed(sentence)))


def due(session: Session, *, limit: int = 500, after: timedelta = NUDGE_AGAIN) -> Due:
    """Find what waits without a message and note the new nudge; end what is over.

    Those whose last attempt has died are given up here, and those whose week is over
    are ended.
    """
    moment = now(session)
    given_up = session.scalars(
        sa.update(Parcel)
        .where(_dead(moment), Parcel.attempts >= MOST_ATTEMPTS)
        .values(**_failed(STOPPED))
        .returning(Parcel.assessment_id)
    ).all()
    late = sa.select(Parcel).where(
        Parcel.state == ParcelState.READY, Parcel.ends <= moment
    )
    over = session.scalars(late.with_for_update()).all()
    for row in over:
        parcels.end(session, row)
    unheard = sa.and_(
        Parcel.state == ParcelState.WAITING,
        sa.or_(Parcel.nudged.is_(None), Parcel.nudged < moment - after),
    )
    waits = sa.select(Parcel.assessment_id).where(sa.or_(unheard, _dead(moment)))
    ids = session.scalars(waits.order_by(Parcel.asked).limit(max(limit, 0))).all()
    told = sa.update(Parcel).where(Parcel.assessment_id.in_(ids))
    session.execute(told.values(nudged=moment))
    return Due(ids, [*given_up, *(row.assessment_id for row in over)])


def _dead(moment: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Parcel.state == ParcelState.PACKING, Parcel.lease_until < moment)


def _mine(claim: ParcelClaim) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Parcel.assessment_id == claim.assessment_id,
        Parcel.lease == claim.lease,
    )


def _failed(sentence: str) -> dict[str, object]:
    ended = {"lease": None, "lease_until": None}
    return {"state": ParcelState.FAILED, "problem": sentence, **ended}
