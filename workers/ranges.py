"""Reads a large document in ranges of pages, side by side with other workers."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from storage import ranges
from storage.errors import OutOfReach
from workers.extract import documents as extract
from workers.leases import kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from criteria.evidence import Reading
    from storage.jobs import Claim
    from storage.ranges import RangeClaim
    from storage.store import Store

# A document of fewer pages is read by one worker: parting and joining cost more.
LARGE = 2 * ranges.PAGES
TELL_SECONDS = 1.0

log = logging.getLogger(__name__)


def part(store: Store, claim: Claim, path: Path) -> bool:
    """Part a document into ranges if it is a large one; whether it was.

    Raises Unreadable when it cannot be opened.
    """
    contents = extract.measure(path, claim.name)
    if contents is None or contents.count <= LARGE:
        return False
    with store.transaction() as session:
        firsts = ranges.part(session, claim, contents.count)
    for first in firsts:
        if not store.queue.nudge_range(claim.document_id, first):
            break  # the sweep finds them all
    return True


def read(store: Store, document_id: str, first: int) -> None:
    """Read one range, if it waits or its worker has died; the last one has all joined.

    An outage of the blobs costs no attempt.
    """
    with store.transaction() as session:
        claim = ranges.claim(session, document_id, first)
    if claim is None:
        return
    with kept(store, lambda session: ranges.extend(session, claim)):
        try:
            with store.blobs.local(claim.sha256) as path:
                found = extract.part(
                    path,
                    claim.name,
                    claim.first,
                    claim.last,
                    progress=_teller(store, claim),
                )
        except OutOfReach:
            with store.transaction() as session:
                ranges.put_back(session, claim)
            return
    with store.transaction() as session:
        was_last = ranges.record(session, claim, found)
    if was_last:
        store.queue.nudge(document_id)


def joined(store: Store, document_id: str) -> Reading | None:
    """Join the ranges of a document; None if it has none.

    Raises Unreadable when nothing of it could be read.
    """
    with store.snapshot() as session:
        bounds = ranges.bounds(session, document_id)
        found = ranges.found(session, document_id)
    return extract.joined(found, bounds) if bounds else None


def sweep(store: Store) -> int:
    """Nudge the ranges that are due, and documents to be joined; count them."""
    with store.transaction() as session:
        due, whole = ranges.due(session), ranges.joinable(session)
    heard = [store.queue.nudge_range(document_id, first) for document_id, first in due]
    heard += [store.queue.nudge(document_id) for document_id in whole]
    return sum(heard)


def _teller(store: Store, claim: RangeClaim) -> Callable[[int], None]:
    """Note how many pages are done, at most once a second."""
    said = time.monotonic()

    def tell(reached: int) -> None:
        nonlocal said
        if time.monotonic() - said < TELL_SECONDS:
            return
        said = time.monotonic()
        with store.transaction() as session:
            ranges.extend(session, claim, reached=reached)

    return tell
