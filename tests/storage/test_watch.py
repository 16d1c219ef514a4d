from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage import documents, invariants, jobs, ranges, watch
from storage.clock import now
from storage.invariants import Finding
from storage.models import DocumentState
from storage.ranges import Bounds
from storage.watch import WorkerSeen
from tests.factories import make_document, make_read_document

if TYPE_CHECKING:
    from storage.store import Store


def test_the_overview_counts_states_failures_and_the_longest_wait(store: Store) -> None:
    with store.transaction() as session:
        make_read_document(session)
        waiting, locked = make_document(session), make_document(session)
        waiting.received = now(session) - timedelta(minutes=20)
        claim = jobs.claim(session, locked.id)
        assert claim is not None
        jobs.give_up(session, claim, "password", "It asks for a password.")

        seen = watch.overview(session)

    assert seen.states == {"waiting": 1, "reading": 0, "read": 1, "unreadable": 1}
    assert seen.failures == (("password", "It asks for a password.", 1),)
    assert timedelta(minutes=20) <= seen.oldest < timedelta(minutes=21)
    assert (seen.is_late, seen.is_watched, seen.check) == (True, False, None)


def test_a_worker_is_seen_until_it_is_silent_for_a_minute(store: Store) -> None:
    with store.transaction() as session:
        watch.tell(session, "one@host", "read")
        watch.tell(session, "two@host", "images")
        watch.tell(session, "one@host", "read")
        row = session.get_one(WorkerSeen, "two@host")
        row.seen = now(session) - watch.GONE
        session.flush()

        alive = [worker.name for worker in watch.workers(session)]
        watch.leave(session, "one@host")

        assert (alive, list(watch.workers(session))) == (["one@host"], [])


def test_work_that_no_worker_takes_is_told_and_is_no_fault_of_other_workers(
    store: Store,
) -> None:
    with store.transaction() as session:
        scan, waits = make_document(session), make_document(session)
        scan.received = now(session) - timedelta(minutes=30)
        claim = jobs.claim(session, scan.id)
        assert claim is not None
        ranges.part(session, claim, [Bounds(1, 5, scan=True), Bounds(6, 9, scan=True)])
        watch.tell(session, "one@host", "read, images")

        seen = watch.overview(session)
        silent = watch.waits_since(session, ["read", "images"])
        late = watch.waits_since(session, ["ocr"])

    waiting = {one.queue: one.waits for one in seen.backlogs}
    none = dict.fromkeys(("ranges", "images", "runs", "export"), 0)
    assert waiting == none | {"read": 1, "ocr": 2}
    assert (seen.unattended, seen.takers("read")) == (["ocr"], 1)
    assert silent < timedelta(minutes=1)
    assert late >= timedelta(minutes=30)
    assert waits.state is DocumentState.WAITING


def test_a_document_that_is_read_again_waits_since_then(store: Store) -> None:
    with store.transaction() as session:
        old = make_read_document(session)
        old.received = now(session) - timedelta(days=300)
        documents.read_again(session, old)

        assert watch.overview(session).oldest < timedelta(minutes=1)


def test_what_the_checker_found_is_kept_without_what_was_whole(store: Store) -> None:
    findings = [Finding("no document is stuck", 3, ("It is.",)), Finding("x", 2, ())]
    with store.transaction() as session:
        watch.keep_check(session, findings)

    with store.snapshot() as session:
        check = watch.last_check(session)
        assert check is not None
        assert (check.tried, check.broken) == (
            5,
            [{"invariant": "no document is stuck", "says": ["It is."]}],
        )


def test_a_sound_store_is_kept_as_sound(store: Store) -> None:
    with store.transaction() as session:
        check = watch.keep_check(session, invariants.examine(store))

    assert check.broken == []
