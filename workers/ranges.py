"""Reads a large document in ranges of pages, side by side with other workers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from storage import logs, ranges, sights, turns
from storage.errors import OutOfReach
from storage.queue import OCR, RANGES
from storage.ranges import Bounds
from workers.extract import documents as extract
from workers.leases import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from criteria.evidence import Reading
    from storage.jobs import Claim
    from storage.ranges import RangeClaim
    from storage.store import Store

# A document of fewer pages is read by one worker: parting and joining cost more. Pages
# that are pictures cost a hundred times what others do.
LARGE = 2 * ranges.PAGES
FEW_PICTURES = 3
LOOKED_AT = 6  # pages of a small document, to tell how many are pictures
LOOKED_AT_OF_RANGE = 3
TELL_SECONDS = 1.0


def part(store: Store, claim: Claim, path: Path) -> bool:
    """Part a document into ranges if it is large, or many of its pages are pictures.

    Return whether it was parted, or is no longer this worker's. Raises Unreadable when
    it cannot be opened.
    """
    contents = extract.measure(path, claim.name)
    if contents is None or contents.count <= FEW_PICTURES:
        return False
    found = bounds(path, claim.name, contents.count)
    if not found:
        return False
    with store.transaction() as session:
        if not ranges.part(session, claim, found):
            return True
    for one in found:
        if not store.queue.nudge_range(claim.document_id, one.first, scan=one.scan):
            break  # the sweep finds them all
    return True


def bounds(path: Path, name: str, count: int) -> list[Bounds]:
    """Into which ranges so many pages are parted; into none if one worker reads them.

    Some pages of each range are looked at, to tell whether its text is to be
    recognised.
    """
    if count <= LARGE:
        seen = extract.pictured(path, name, _spread(1, count, LOOKED_AT))
        if sum(seen) * count <= FEW_PICTURES * len(seen):
            return []
        return list(_parted(1, count, scan=True))
    blocks = list(_parted(1, count, scan=False))
    spread = [_spread(one.first, one.last, LOOKED_AT_OF_RANGE) for one in blocks]
    pages = [page for some in spread for page in some]
    told = dict(zip(pages, extract.pictured(path, name, pages), strict=True))
    found: list[Bounds] = []
    for block, some in zip(blocks, spread, strict=True):
        is_scan = any(told[page] for page in some)
        found += _parted(block.first, block.last, scan=True) if is_scan else [block]
    return found


def _parted(first: int, last: int, *, scan: bool) -> Iterator[Bounds]:
    step = ranges.SCANNED_PAGES if scan else ranges.PAGES
    for start in range(first, last + 1, step):
        yield Bounds(start, min(start + step - 1, last), scan)


def _spread(first: int, last: int, most: int) -> list[int]:
    """So many pages, evenly apart."""
    count = last - first + 1
    return sorted({first + count * n // most for n in range(most)})


def read_next(store: Store, *, scan: bool) -> None:
    """Read the range whose turn it is, of scans or of texts, if there is one."""
    with store.transaction() as session:
        chosen = turns.page_range(session, scan=scan)
        claim = ranges.claim(session, *chosen) if chosen else None
    if claim is not None:
        _read(store, claim)


def read(store: Store, document_id: str, first: int) -> None:
    """Read one range, if it waits or its worker has died."""
    with store.transaction() as session:
        claim = ranges.claim(session, document_id, first)
    if claim is not None:
        _read(store, claim)


def _read(store: Store, claim: RangeClaim) -> None:
    """Read what is claimed; the last range of a document has all of it joined.

    An outage of the blobs costs no attempt.
    """
    logs.begin(claim.request or logs.current())
    store = store.within(sights.of(claim.city_id))
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
        store.queue.nudge(claim.document_id)


def joined(store: Store, document_id: str) -> Reading | None:
    """Join the ranges of a document; None if it has none.

    Raises Unreadable when nothing of it could be read.
    """
    with store.snapshot() as session:
        parted = ranges.bounds(session, document_id)
        found = ranges.found(session, document_id)
    return extract.joined(found, parted) if parted else None


def sweep(store: Store) -> int:
    """Nudge the ranges that are due, and documents to be joined; return how many."""
    with store.transaction() as session:
        whole = ranges.joinable(session)
    heard = [store.queue.nudge(document_id) for document_id in whole]
    for scan in (False, True):
        room = store.queue.room(OCR if scan else RANGES)
        with store.transaction() as session:
            due = ranges.due(session, scan=scan, limit=room.most, after=room.after)
        heard += [store.queue.nudge_range(*one, scan=scan) for one in due]
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
