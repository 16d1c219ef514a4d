from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage import jobs, ranges, turns
from storage.clock import now
from storage.ranges import Bounds
from tests.factories import make_assessment, make_document

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.store import Store


def _next(session: Session) -> str | None:
    chosen = turns.document(session)
    if chosen is not None:
        assert jobs.claim(session, chosen) is not None
    return chosen


def test_the_one_document_of_a_city_does_not_wait_behind_the_many_of_another(
    store: Store,
) -> None:
    with store.transaction() as session:
        large = make_assessment(session)
        many = [make_document(session, assessment=large).id for _ in range(4)]
        first = _next(session)
        one = make_document(session).id

        taken = [first, *(_next(session) for _ in range(5))]

    assert taken == [many[0], one, *many[1:], None]


def test_what_was_put_back_goes_to_the_end_of_its_citys_line(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        ids = [make_document(session, assessment=assessment).id for _ in range(2)]
        claim = jobs.claim(session, ids[0])
        assert claim is not None

        jobs.put_back(session, claim)

        assert [_next(session), _next(session)] == [ids[1], ids[0]]


def test_what_a_dead_worker_has_left_comes_first_and_no_more_than_three_times(
    store: Store,
) -> None:
    with store.transaction() as session:
        left, waits = make_document(session), make_document(session)
        for _ in range(jobs.MOST_ATTEMPTS):
            assert jobs.claim(session, left.id) is not None
            session.refresh(left)
            chosen = turns.document(session)
            assert chosen == waits.id
            left.lease_until = now(session) - timedelta(seconds=1)
            session.flush()
            if left.attempts < jobs.MOST_ATTEMPTS:
                assert turns.document(session) == left.id

        assert turns.document(session) == waits.id


def test_ranges_of_scans_and_of_texts_have_turns_of_their_own(store: Store) -> None:
    with store.transaction() as session:
        large, small = make_document(session), make_document(session)
        parts = [Bounds(1, 5, scan=True), Bounds(6, 10, scan=True), Bounds(11, 30)]
        for document, some in ((large, parts), (small, parts[:1])):
            claim = jobs.claim(session, document.id)
            assert claim is not None
            assert ranges.part(session, claim, some)

        scans = []
        while chosen := turns.page_range(session, scan=True):
            assert ranges.claim(session, *chosen) is not None
            scans.append(chosen)

        assert scans[0][1] == scans[1][1] == 1
        assert {one for one, _first in scans[:2]} == {large.id, small.id}
        assert scans[2] == (large.id, 6)
        assert turns.page_range(session, scan=False) == (large.id, 11)


def test_a_document_whose_ranges_are_over_is_joined_before_others_are_begun(
    store: Store,
) -> None:
    with store.transaction() as session:
        large = make_document(session)
        make_document(session)
        claim = jobs.claim(session, large.id)
        assert claim is not None
        ranges.part(session, claim, [Bounds(1, 20)])
        part = ranges.claim(session, large.id, 1)
        assert part is not None
        ranges.record(session, part, {})

        assert turns.document(session) == large.id
