from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from criteria.evidence import Page, Reading, UnreadPage
from storage import documents, jobs, pages
from storage.clock import now
from storage.models import Document, DocumentState
from tests.factories import make_assessment, make_document

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.store import Store

A_PAGE = Reading("text", "en", (Page(1, "The committee met.", "en"),))


def _let_the_lease_end(session: Session, document: Document) -> None:
    session.refresh(document)
    document.lease_until = now(session) - timedelta(seconds=1)
    session.flush()


def test_a_document_is_claimed_by_one_worker(store: Store) -> None:
    with store.transaction() as session:
        document = make_document(session, name="minutes.txt")

        first = jobs.claim(session, document.id)
        second = jobs.claim(session, document.id)

    assert first is not None
    assert (first.name, first.edition, second) == ("minutes.txt", "wwc-2022", None)


def test_a_dead_workers_document_is_claimed_again_and_its_late_word_is_ignored(
    store: Store,
) -> None:
    with store.transaction() as session:
        document = make_document(session)
        dead = jobs.claim(session, document.id)
        _let_the_lease_end(session, document)
        alive = jobs.claim(session, document.id)
        assert dead is not None
        assert alive is not None

        late = jobs.record(session, dead, A_PAGE, b"")
        in_time = jobs.record(session, alive, A_PAGE, b"")

        session.refresh(document)
        assert (late, in_time) == (None, document)
        assert (document.state, document.attempts) == (DocumentState.READ, 2)


def test_nobody_claims_a_document_a_fourth_time_before_it_is_given_up(
    store: Store,
) -> None:
    with store.transaction() as session:
        document = make_document(session)
        for _ in range(jobs.MOST_ATTEMPTS):
            assert jobs.claim(session, document.id) is not None
            _let_the_lease_end(session, document)

        assert jobs.claim(session, document.id) is None


def test_a_file_that_kills_its_worker_is_given_up_after_three_attempts(
    store: Store,
) -> None:
    with store.transaction() as session:
        document = make_document(session)
        due = []
        for _ in range(jobs.MOST_ATTEMPTS):
            assert jobs.claim(session, document.id) is not None
            _let_the_lease_end(session, document)
            due.append(jobs.due(session))

        session.refresh(document)
        assert due == [[document.id], [document.id], []]
        assert (document.state, document.problem_code) == (
            DocumentState.UNREADABLE,
            "stopped",
        )
        assert jobs.claim(session, document.id) is None


def test_a_document_without_a_message_is_due_once_a_minute(store: Store) -> None:
    with store.transaction() as session:
        document = make_document(session)
        fresh = jobs.due(session)
        document.nudged = now(session) - 2 * jobs.NUDGE_AGAIN
        session.flush()

        lost, nudged = jobs.due(session), jobs.due(session)

    assert (fresh, lost, nudged) == ([], [document.id], [])


def test_a_lease_is_renewed_by_its_holder_alone(store: Store) -> None:
    with store.transaction() as session:
        document = make_document(session)
        dead = jobs.claim(session, document.id)
        _let_the_lease_end(session, document)
        alive = jobs.claim(session, document.id)
        assert dead is not None
        assert alive is not None

        assert (jobs.extend(session, dead), jobs.extend(session, alive)) == (
            False,
            True,
        )


def test_after_a_release_every_document_is_due_at_once(store: Store) -> None:
    with store.transaction() as session:
        reading, waiting = make_document(session), make_document(session)
        jobs.claim(session, reading.id)

        released = jobs.release(session)

        assert released == 1
        assert set(jobs.due(session)) == {reading.id, waiting.id}


def test_pages_come_back_as_they_were_read_and_unread_ones_with_their_reason(
    store: Store,
) -> None:
    reading = Reading(
        "pdf",
        "es",
        (
            Page(1, "Artículo 1", "es", label="i"),
            Page(3, "Artículo", "es", by_ocr=True, sure=((0, 8, 96),)),
        ),
        unread=(UnreadPage(2, "This page is a picture."),),
    )
    with store.transaction() as session:
        document = make_document(session)
        claim = jobs.claim(session, document.id)
        assert claim is not None

        jobs.record(session, claim, reading, b"words")

    with store.snapshot() as session:
        assert pages.read(session, document.id) == list(reading.pages)
        assert pages.searchable(session, document.id) == b"words"
        assert pages.unread(session, document.id) == list(reading.unread)
        kept = session.get_one(Document, document.id)
        assert (kept.page_count, kept.unread_count, kept.language) == (3, 1, "es")


def test_a_document_that_cannot_be_read_says_why(store: Store) -> None:
    with store.transaction() as session:
        document = make_document(session)
        claim = jobs.claim(session, document.id)
        assert claim is not None

        jobs.give_up(session, claim, "password", "This file asks for a password.")

        session.refresh(document)
        assert (document.state, document.problem, document.problem_code) == (
            DocumentState.UNREADABLE,
            "This file asks for a password.",
            "password",
        )
        documents.read_again(session, document)
        assert jobs.claim(session, document.id) is not None


def test_cities_take_turns_when_much_is_due(store: Store) -> None:
    with store.transaction() as session:
        large = make_assessment(session)
        first, second, _third = (
            make_document(session, assessment=large).id for _ in range(3)
        )
        small = make_document(session).id
        jobs.release(session)

        assert jobs.due(session, limit=3) == [first, small, second]
