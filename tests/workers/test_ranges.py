from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import ANY

import pytest

from storage import documents, jobs, links, pages, ranges
from storage.clock import now
from storage.models import Assessment, Document, DocumentState
from storage.ranges import Bounds, PageRange
from tests.factories import make_assessment
from tests.workers.extract.making import pdf
from tests.workers.extract.test_scans import LINES, installed, picture
from workers import ranges as parts
from workers import reading

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store

COUNT = 2 * ranges.PAGES + 1
HEADER = "City of Cali, Ordinance 118"
POLICY = (
    "The City Council adopted this Open Data Policy on 4 March 2024.",
    "City departments publish their data sets on the open data portal.",
)


@pytest.fixture
def large(store: Store) -> str:
    """A document of one page more than one worker reads; gives its id."""
    sheets = [[HEADER, f"Article {n}.", "The committee met."] for n in range(COUNT)]
    sheets[COUNT - 2] += POLICY
    blob = store.blobs.put(io.BytesIO(pdf(*sheets)), limit=10_000_000)
    with store.transaction() as session:
        assessment = make_assessment(session)
        return documents.receive(session, assessment, "code.pdf", blob).id


def _texts(store: Store, document_id: str) -> list[object]:
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        return [
            document.state,
            document.page_count,
            [(p.number, p.text, p.segments) for p in pages.read(session, document_id)],
            [
                (link.criterion, link.score)
                for link in links.of_document(session, document)
            ],
        ]


def _state(store: Store, document_id: str) -> tuple[DocumentState, int]:
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        return document.state, document.attempts


def test_a_large_document_is_read_in_ranges_as_if_by_one_worker(
    store: Store, large: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading.read(store, large)
    with store.snapshot() as session:
        assert ranges.bounds(session, large) == [(1, 20), (21, 40), (41, 41)]
    assert _state(store, large) == (DocumentState.READING, 0)
    for first in (41, 1, 21):
        reading.read(store, large)  # too early: nothing is joined
        parts.read(store, large, first)

    reading.read(store, large)

    in_ranges = _texts(store, large)
    with store.transaction() as session:
        assert ranges.bounds(session, large) == []
        document = session.get_one(Document, large)
        documents.read_again(session, document)
    monkeypatch.setattr(parts, "LARGE", COUNT)
    reading.read(store, large)
    assert _texts(store, large) == in_ranges
    assert in_ranges[:2] == [DocumentState.READ, COUNT]
    assert "OD1" in dict(in_ranges[3])  # type: ignore[call-overload]  # pairs


def test_a_range_is_claimed_by_one_worker_and_its_late_word_is_ignored(
    store: Store, large: str
) -> None:
    reading.read(store, large)
    with store.transaction() as session:
        dead = ranges.claim(session, large, 1)
        assert ranges.claim(session, large, 1) is None
        row = session.get_one(PageRange, (large, 1))
        row.lease_until = now(session) - timedelta(seconds=1)
        session.flush()
        assert (large, 1) in ranges.due(session, scan=False)
        alive = ranges.claim(session, large, 1)
        assert dead is not None
        assert alive is not None

        assert not ranges.extend(session, dead)
        ranges.record(session, dead, {"late": True})
        assert ranges.found(session, large) == [None, None, None]
        assert ranges.extend(session, alive, reached=7)
        document = session.get_one(Document, large)
        assessment = session.get_one(Assessment, document.assessment_id)
        assert ranges.progress(session, assessment) == {large: 7}


def test_pages_that_kill_every_worker_are_unread_and_the_others_are_read(
    store: Store, large: str
) -> None:
    reading.read(store, large)
    for _ in range(jobs.MOST_ATTEMPTS):
        with store.transaction() as session:
            assert ranges.claim(session, large, 21) is not None
            row = session.get_one(PageRange, (large, 21))
            row.lease_until = now(session) - timedelta(seconds=1)
    for first in (1, 21, 41):
        parts.read(store, large, first)

    reading.read(store, large)

    with store.snapshot() as session:
        document = session.get_one(Document, large)
        assert document.state is DocumentState.READ
        assert (document.page_count, document.unread_count) == (COUNT, 20)
        unread = [page.number for page in pages.unread(session, large)]
        assert unread == list(range(21, 41))


def test_ranges_and_joining_that_no_message_tells_of_are_due_after_a_minute(
    store: Store, large: str
) -> None:
    reading.read(store, large)
    with store.transaction() as session:
        assert (ranges.due(session, scan=False), ranges.joinable(session)) == ([], [])
        for first in (1, 21, 41):
            session.get_one(PageRange, (large, first)).nudged = (
                now(session) - 2 * jobs.NUDGE_AGAIN
            )
        session.flush()
        assert ranges.due(session, scan=False) == [(large, 1), (large, 21), (large, 41)]
        assert ranges.due(session, scan=False) == []
    for first in (1, 21, 41):
        parts.read(store, large, first)
    with store.transaction() as session:
        document = session.get_one(Document, large)
        document.nudged = now(session) - 2 * jobs.NUDGE_AGAIN
        session.flush()

        assert ranges.joinable(session) == [large]
        assert ranges.joinable(session) == []


def test_a_restart_leaves_the_ranges_of_a_document_as_they_are(
    store: Store, large: str
) -> None:
    reading.read(store, large)

    with store.transaction() as session:
        released = jobs.release(session)

    assert released == 0
    assert _state(store, large) == (DocumentState.READING, 0)


def test_without_workers_a_large_document_is_read_in_one_process(
    store: Store, large: str
) -> None:
    reading.read_here(store, large)

    assert _state(store, large) == (DocumentState.READ, 1)


@installed
@pytest.mark.parametrize("count", [3, 4])
def test_a_scan_is_recognised_in_ranges_of_its_own_unless_it_is_short(
    store: Store, count: int
) -> None:
    blob = store.blobs.put(io.BytesIO(picture("TIFF", *[LINES] * count)), limit=10**7)
    with store.transaction() as session:
        assessment = make_assessment(session)
        scan = documents.receive(session, assessment, "minutes.tif", blob).id

    reading.read_next(store)
    parts.read_next(store, scan=False)
    with store.snapshot() as session:
        parted = ranges.bounds(session, scan)
    if parted:
        parts.read_next(store, scan=True)
        reading.read_next(store)

    assert parted == ([(1, 4)] if count == 4 else [])
    state, *_, read, _links = _texts(store, scan)
    assert state is DocumentState.READ
    assert read == [(n, "\n".join(LINES), ANY) for n in range(1, count + 1)]


@installed
def test_only_the_pictured_part_of_a_large_document_is_for_recognition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "blob"
    path.write_bytes(pdf(*[["The committee met.", "It was late."]] * COUNT))
    pictured = set(range(21, 41))
    monkeypatch.setattr(
        "workers.extract.documents.pictured",
        lambda _path, _name, pages: [page in pictured for page in pages],
    )

    found = parts.bounds(path, "code.pdf", COUNT)

    assert found == [
        Bounds(1, 20),
        *(Bounds(first, first + 4, scan=True) for first in (21, 26, 31, 36)),
        Bounds(41, 41),
    ]
