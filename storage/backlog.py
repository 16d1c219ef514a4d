"""What waits for a worker in each queue, how much and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.clock import now
from storage.columns import UtcTime
from storage.images import PageImage
from storage.jobs import MOST_ATTEMPTS, WAITS
from storage.models import Document
from storage.parcel_jobs import free
from storage.parcel_models import Parcel
from storage.queue import EXPORT, IMAGES, OCR, RANGES, READ, RUNS
from storage.ranges import PageRange
from storage.run_models import Run, RunItem, RunState

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

SINCE = sa.func.coalesce(Document.waits_since, Document.received)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in one queue with nobody at work on it: how much, the oldest's age."""

    queue: str
    waits: int
    oldest: timedelta


def of_queues(session: Session) -> tuple[Backlog, ...]:
    """The backlog of each queue whose work has rows."""
    moment = now(session)
    found = []
    for queue, query in _queries(moment).items():
        count, since = session.execute(query).one()
        age = moment - since if count else timedelta()
        found.append(Backlog(queue, count, max(age, timedelta())))
    return tuple(found)


def oldest(backlogs: Collection[Backlog], queues: Collection[str]) -> timedelta:
    """The age of what has waited longest in some queues."""
    ages = [one.oldest for one in backlogs if one.queue in queues]
    return max(ages, default=timedelta())


def _queries(moment: datetime) -> dict[str, sa.Select[int, datetime]]:
    waiting = _counted(SINCE).where(WAITS, Document.attempts < MOST_ATTEMPTS)
    images = _counted(PageImage.wanted).where(
        PageImage.sha256.is_(None), PageImage.problem.is_(None)
    )
    runs = (
        _counted(Run.started)
        .select_from(RunItem)
        .join(Run, Run.id == RunItem.run_id)
        .where(
            Run.state == RunState.RUNNING,
            RunItem.done < Run.goal,
            RunItem.attempts < MOST_ATTEMPTS,
        )
    )
    parcels = _counted(Parcel.asked).where(
        free(moment), Parcel.attempts < MOST_ATTEMPTS
    )
    return {
        READ: waiting,
        RANGES: _ranges(moment, scan=False),
        OCR: _ranges(moment, scan=True),
        IMAGES: images,
        RUNS: runs,
        EXPORT: parcels,
    }


def _ranges(moment: datetime, *, scan: bool) -> sa.Select[int, datetime]:
    free = sa.or_(PageRange.lease.is_(None), PageRange.lease_until < moment)
    return (
        _counted(SINCE)
        .select_from(PageRange)
        .join(Document, Document.id == PageRange.document_id)
        .where(
            PageRange.found.is_(None),
            PageRange.attempts < MOST_ATTEMPTS,
            PageRange.scan == scan,
            free,
        )
    )


def _counted(
    since: sa.ColumnElement[datetime] | sa.orm.InstrumentedAttribute[datetime],
) -> sa.Select[int, datetime]:
    first = sa.type_coerce(sa.func.min(since), UtcTime())
    return sa.select(sa.func.count(), first)
