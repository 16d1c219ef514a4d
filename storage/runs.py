"""Runs: documents matched again, with a preview, pause, resume, cancel, and apply.

Nothing but applying a run changes a link. Its jobs are those of `storage.run_jobs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from storage import confidential, events, titles
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Conflict, NotFound
from storage.jobs import MOST_ATTEMPTS
from storage.models import Assessment, City, Document, DocumentState
from storage.run_models import APPLIED, Run, RunEffect, RunItem, RunState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from storage.models import Person

# How many workers are told of a run at once.
HANDS = 4
SHOWN = 50
OPEN = (RunState.RUNNING, RunState.PAUSED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many documents of a run are done; ``failed`` ones stopped every attempt."""

    total: int
    done: int
    failed: int

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be tried."""
        return self.done + self.failed >= self.total


def start(
    session: Session,
    edition: str,
    *,
    changes: Mapping[str, str],
    digest: str,
    by: Person | None = None,
    assessment: Assessment | None = None,
    reader: str = "",
) -> Run:
    """Begin a preview over what was read for an edition: all open assessments, or one.

    With a ``reader``, only over documents that another version of the reader has read,
    and their originals are read again.

    Raises:
        Conflict: Another run of the edition is under way.
    """
    under_way = sa.select(Run.id).where(Run.edition == edition, Run.state.in_(OPEN))
    if session.scalar(under_way.limit(1)) is not None:
        raise Conflict("Another run is under way. Wait for its end, or cancel it.")
    run = Run(
        edition=edition,
        changes=dict(changes),
        digest=digest,
        reader=reader,
        by_id=by.id if by else None,
        started=now(session),
    )
    session.add(run)
    session.flush()
    _add_items(session, run, assessment)
    events.record(session, Deed.RUN_STARTED, None, by=by, about=run.id, name=edition)
    return run


def _add_items(session: Session, run: Run, assessment: Assessment | None) -> None:
    """Make the documents of a run its jobs, in one statement however many they are."""
    which = (
        sa.select(
            sa.literal(run.id), Document.id, Document.city_id, Document.assessment_id
        )
        .join(Assessment, Assessment.id == Document.assessment_id)
        .where(Document.state == DocumentState.READ)
    )
    if run.reader:
        which = which.where(Document.reader != run.reader)
    if assessment is None:
        open_ones = (Assessment.edition == run.edition, Assessment.closed.is_(None))
        which = which.where(*open_ones)
    else:
        which = which.where(Assessment.id == assessment.id)
    plain = {"done": 0, "attempts": 0, "differs": False}
    blank = (*map(sa.literal, plain.values()), *_empty_lists())
    named = ["run_id", "document_id", "city_id", "assessment_id"]
    columns = [*named, *plain, "changes", "claims"]
    session.execute(sa.insert(RunItem).from_select(columns, which.add_columns(*blank)))


def outdated(session: Session, reader: str) -> list[str]:
    """The editions with documents that an older reader has read, and no run for it.

    A run that was set aside counts: one version of the reader asks once.
    """
    asked = sa.select(Run.edition).where(
        sa.or_(Run.reader == reader, Run.state.in_(OPEN))
    )
    # Two ranges of an index, where "is not" would look at every document.
    older = sa.or_(Document.reader < reader, Document.reader > reader)
    query = (
        sa.select(Assessment.edition)
        .join(Document, Document.assessment_id == Assessment.id)
        .where(Document.state == DocumentState.READ, older)
        .where(Assessment.closed.is_(None), Assessment.edition.not_in(asked))
        .distinct()
    )
    return sorted(session.scalars(query))


def get(session: Session, run_id: str) -> Run:
    """Find a run with who began it.

    Raises:
        NotFound: There is none with that id.
    """
    query = sa.select(Run).where(Run.id == run_id).options(joinedload(Run.by))
    run = session.scalar(query.execution_options(populate_existing=True))
    if run is None:
        raise NotFound("There is no such run. Look at the list of runs.")
    return run


def listed(session: Session, edition: str) -> Sequence[Run]:
    """The last runs of an edition, the newest first."""
    query = sa.select(Run).where(Run.edition == edition).options(joinedload(Run.by))
    newest_first = query.order_by(Run.started.desc(), Run.id)
    return session.scalars(newest_first.limit(SHOWN)).all()


def pause(session: Session, run_id: str) -> None:
    """Let no further document be taken.

    Raises:
        Conflict: The run is not under way.
    """
    _turn(session, run_id, (RunState.RUNNING,), state=RunState.PAUSED)


def resume(session: Session, run_id: str) -> None:
    """Go on where it was paused.

    Raises:
        Conflict: The run is not paused.
    """
    _turn(session, run_id, (RunState.PAUSED,), state=RunState.RUNNING, nudged=None)


def cancel(session: Session, run_id: str) -> None:
    """Give a run up. Documents that it was applied to already stay as they are.

    Raises:
        Conflict: It has ended already.
    """
    stoppable = (*OPEN, RunState.READY)
    _turn(session, run_id, stoppable, state=RunState.CANCELLED, ended=now(session))


def apply(session: Session, run_id: str, *, in_force: str) -> None:
    """Begin to change links as the preview says; ``in_force`` is the rules' digest now.

    Raises:
        Conflict: Its preview is not whole, or its rules are not in force (any more).
    """
    if get(session, run_id).digest != in_force:
        raise Conflict(
            "These rules are not in force. Publish them first, or begin a new preview."
        )
    values = {"state": RunState.RUNNING, "goal": APPLIED, "nudged": None}
    _turn(session, run_id, (RunState.READY,), **values, ended=None)
    again = sa.update(RunItem).where(RunItem.run_id == run_id)
    session.execute(again.values(attempts=0, lease=None, lease_until=None))


def progress(session: Session, run: Run) -> Progress:
    """Count the documents of a run."""
    done = RunItem.done >= run.goal
    spent = sa.and_(
        RunItem.done < run.goal,
        RunItem.attempts >= MOST_ATTEMPTS,
        RunItem.lease_until < now(session),
    )
    total, ready, failed = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((done, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((spent, 1), else_=0)), 0),
        ).where(RunItem.run_id == run.id)
    ).one()
    return Progress(total, int(ready), int(failed))


def changed(
    session: Session, run: Run, *, limit: int | None = 100
) -> Sequence[tuple[RunItem, str, str]]:
    """The documents whose links would change, with their names and their cities'.

    Of confidential ones neither name nor words are told.
    """
    query = (
        sa.select(RunItem, titles.column(), City.name, Document.confidential)
        .join(Document, Document.id == RunItem.document_id)
        .join(City, City.id == Document.city_id)
        .where(RunItem.run_id == run.id, RunItem.differs)
        .order_by(City.name, Document.name, Document.id)
    )
    return [
        _wordless(item, city) if is_confidential else (item, name, city)
        for item, name, city, is_confidential in session.execute(query.limit(limit))
    ]


def effects(session: Session, run: Run) -> Sequence[tuple[RunEffect, str]]:
    """What a run would do to the figures of each assessment, with its city's name."""
    query = (
        sa.select(RunEffect, City.name)
        .join(Assessment, Assessment.id == RunEffect.assessment_id)
        .join(City, City.id == Assessment.city_id)
        .where(RunEffect.run_id == run.id)
        .order_by(City.name, Assessment.id)
    )
    return [(effect, city) for effect, city in session.execute(query)]


def _wordless(item: RunItem, city: str) -> tuple[RunItem, str, str]:
    wordless = {"before": "", "after": ""}
    changes = [change | wordless for change in item.changes]
    set_committed_value(item, "changes", changes)
    return item, confidential.NAME, city


def _empty_lists() -> tuple[sa.BindParameter[Any], ...]:
    kind = RunItem.__table__.c.changes.type
    return tuple(sa.literal([], kind) for _ in ("changes", "claims"))


def _turn(
    session: Session, run_id: str, before: tuple[RunState, ...], **values: object
) -> None:
    """Change the state of a run in one statement, if it is one of those before."""
    run = get(session, run_id)
    turned = session.execute(
        sa.update(Run)
        .where(Run.id == run_id, Run.state.in_(before))
        .values(**values)
        .returning(Run.id)
    )
    if turned.first() is None:
        raise Conflict(
            f"This run is {run.state.value}, so that cannot be done. Look again."
        )
    events.record(
        session,
        Deed.RUN_TURNED,
        None,
        about=run.id,
        name=run.edition,
        before={"state": run.state},
        after={"state": values["state"]},
    )
