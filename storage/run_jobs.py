"""The documents of a run as jobs: claimed with a lease, recorded, and the run ended.

A worker that dies leaves a lease that ends, and a sweep that finds the run unheard of.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import runs
from storage.clock import now
from storage.columns import new_id
from storage.jobs import MOST_ATTEMPTS
from storage.run_models import (
    APPLIED,
    PREVIEWED,
    Run,
    RunEffect,
    RunItem,
    RunState,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from storage.models import Assessment

# Far longer than it takes to match a document of a thousand pages.
LEASE = timedelta(seconds=60)
# Workers take turns of a few seconds; a run unheard of for longer has lost its message.
NUDGE_AGAIN = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Task:
    """A worker's right to match one document of a run until its lease ends."""

    run_id: str
    document_id: str
    city_id: str
    lease: str
    edition: str
    changes: Mapping[str, str]
    digest: str
    reader: str
    is_applied: bool


def claim(session: Session, run_id: str) -> Task | None:
    """Take a document of a run; None if none is left, or the run does not go on.

    The attempt is counted before the work: a document that kills its worker is tried
    no more than three times.
    """
    run = session.get(Run, run_id, populate_existing=True)
    if run is None or run.state is not RunState.RUNNING:
        return None
    moment, lease = now(session), new_id()
    free = sa.and_(
        _to_do(run),
        sa.or_(RunItem.lease_until.is_(None), RunItem.lease_until < moment),
    )
    next_one = sa.select(RunItem.document_id).where(free).limit(1)
    taken = session.execute(
        sa.update(RunItem)
        .where(
            free,
            RunItem.document_id
            == next_one.with_for_update(skip_locked=True).scalar_subquery(),
        )
        .values(lease=lease, lease_until=moment + LEASE, attempts=RunItem.attempts + 1)
        .returning(RunItem.document_id, RunItem.city_id)
    ).one_or_none()
    if taken is None:
        return None
    is_applied = run.goal == APPLIED
    return Task(
        run_id,
        taken.document_id,
        taken.city_id,
        lease,
        run.edition,
        run.changes,
        run.digest,
        run.reader,
        is_applied,
    )


def extend(session: Session, task: Task) -> bool:
    """Renew a lease; False if somebody else has taken the document meanwhile."""
    renewed = session.execute(
        sa.update(RunItem)
        .where(*_mine(task))
        .values(lease_until=now(session) + LEASE)
        .returning(RunItem.document_id)
    )
    return renewed.first() is not None


def holds(session: Session, task: Task) -> bool:
    """Whether a worker still has its right, and has it until the transaction ends."""
    mine = _mine(task)
    found = session.scalar(sa.select(RunItem.lease).where(*mine).with_for_update())
    return found is not None


def record(
    session: Session,
    task: Task,
    *,
    changes: Sequence[Any] = (),
    claims: Sequence[Any] = (),
) -> None:
    """Note that a document is done; of a preview also what would change."""
    told: dict[str, Any] = {"done": PREVIEWED}
    told |= {"changes": list(changes), "claims": list(claims)}
    told |= {"differs": bool(changes)}
    values = {"done": APPLIED} if task.is_applied else told
    session.execute(
        sa.update(RunItem)
        .where(*_mine(task))
        .values(**values, lease=None, lease_until=None)
    )


def is_over(session: Session, run: Run) -> bool:
    """Whether a run that goes on has nothing left to be done or waited for."""
    if run.state is not RunState.RUNNING:
        return False
    moment = now(session)
    leased = sa.and_(RunItem.run_id == run.id, RunItem.lease_until >= moment)
    left = sa.select(RunItem.document_id).where(sa.or_(_to_do(run), leased))
    return session.scalar(left.limit(1)) is None


def told(session: Session, run: Run) -> list[tuple[str, list[Any]]]:
    """The assessments of a run, each with the claims that would stand in it."""
    query = sa.select(RunItem.assessment_id, RunItem.document_id, RunItem.claims)
    done = query.where(RunItem.run_id == run.id, RunItem.done >= PREVIEWED)
    found: dict[str, list[Any]] = {}
    for assessment_id, document_id, claims in session.execute(done):
        found.setdefault(assessment_id, []).append((document_id, claims))
    return sorted(found.items())


def lock(session: Session, run_id: str) -> None:
    """Keep others from ending a run until the transaction ends."""
    session.execute(sa.select(Run.id).where(Run.id == run_id).with_for_update())


def keep_effect(
    session: Session,
    run: Run,
    assessment: Assessment,
    *,
    before: Mapping[str, int],
    after: Mapping[str, int],
) -> None:
    """Keep what a run would do to the figures of an assessment."""
    session.merge(
        RunEffect(
            run_id=run.id,
            assessment_id=assessment.id,
            city_id=assessment.city_id,
            before=dict(before),
            after=dict(after),
        )
    )


def finish(session: Session, run_id: str) -> bool:
    """End a run whose documents are all done; False if somebody was first."""
    run = runs.get(session, run_id)
    if not is_over(session, run):
        return False
    if run.goal == PREVIEWED:
        totals: Counter[str] = Counter()
        changed = sa.select(RunItem.changes).where(
            RunItem.run_id == run.id, RunItem.differs
        )
        for changes in session.scalars(changed):
            totals.update(change["kind"] for change in changes)
            totals["decided"] += sum(change["decided"] for change in changes)
        run.totals, run.state = dict(totals), RunState.READY
    else:
        run.state = RunState.APPLIED
    run.ended = now(session)
    session.flush()
    return True


def due(session: Session) -> list[str]:
    """Find runs that go on and were not heard of lately, and note the new nudge."""
    moment = now(session)
    unheard = sa.or_(Run.nudged.is_(None), Run.nudged < moment - NUDGE_AGAIN)
    found = sa.update(Run).where(Run.state == RunState.RUNNING, unheard)
    return list(session.scalars(found.values(nudged=moment).returning(Run.id)).all())


def heard(session: Session, run_id: str) -> None:
    """Note that a worker is at a run."""
    session.execute(sa.update(Run).where(Run.id == run_id).values(nudged=now(session)))


def _to_do(run: Run) -> sa.ColumnElement[bool]:
    return sa.and_(
        RunItem.run_id == run.id,
        RunItem.done < run.goal,
        RunItem.attempts < MOST_ATTEMPTS,
    )


def _mine(task: Task) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        RunItem.run_id == task.run_id,
        RunItem.document_id == task.document_id,
        RunItem.lease == task.lease,
    )
