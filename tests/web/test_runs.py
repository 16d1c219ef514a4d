from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.packs import amendments
from storage import assessments, rulebook, run_jobs, runs
from storage.rule_models import Act
from storage.run_models import RunState
from tests import factories
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.models import Assessment, Document
    from storage.run_models import Run
    from storage.store import Store

EDITION = "wwc-2022"
LIST = f"/rules/{EDITION}/runs"
RULE = """id: DM1.barge-data
criterion: DM1
title: Barges
strength: strong
en:
  any: [barge data]
"""
CHANGE = {
    "kind": "added",
    "criterion": "DM1",
    "before": "",
    "after": "Barge data are kept.",
    "decided": False,
}


def _document(store: Store, assessment: Assessment) -> Document:
    with store.transaction() as session:
        return factories.make_read_document(
            session, assessment=assessment, text="Barge data are kept."
        )


def _last(store: Store) -> Run:
    with store.snapshot() as session:
        return runs.listed(session, EDITION)[0]


def _work(store: Store, run: Run) -> None:
    """What a worker does, without what it finds."""
    with store.transaction() as session:
        while task := run_jobs.claim(session, run.id):
            run_jobs.record(session, task, changes=[CHANGE])
        for assessment_id, _found in run_jobs.told(session, run):
            run_jobs.keep_effect(
                session,
                run,
                assessments.get(session, assessment_id),
                before={"proposed": 1, "documented": 1, "confirmed": 0},
                after={"proposed": 2, "documented": 1, "confirmed": 0},
            )
        run_jobs.finish(session, run.id)


def test_a_preview_is_begun_followed_and_applied(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    _document(store, assessment)
    assert "No run yet." in lead.text(LIST)

    begun = lead.post(LIST, of="in-force")

    run = _last(store)
    path = f"/runs/{run.id}"
    assert (begun.status_code, begun.location) == (303, path)
    assert "Under way 0 of 1 documents, making the preview" in lead.text(path)
    assert lead.get(f"{path}/progress").headers["X-Done"] == "no"
    _work(store, run)
    shown = lead.text(path)
    assert "Links added 1" in shown
    assert "Riverbend 1 → 2 1 0" in shown
    assert "Added DM1 Barge data are kept." in shown
    assert lead.get(f"{path}/progress").headers["X-Done"] == "yes"
    assert lead.post(path, step="apply").status_code == 303
    assert "0 of 1 documents, applying the preview" in lead.text(path)


def test_a_run_is_paused_resumed_and_cancelled(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    _document(store, assessment)
    lead.post(LIST, of="in-force")
    path = f"/runs/{_last(store).id}"
    states = []

    for step in ("pause", "resume", "cancel"):
        lead.post(path, step=step)
        states.append(_last(store).state)

    assert states == [RunState.PAUSED, RunState.RUNNING, RunState.CANCELLED]
    assert lead.post(path, step="pause").status_code == 409
    assert "It changed nothing." in lead.text(path)


def test_of_two_runs_at_once_the_second_is_refused(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    _document(store, assessment)
    lead.post(LIST, of="in-force")

    answer = lead.post(LIST, of="in-force")

    assert answer.status_code == 409
    assert "Another run is under way." in words(answer)
    assert "Another run is under way." in lead.text(LIST)


def test_a_preview_of_the_draft_is_applied_only_once_it_is_published(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    _document(store, assessment)
    with store.transaction() as session:
        person = factories.make_person(session)
        rulebook.change(
            session,
            EDITION,
            "DM1.barge-data",
            Act.WRITTEN,
            by=person,
            seen=0,
            text=RULE,
        )
    lead.post(LIST, of="draft")
    run = _last(store)
    pack = amendments.amended(EDITION, {"DM1.barge-data": RULE}).pack
    assert (run.digest, run.changes) == (pack.digest, {"DM1.barge-data": RULE})
    _work(store, run)
    path = f"/runs/{run.id}"

    assert "This preview is of the draft." in lead.text(path)
    assert lead.post(path, step="apply").status_code == 409
    lead.post(f"/rules/{EDITION}/versions", why="Tried", seen="1")

    assert "Apply to 1 document" in lead.text(path)
    assert lead.post(path, step="apply").status_code == 303


def test_an_unknown_run_is_not_found(lead: Visitor) -> None:
    assert lead.get("/runs/none").status_code == 404
