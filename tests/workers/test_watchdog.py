from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from storage import watch
from storage.clock import now
from tests.factories import make_document
from workers.watchdog import DEAF_SECONDS, Watchdog

if TYPE_CHECKING:
    from storage.store import Store


@pytest.mark.parametrize(
    ("queues", "waits", "silent", "busy", "deaf"),
    [
        ("images, read", DEAF_SECONDS + 60, DEAF_SECONDS + 1, False, True),
        ("images, ocr", DEAF_SECONDS + 60, DEAF_SECONDS + 1, False, False),
        ("read", DEAF_SECONDS + 60, DEAF_SECONDS + 1, True, False),
        ("read", DEAF_SECONDS + 60, DEAF_SECONDS - 1, False, False),
        ("read", DEAF_SECONDS - 60, DEAF_SECONDS + 1, False, False),
    ],
)
def test_a_worker_is_deaf_if_it_hears_nothing_while_work_of_its_queues_waits(
    store: Store, *, queues: str, waits: float, silent: float, busy: bool, deaf: bool
) -> None:
    with store.transaction() as session:
        document = make_document(session)
        document.received = now(session) - timedelta(seconds=waits)
    watchdog = Watchdog(store, "one@host", queues)

    assert watchdog.look(is_busy=busy, silent=silent) is deaf

    with store.snapshot() as session:
        [worker] = watch.workers(session)
        assert (worker.name, worker.queues) == ("one@host", queues)
    watchdog.stop()
    with store.snapshot() as session:
        assert list(watch.workers(session)) == []
