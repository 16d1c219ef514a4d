from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage import images, leaving
from storage.clock import now
from storage.models import City
from tests.factories import make_link, make_read_document

if TYPE_CHECKING:
    from storage.store import Store


def test_a_page_is_wanted_once_until_its_worker_is_late(store: Store) -> None:
    with store.transaction() as session:
        document = make_read_document(session)

        told = [images.want(session, document, 1) for _ in range(2)]
        wanted = images.find(session, document, 1)
        assert wanted is not None
        wanted.wanted = now(session) - images.ASK_AGAIN - timedelta(seconds=1)
        told.append(images.want(session, document, 1))

    assert told == [True, False, True]


def test_a_page_that_kills_its_workers_is_shown_as_text(store: Store) -> None:
    with store.transaction() as session:
        document = make_read_document(session)
        images.want(session, document, 1)
        for _ in range(images.MOST_ATTEMPTS):
            assert images.begin(session, document.id, 1)
        wanted = images.find(session, document, 1)
        assert wanted is not None
        session.refresh(wanted)
        wanted.wanted = now(session) - images.ASK_AGAIN - timedelta(seconds=1)

        assert not images.want(session, document, 1)

        assert (wanted.problem, wanted.is_over) == (images.NOT_DRAWN, True)
        assert not images.begin(session, document.id, 1)


def test_a_drawn_page_is_kept_and_goes_with_its_city(store: Store) -> None:
    with store.transaction() as session:
        document = make_read_document(session)
        images.want(session, document, 1)
        images.keep(session, document.id, 1, sha256="d" * 64)
        city = session.get_one(City, document.city_id)

        blobs = list(leaving.remove(session, city).blobs)

    assert blobs == sorted([document.sha256, "d" * 64])


def test_passages_are_placed_once(store: Store) -> None:
    with store.transaction() as session:
        link = make_link(session)
        [passage] = images.passages_on(session, link.document_id, 1)
        images.place(session, {(link.id, 0): [(0.1, 0.2, 0.9, 0.25)]})

        session.refresh(passage)
        assert passage.places == [[0.1, 0.2, 0.9, 0.25]]
        assert images.passages_on(session, link.document_id, 1) == []
        assert images.passages_on(session, link.document_id, 2) == []


def test_a_page_whose_worker_is_late_is_due_until_it_counts_as_not_drawn(
    store: Store,
) -> None:
    with store.transaction() as session:
        document = make_read_document(session)
        images.want(session, document, 1)
        wanted = images.find(session, document, 1)
        assert wanted is not None
        at_once = images.due(session)
        late = now(session) - images.ASK_AGAIN - timedelta(seconds=1)
        wanted.wanted = late
        first, second = images.due(session), images.due(session)
        wanted.wanted, wanted.attempts = late, images.MOST_ATTEMPTS
        last = images.due(session)

        assert (at_once, first, second, last) == ([], [(document.id, 1)], [], [])
        assert wanted.problem == images.NOT_DRAWN
