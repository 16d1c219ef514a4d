from __future__ import annotations

import multiprocessing
import os
import signal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from criteria.evidence import Reason, Standing, Statement
from criteria.packs import amendments
from storage import (
    assessments,
    decisions,
    documents,
    links,
    pages,
    rulebook,
    run_jobs,
    runs,
)
from storage.clock import now
from storage.errors import Conflict
from storage.models import Assessment, Document, Link, Verdict
from storage.rule_models import Act
from storage.run_models import RunItem, RunState
from storage.store import Store
from storage.text_models import Searchable
from tests.factories import make_person, make_proposal, make_read_document, upload
from workers import reading, retagging

if TYPE_CHECKING:
    from storage.run_models import Run
    from storage.settings import Settings

EDITION = "wwc-2022"
POLICY = (
    "Ordinance No. 118. The City Council adopted this Open Data Policy on 4 March "
    "2024, and it is in effect."
)
RULE = """id: DM1.barge-data
criterion: DM1
title: Barges
strength: strong
en:
  any: [barge data]
"""


def _read(store: Store, *texts: str) -> list[str]:
    ids = [upload(store, text) for text in texts]
    for document_id in ids:
        reading.read(store, document_id)
    return ids


def _publish(store: Store, text: str = RULE) -> None:
    with store.transaction() as session:
        lead = make_person(session)
        seen = rulebook.draft(session, EDITION).seen
        rulebook.change(
            session,
            EDITION,
            "DM1.barge-data",
            Act.WRITTEN if text else Act.RETIRED,
            by=lead,
            seen=seen,
            text=text,
        )
        rulebook.publish(
            session, EDITION, digest="d" * 64, why="x", by=lead, seen=seen + 1
        )


def _digest(store: Store) -> str:
    return reading.in_force(store, EDITION).digest


def _start(store: Store) -> str:
    digest = _digest(store)
    with store.transaction() as session:
        changes = rulebook.in_force(session, EDITION)
        return runs.start(session, EDITION, changes=changes, digest=digest).id


def _follow(store: Store, run_id: str) -> Run:
    for _ in retagging.follow(store, run_id):
        pass
    with store.snapshot() as session:
        return runs.get(session, run_id)


def _apply(store: Store, run_id: str) -> Run:
    digest = _digest(store)
    with store.transaction() as session:
        runs.apply(session, run_id, in_force=digest)
    return _follow(store, run_id)


def _standings(store: Store, document_id: str) -> dict[str, Standing]:
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        found = links.of_document(session, document)
        return {link.criterion: link.standing for link in found}


def _kinds(store: Store, run_id: str) -> list[tuple[str, str, str, str, bool]]:
    with store.snapshot() as session:
        run = runs.get(session, run_id)
        return [
            (one["kind"], one["criterion"], one["before"], one["after"], one["decided"])
            for item, _name, _city in runs.changed(session, run)
            for one in item.changes
        ]


def test_a_preview_tells_every_change_and_makes_none(store: Store) -> None:
    [document_id] = _read(store, POLICY)
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        [now_] = [
            x for x in links.of_document(session, document) if x.criterion == "OD1"
        ]
        quote, said = now_.passages[0].quote, now_.statement.value
        old = [
            make_proposal(criterion="LC1", quote="Ordinance No. 118."),
            make_proposal(criterion="RDC1", quote="Ordinance No. 118."),
            make_proposal(
                criterion="OD1", quote="Ordinance", statement=Statement.PLANNED
            ),
        ]
        links.propose(session, document, old, rules_digest="r1")
        [decided] = [
            link
            for link in links.of_document(session, document)
            if link.criterion == "RDC1"
        ]
        decisions.decide(
            session, decided.id, Verdict.CONFIRMED, by=make_person(session), seen=0
        )

    run = _follow(store, _start(store))

    told = [change for change in _kinds(store, run.id) if change[0] != "added"]
    assert told == [
        ("removed", "LC1", "Ordinance No. 118.", "", False),
        ("restated", "OD1", "planned", said, False),
        ("moved", "OD1", "Ordinance", quote, False),
        ("unfounded", "RDC1", "Ordinance No. 118.", "", True),
    ]
    assert (run.state, run.totals["decided"]) == (RunState.READY, 1)
    with store.snapshot() as session:
        [(effect, _city)] = runs.effects(session, run)
    assert effect.before == {"proposed": 3, "documented": 2, "confirmed": 1}
    assert effect.after["confirmed"] == 1
    assert _standings(store, document_id) == {
        "LC1": Standing.UNDECIDED,
        "OD1": Standing.UNDECIDED,
        "RDC1": Standing.CONFIRMED,
    }


def test_the_score_of_a_preview_is_the_score_once_it_is_applied(store: Store) -> None:
    [document_id] = _read(store, POLICY + " Barge data are kept.")
    _publish(store)
    run = _follow(store, _start(store))
    with store.snapshot() as session:
        [(effect, _city)] = runs.effects(session, run)
        assert effect.after["proposed"] == effect.before["proposed"] + 1

    applied = _apply(store, run.id)

    assert applied.state is RunState.APPLIED
    assert _standings(store, document_id)["DM1"] is Standing.UNDECIDED
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        before, after = retagging._effect(  # noqa: SLF001 - the figures of now
            session, assessments.get(session, document.assessment_id), {}
        )
        assert document.rules_digest == run.digest
    assert before == after == effect.after


def test_by_the_same_rules_nothing_would_change(store: Store) -> None:
    # Each form feed begins a page, so the first and the third are blank.
    _read(store, f"\f{POLICY}\f\f{POLICY}")

    run = _follow(store, _start(store))

    assert (run.totals, _kinds(store, run.id)) == ({}, [])
    with store.snapshot() as session:
        [(effect, _city)] = runs.effects(session, run)
    assert effect.before == effect.after


def test_rules_that_are_not_in_force_are_not_applied(store: Store) -> None:
    [document_id] = _read(store, "The port has published barge data.")
    tried = amendments.amended(EDITION, {"DM1.barge-data": RULE}).pack.digest
    with store.transaction() as session:
        run_id = runs.start(
            session, EDITION, changes={"DM1.barge-data": RULE}, digest=tried
        ).id
    _follow(store, run_id)

    with pytest.raises(Conflict, match="not in force"):
        _apply(store, run_id)
    assert _standings(store, document_id) == {}
    _publish(store)
    _apply(store, run_id)

    assert _standings(store, document_id) == {"DM1": Standing.UNDECIDED}


def test_a_decided_link_without_its_rule_returns_to_the_queue_once(
    store: Store,
) -> None:
    _publish(store)
    [document_id] = _read(store, "The port has published barge data.")
    with store.transaction() as session:
        person = make_person(session)
        document = session.get_one(Document, document_id)
        [link] = links.of_document(session, document)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=person, seen=0)
    _publish(store, "")

    _apply(store, _follow(store, _start(store)).id)

    assert _queue(store, document_id) == [(Standing.CONFIRMED, True)]
    with store.transaction() as session:
        decisions.decide(
            session,
            link.id,
            Verdict.REJECTED,
            by=person,
            seen=1,
            reason=Reason.DOES_NOT_SHOW,
        )
    assert _queue(store, document_id) == []
    again = _follow(store, _start(store))
    assert _kinds(store, again.id) == []
    _apply(store, again.id)
    assert _queue(store, document_id) == []
    with store.snapshot() as session:
        kept = session.scalars(
            sa.select(Link).options(selectinload(Link.decisions))
        ).one()
        assert [d.verdict for d in kept.decisions] == [
            Verdict.CONFIRMED,
            Verdict.REJECTED,
        ]


def test_a_paused_run_takes_no_further_document_and_goes_on_where_it_was(
    store: Store,
) -> None:
    _read(store, *(f"Paper {n}." for n in range(3)))
    run_id = _start(store)
    assert retagging.step(store, run_id)
    with store.transaction() as session:
        runs.pause(session, run_id)

    assert not retagging.step(store, run_id)
    with store.transaction() as session:
        run = runs.get(session, run_id)
        assert (runs.progress(session, run).done, run.state) == (1, RunState.PAUSED)
        assert run_jobs.due(session) == []
        runs.resume(session, run_id)
        assert run_jobs.due(session) == [run_id]

    assert _follow(store, run_id).state is RunState.READY


def test_a_cancelled_run_changes_nothing_and_frees_the_way(store: Store) -> None:
    [document_id] = _read(store, "The port has published barge data.")
    _publish(store)
    run_id = _start(store)
    with pytest.raises(Conflict, match="Another run is under way"):
        _start(store)
    with store.transaction() as session:
        runs.cancel(session, run_id)

    assert not retagging.step(store, run_id)
    assert _standings(store, document_id) == {}
    with pytest.raises(Conflict, match="This run is cancelled"):
        _apply(store, run_id)
    assert _follow(store, _start(store)).state is RunState.READY


def test_closed_assessments_are_left_alone(store: Store) -> None:
    open_one, closed = _read(store, "One paper.", "Another paper.")
    with store.transaction() as session:
        document = session.get_one(Document, closed)
        assessment = session.get_one(Assessment, document.assessment_id)
        assessment.closed = now(session)

    run_id = _start(store)

    with store.snapshot() as session:
        items = sa.select(RunItem.document_id).where(RunItem.run_id == run_id)
        assert session.scalars(items).all() == [open_one]


def test_a_worker_that_is_killed_loses_no_document(store: Store) -> None:
    _read(store, *(f"Paper {n}." for n in range(3)))
    run_id = _start(store)
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=_die_at_work, args=(store.settings, run_id))
    worker.start()
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL

    while retagging.step(store, run_id):
        pass
    with store.transaction() as session:
        run = runs.get(session, run_id)
        assert run.state is RunState.RUNNING
        assert runs.progress(session, run).done == 2
        past = now(session) - run_jobs.LEASE
        held = sa.update(RunItem).where(RunItem.lease.is_not(None))
        session.execute(held.values(lease_until=past))
        assert run_jobs.due(session) == [run_id]

    assert _follow(store, run_id).state is RunState.READY
    with store.snapshot() as session:
        progress = runs.progress(session, runs.get(session, run_id))
    assert (progress.done, progress.failed) == (3, 0)


def test_a_document_that_kills_every_worker_is_given_up_and_told(store: Store) -> None:
    _read(store, "One paper.")
    run_id = _start(store)
    for _ in range(3):
        with store.transaction() as session:
            assert run_jobs.claim(session, run_id) is not None
            past = now(session) - run_jobs.LEASE
            session.execute(sa.update(RunItem).values(lease_until=past))

    run = _follow(store, run_id)

    assert run.state is RunState.READY
    with store.snapshot() as session:
        assert runs.progress(session, run) == runs.Progress(1, 0, 1)


def test_a_document_read_anew_meanwhile_is_not_tagged_by_its_old_words(
    store: Store,
) -> None:
    [document_id] = _read(store, "The port has published barge data.")
    _publish(store)
    run = _follow(store, _start(store))
    digest = _digest(store)
    with store.transaction() as session:
        runs.apply(session, run.id, in_force=digest)
        task = run_jobs.claim(session, run.id)
    assert task is not None
    found = retagging._match(store, task)  # noqa: SLF001 - what happens in between
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        words = pages.searchable(session, document_id)
        documents.read_again(session, document)
        make_read_document(session, document=document)
        session.get_one(Searchable, document_id).words = words

    retagging._apply(store, task, found)  # noqa: SLF001 - what comes after it

    assert _standings(store, document_id) == {}
    with store.snapshot() as session:
        assert runs.progress(session, runs.get(session, run.id)).done == 0


def _queue(store: Store, document_id: str) -> list[tuple[Standing, bool]]:
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        assessment = session.get_one(Assessment, document.assessment_id)
        return [
            (link.standing, link.basis_changed)
            for link in links.queue(session, assessment, links.Filters())
        ]


def _die_at_work(settings: Settings, run_id: str) -> None:
    store = Store(settings)
    with store.transaction() as session:
        run_jobs.claim(session, run_id)
    os.kill(os.getpid(), signal.SIGKILL)
