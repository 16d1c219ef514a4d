"""What is seen of the work: who does it, how old it is, and what the checker found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage import backlog
from storage.clock import now
from storage.columns import Base
from storage.models import Document, DocumentState
from storage.queue import READ
from storage.ranges import PageRange

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from storage.backlog import Backlog
    from storage.invariants import Finding

# A worker tells of itself every twenty seconds; one that is silent for three times as
# long counts as gone.
SEEN_SECONDS = 20
GONE = timedelta(seconds=3 * SEEN_SECONDS)
FORGOTTEN = timedelta(days=1)
# What waits for longer is shown as trouble.
OLD = timedelta(minutes=10)
KEPT_CHECKS = 30
_COUNTED = Document.aside_since.is_(None)


class WorkerSeen(Base):
    """A worker, as it last told of itself by the database's clock."""

    __tablename__ = "worker_seen"

    name: Mapped[str] = mapped_column(primary_key=True)
    queues: Mapped[str]
    started: Mapped[datetime]
    seen: Mapped[datetime]


class Check(Base):
    """What the checker found at one time: each invariant that was broken."""

    __tablename__ = "store_check"

    at: Mapped[datetime] = mapped_column(primary_key=True)
    tried: Mapped[int]
    broken: Mapped[list[Any]]


@dataclass(frozen=True, slots=True)
class Overview:
    """How the work stands. ``oldest`` is the age of what has waited longest.

    Documents that were set aside are in no figure but those of work that was begun.
    """

    states: dict[str, int]
    ranges: int
    oldest: timedelta
    given_up: int
    failures: tuple[tuple[str, str, int], ...]
    workers: tuple[WorkerSeen, ...]
    check: Check | None
    backlogs: tuple[Backlog, ...]

    @property
    def is_watched(self) -> bool:
        """Whether any worker was seen of late."""
        return bool(self.workers)

    def takers(self, queue: str) -> int:
        """How many of the workers that were seen take work from a queue."""
        return sum(queue in worker.queues.split(", ") for worker in self.workers)

    @property
    def unattended(self) -> list[str]:
        """The queues in which work waits that no worker takes."""
        waits = [one.queue for one in self.backlogs if one.waits]
        return [queue for queue in waits if self.workers and not self.takers(queue)]

    @property
    def is_late(self) -> bool:
        """Whether something waits for too long."""
        return self.oldest > OLD


def overview(session: Session) -> Overview:
    """Look at all cities' work at once."""
    states = _states(session)
    backlogs = backlog.of_queues(session)
    failures = session.execute(
        sa.select(Document.problem_code, sa.func.min(Document.problem), sa.func.count())
        .where(Document.state == DocumentState.UNREADABLE, _COUNTED)
        .group_by(Document.problem_code)
        .order_by(sa.func.count().desc(), Document.problem_code)
    )
    told = tuple((code or "", said or "", count) for code, said, count in failures)
    opened = sa.select(sa.func.count()).where(PageRange.found.is_(None))
    return Overview(
        states=states,
        ranges=session.scalars(opened).one(),
        oldest=backlog.oldest(backlogs, [READ]),
        given_up=sum(count for code, _said, count in told if code == "stopped"),
        failures=told,
        workers=tuple(workers(session)),
        check=last_check(session),
        backlogs=backlogs,
    )


def workers(session: Session) -> Sequence[WorkerSeen]:
    """The workers that were seen of late."""
    query = sa.select(WorkerSeen).where(WorkerSeen.seen > now(session) - GONE)
    return session.scalars(query.order_by(WorkerSeen.name)).all()


def tell(session: Session, name: str, queues: str) -> None:
    """Note that a worker lives; forget those that have been silent for a day."""
    moment = now(session)
    row = session.get(WorkerSeen, name)
    if row is None:
        row = WorkerSeen(name=name, queues=queues, started=moment, seen=moment)
        session.add(row)
    row.seen = moment
    session.execute(sa.delete(WorkerSeen).where(WorkerSeen.seen < moment - FORGOTTEN))


def leave(session: Session, name: str) -> None:
    """Note that a worker has stopped as it was asked to."""
    session.execute(sa.delete(WorkerSeen).where(WorkerSeen.name == name))


def waits_since(session: Session, queues: Collection[str]) -> timedelta:
    """How long the oldest work of some queues has waited, that nobody is at."""
    return backlog.oldest(backlog.of_queues(session), queues)


def keep_check(session: Session, findings: Sequence[Finding]) -> Check:
    """Keep what the checker found; the oldest ones are forgotten."""
    check = Check(
        at=now(session),
        tried=sum(finding.tried for finding in findings),
        broken=[
            {"invariant": one.invariant, "says": list(one.broken[:20])}
            for one in findings
            if one.broken
        ],
    )
    session.add(check)
    session.flush()
    kept = sa.select(Check.at).order_by(Check.at.desc()).limit(KEPT_CHECKS)
    session.execute(sa.delete(Check).where(Check.at.not_in(kept)))
    return check


def last_check(session: Session) -> Check | None:
    """What the checker found when it last ran."""
    return session.scalar(sa.select(Check).order_by(Check.at.desc()).limit(1))


def _states(session: Session) -> dict[str, int]:
    rows = session.execute(
        sa.select(Document.state, sa.func.count())
        .where(_COUNTED)
        .group_by(Document.state)
    )
    found = {state.value: count for state, count in rows}
    return {state.value: found.get(state.value, 0) for state in DocumentState}
