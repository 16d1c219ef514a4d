"""Matching kept documents again by other rules: a preview, and then, if asked, applied.

A new version of the reader reads the originals again in the same way, by itself.

Each document is a job of a run. The preview rehearses just what applying would do.
"""

from __future__ import annotations

import threading
import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from criteria.evidence import Standing
from criteria.finding import matching
from criteria.packs import amendments
from criteria.scores import scoring
from storage import assessments, dating, links, pages, run_jobs, runs, sights
from storage import standing as kept_standing
from storage.models import Document, DocumentState
from storage.run_models import PREVIEWED, RunState
from workers import datefinding, rereading, standing
from workers.rereading import Found
from workers.words import searchable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from criteria.evidence import Claim
    from storage.models import Assessment, Link
    from storage.run_jobs import Task
    from storage.runs import Progress
    from storage.store import Store

# Between turns the other messages of the queue have theirs: uploads do not wait.
TURN_SECONDS = 5.0


class Kind(StrEnum):
    """What would become of a link."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # another passage is the one to read first
    RESTATED = "restated"  # its passage says another thing of it
    UNFOUNDED = "unfounded"  # it is decided and stays, and no rule finds it any more


@dataclass(frozen=True, slots=True)
class Change:
    """One link that would change; words or statements before and after.

    ``decided`` says whether a person has decided it.
    """

    kind: Kind
    criterion: str
    before: str
    after: str
    decided: bool


def turn(store: Store, run_id: str) -> bool:
    """Do documents of a run for a while; return whether there is more to do."""
    ends = time.monotonic() + TURN_SECONDS
    with store.transaction() as session:
        run_jobs.heard(session, run_id)
    while time.monotonic() < ends:
        if not step(store, run_id):
            return False
    return True


def step(store: Store, run_id: str) -> bool:
    """Do one document of a run; False if there is none, which may end the run."""
    with store.transaction() as session:
        task = run_jobs.claim(session, run_id)
    if task is None:
        _end(store, run_id)
        return False
    beside = store.within(sights.of(task.city_id))
    if task.reader and task.is_applied:
        rereading.read_again(beside, task)
        return True
    found = rereading.read(beside, task) if task.reader else _match(beside, task)
    if task.is_applied:
        _apply(beside, task, found)
    else:
        _rehearse(beside, task, found)
    return True


def follow(store: Store, run_id: str) -> Iterator[Progress]:
    """Work on a run beside the workers until it ends; how far it is, each time."""
    pause = threading.Event()
    while True:
        went_on = step(store, run_id)
        with store.snapshot() as session:
            run = runs.get(session, run_id)
            yield runs.progress(session, run)
        if run.state is not RunState.RUNNING:
            return
        if not went_on:
            pause.wait(0.3)


def sweep(store: Store) -> None:
    """Nudge the runs that go on and have no message on its way.

    Where an older reader has read documents, a preview of reading them again begins.
    """
    rereading.begin(store)
    with store.transaction() as session:
        due = run_jobs.due(session)
    for run_id in due:
        store.queue.match_again(run_id, hands=runs.HANDS)


def _match(store: Store, task: Task) -> Found:
    pack = amendments.amended(task.edition, task.changes).pack
    with store.snapshot() as session:
        stored = pages.read(session, task.document_id)
        kept = pages.searchable(session, task.document_id)
        document = session.get_one(Document, task.document_id)
        name, waited = document.name, document.waits_since
    with searchable(stored, kept) as tokens:
        proposals = matching.find(stored, pack, name=name, tokens=tokens)
    return Found(stored, proposals, waited)


def _rehearse(store: Store, task: Task, found: Found) -> None:
    """Bring the links in step, look at them, and keep nothing but what was seen."""
    with store.rehearsal() as session:
        document = session.get_one(Document, task.document_id)
        before = _seen(session, document)
        links.propose(session, document, found.proposals, rules_digest=task.digest)
        session.expire_all()
        after = _seen(session, document)
    changes = list(_changes(before, after))
    claims = [_as_claim(link) for link in after.values() if _is_of_rules(link)]
    with store.transaction() as session:
        run_jobs.record(
            session, task, changes=[asdict(one) for one in changes], claims=claims
        )


def _apply(store: Store, task: Task, found: Found) -> None:
    """Bring the links in step; one that was read anew meanwhile is done again."""
    with store.transaction() as session:
        if not run_jobs.holds(session, task):
            return
        document = session.get_one(Document, task.document_id)
        same = document.waits_since == found.waited
        if document.state is not DocumentState.READ or not same:
            return
        links.propose(session, document, found.proposals, rules_digest=task.digest)
        dating.propose(session, document, datefinding.proposed(found.pages))
        run_jobs.record(session, task)


def _end(store: Store, run_id: str) -> None:
    """End a run whose documents are all done, with its effect on every score."""
    with store.snapshot() as session:
        run = runs.get(session, run_id)
        if not run_jobs.is_over(session, run):
            return
        told = run_jobs.told(session, run) if run.goal == PREVIEWED else []
    for assessment_id, found in told:
        with store.transaction() as session:
            run_jobs.lock(session, run_id)
            assessment = assessments.get(session, assessment_id)
            before, after = _effect(session, assessment, dict(found))
            run_jobs.keep_effect(session, run, assessment, before=before, after=after)
    with store.transaction() as session:
        run_jobs.finish(session, run_id)


def _effect(
    session: Session, assessment: Assessment, found: dict[str, Any]
) -> tuple[dict[str, int], dict[str, int]]:
    inputs = kept_standing.inputs(session, assessment)
    then = kept_standing.supposed(session, assessment, found)

    def figures(claims: Sequence[Claim], on: date) -> dict[str, int]:
        score = scoring.score(
            standing.standard_of(session, assessment),
            claims,
            unread=inputs.unread,
            on=on,
        )
        return {
            "proposed": score.proposed.met,
            "documented": score.documented.met,
            "confirmed": score.confirmed.met,
        }

    today = standing.today()
    return figures(inputs.claims, today), figures(then, today)


def _seen(session: Session, document: Document) -> dict[str, Link]:
    found = {link.criterion: link for link in links.of_document(session, document)}
    session.expunge_all()
    session.add(document)
    return found


def _changes(before: dict[str, Link], after: dict[str, Link]) -> Iterator[Change]:
    for code in sorted(before.keys() | after.keys()):
        was, now = before.get(code), after.get(code)
        if was is None and now is not None:
            yield Change(Kind.ADDED, code, "", _quote(now), decided=False)
        elif now is None and was is not None:
            yield Change(Kind.REMOVED, code, _quote(was), "", decided=False)
        elif was is not None and now is not None:
            yield from _differences(code, was, now)


def _differences(code: str, was: Link, now: Link) -> Iterator[Change]:
    decided = now.decided > 0
    if now.basis_changed and not was.basis_changed:
        yield Change(Kind.UNFOUNDED, code, _quote(was), "", decided=decided)
    if was.statement is not now.statement:
        said = (was.statement.value, now.statement.value)
        yield Change(Kind.RESTATED, code, *said, decided=decided)
    if _quote(was) != _quote(now):
        yield Change(Kind.MOVED, code, _quote(was), _quote(now), decided=decided)


def _quote(link: Link) -> str:
    return link.passages[0].quote if link.passages else ""


def _is_of_rules(link: Link) -> bool:
    return link.standing is Standing.UNDECIDED and link.made_by is None


def _as_claim(link: Link) -> list[Any]:
    items = sorted({row.item for row in link.passages if row.item})
    return [link.criterion, link.statement.value, link.score, items]
