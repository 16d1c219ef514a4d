"""Tells that this worker lives, and ends it when it lives without hearing anything.

A broker's client can lose its connection and never notice. Such a worker looks well and
does nothing; whoever started it starts it again once it has ended.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from storage import watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.store import Store

# Well above the minute after which waiting work is nudged again.
DEAF_SECONDS = 90.0

log = logging.getLogger(__name__)


class Watchdog:
    """One for each worker, in a thread beside it."""

    def __init__(self, store: Store, name: str, queues: str) -> None:
        self._store, self._name, self._queues = store, name, queues
        self._heard = time.monotonic()
        self._over = threading.Event()

    def hear(self) -> None:
        """Note that a message has come."""
        self._heard = time.monotonic()

    def start(self, *, is_busy: Callable[[], bool]) -> None:
        """Watch until told to stop; a worker that is busy is not deaf."""
        watch_it = threading.Thread(target=self._run, args=(is_busy,), daemon=True)
        watch_it.start()

    def stop(self) -> None:
        """Take the worker off the list: it stops because it was asked to."""
        self._over.set()
        try:
            with self._store.transaction() as session:
                watch.leave(session, self._name)
        except SQLAlchemyError:
            log.warning("%s could not be taken off the list.", self._name)

    def look(self, *, is_busy: bool, silent: float) -> bool:
        """Tell that the worker lives; return whether it is deaf.

        It is if it has heard nothing for ``silent`` seconds, which are many, work of
        its queues has waited as long, and it is not busy.
        """
        with self._store.transaction() as session:
            watch.tell(session, self._name, self._queues)
            waits = watch.waits_since(session, self._queues.split(", ")).total_seconds()
        return not is_busy and min(silent, waits) > DEAF_SECONDS

    def _run(self, is_busy: Callable[[], bool]) -> None:
        while True:
            silent = time.monotonic() - self._heard
            try:
                deaf = self.look(is_busy=is_busy(), silent=silent)
            except SQLAlchemyError:
                deaf = False  # without its database no worker could do anything
            if deaf:
                log.error("%s hears nothing though work waits, so it ends.", self._name)
                os._exit(1)
            if self._over.wait(watch.SEEN_SECONDS):
                return
