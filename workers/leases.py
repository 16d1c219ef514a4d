"""Keeps a lease alive beside the work."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from storage import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from storage.store import Store

RENEW_SECONDS = jobs.LEASE.total_seconds() / 3


@contextmanager
def kept(
    store: Store, extend: Callable[[Session], bool], *, every: float = RENEW_SECONDS
) -> Iterator[None]:
    """Renew a lease, every so many seconds, for as long as the block lasts."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(every):
            # A database that is away for a moment must not end the renewing.
            with suppress(OperationalError), store.transaction() as session:
                extend(session)

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
