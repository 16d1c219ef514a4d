from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import jobs
from storage.queue import MOST_MESSAGES, OCR, READ, SOON, Queue, Room
from storage.settings import Settings
from tests.factories import make_document
from workers import reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.store import Store


@pytest.fixture
def queue(valkey: str, tmp_path: Path) -> Iterator[Queue]:
    """A queue of its own on the broker."""
    made = Queue(Settings(home=tmp_path, broker_url=valkey.replace("/0", "/7")))
    with made.celery.connection_for_write() as connection:
        connection.default_channel.client.flushdb()
    yield made
    made.close()


def test_a_queue_tells_how_much_waits_in_it(queue: Queue) -> None:
    empty = queue.room(READ)
    for document_id in ("a", "b"):
        assert queue.nudge(document_id)
    assert queue.nudge_range("a", 1, scan=True)

    assert empty == Room(MOST_MESSAGES, SOON)
    assert (queue.length(READ), queue.length(OCR)) == (2, 1)
    assert queue.room(READ) == Room(MOST_MESSAGES - 2, jobs.NUDGE_AGAIN)


def test_a_broker_that_is_away_tells_nothing(tmp_path: Path) -> None:
    away = Queue(Settings(home=tmp_path, broker_url="redis://127.0.0.1:1/0"))

    assert (away.length(READ), away.room(READ).most) == (None, MOST_MESSAGES)
    away.close()


def test_a_sweep_adds_no_message_where_many_wait_already(
    store: Store, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.queue.MOST_MESSAGES", 3)
    store.queue = queue
    queue.nudge("another")
    with store.transaction() as session:
        for _ in range(4):
            make_document(session)
        jobs.release(session)

    swept = [reading.sweep(store) for _ in range(2)]

    assert (swept, queue.length(READ)) == ([2, 0], 3)
