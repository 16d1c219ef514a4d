from __future__ import annotations

import io
from typing import TYPE_CHECKING

from criteria.evidence import Page, Reason, Standing
from storage import decisions, links, pages, runs
from storage.models import Document, DocumentState, Verdict
from storage.run_models import RunState
from storage.text_models import PageText
from tests.factories import make_person, upload
from workers import reading, rereading, retagging
from workers.extract import documents as extract

if TYPE_CHECKING:
    from storage.run_models import Run
    from storage.store import Store

EDITION = "wwc-2022"
POLICY = (
    "Ordinance No. 118. The City Council adopted this Open Data Policy on 4 March "
    "2024, and it is in effect."
)


def _read_by_an_older_reader(store: Store, text: str = POLICY) -> str:
    """A document whose text an older reader did not get, so that no link was found."""
    document_id = upload(store, text)
    reading.read(store, document_id)
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        document.reader = "1"
        row = session.get_one(PageText, (document_id, 1))
        row.text = "Illegible."
        links.propose(session, document, [], rules_digest="d" * 64)
    return document_id


def _runs(store: Store) -> list[Run]:
    with store.snapshot() as session:
        return list(runs.listed(session, EDITION))


def _followed(store: Store, run: Run) -> Run:
    for _ in retagging.follow(store, run.id):
        pass
    with store.snapshot() as session:
        return runs.get(session, run.id)


def _text(store: Store, document_id: str) -> list[Page]:
    with store.snapshot() as session:
        return pages.read(session, document_id)


def test_what_todays_reader_has_read_is_not_read_again(store: Store) -> None:
    document_id = upload(store, POLICY)
    reading.read(store, document_id)

    rereading.begin(store)

    assert _runs(store) == []
    with store.snapshot() as session:
        assert session.get_one(Document, document_id).reader == extract.VERSION


def test_a_new_reader_shows_what_it_would_change_and_changes_nothing(
    store: Store,
) -> None:
    document_id = _read_by_an_older_reader(store)

    retagging.sweep(store)
    [begun] = _runs(store)
    run = _followed(store, begun)
    retagging.sweep(store)

    assert (run.reader, run.state) == (extract.VERSION, RunState.READY)
    assert run.totals["added"] >= 1
    assert [one.id for one in _runs(store)] == [run.id]
    assert [page.text for page in _text(store, document_id)] == ["Illegible."]
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        assert links.of_document(session, document) == []


def test_applied_documents_are_read_again_and_decisions_stay(store: Store) -> None:
    document_id = _read_by_an_older_reader(store)
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        reviewer = make_person(session)
        made = links.make(session, document, "LC1", None, by=reviewer)
        decisions.decide(
            session,
            made.id,
            Verdict.REJECTED,
            by=reviewer,
            seen=0,
            reason=Reason.WRONG_DOCUMENT,
        )
    rereading.begin(store)
    [run] = _runs(store)
    _followed(store, run)

    with store.transaction() as session:
        in_force = reading.in_force(store, EDITION).digest
        runs.apply(session, run.id, in_force=in_force)
    applied = _followed(store, run)
    with store.snapshot() as session:
        waits = session.get_one(Document, document_id).state
    reading.read(store, document_id)

    assert (applied.state, waits) == (RunState.APPLIED, DocumentState.WAITING)
    assert [page.text.strip() for page in _text(store, document_id)] == [POLICY]
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        found = {
            link.criterion: link.standing
            for link in links.of_document(session, document)
        }
    assert document.reader == extract.VERSION
    assert found["LC1"] is Standing.REJECTED
    assert found["OD1"] is Standing.UNDECIDED


def test_a_file_that_cannot_be_read_any_more_keeps_what_was_read(store: Store) -> None:
    document_id = _read_by_an_older_reader(store)
    blob = store.blobs.put(io.BytesIO(b"%PDF-1.7 and no more"), limit=1_000)
    with store.transaction() as session:
        session.get_one(Document, document_id).sha256 = blob.sha256
    rereading.begin(store)
    [run] = _runs(store)

    followed = _followed(store, run)

    assert (followed.state, followed.totals) == (RunState.READY, {})
    assert [page.text for page in _text(store, document_id)] == ["Illegible."]
