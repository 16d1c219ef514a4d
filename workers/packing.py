"""Packs all of an assessment into one ZIP for somebody who waits; and the sweep."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from storage import exports, logs, parcel_jobs, parcels, sights, turns
from storage.blobs import EXPORTS
from storage.errors import NotFound, OutOfReach, Refused
from storage.holders import Zip
from storage.parcel_jobs import Packed
from storage.queue import EXPORT
from workers.leases import kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.parcel_jobs import ParcelClaim
    from storage.store import Store

TELL_SECONDS = 1.0

log = logging.getLogger(__name__)


class Lost(Exception):
    """Somebody else is at this parcel now, or nobody wants it any more."""


def pack_next(store: Store) -> None:
    """Pack the assessment whose turn it is, if there is one."""
    with store.transaction() as session:
        chosen = turns.parcel(session)
        claim = parcel_jobs.claim(session, chosen) if chosen else None
    if claim is not None:
        _pack(store.within(sights.of(claim.city_id)), claim)


def _pack(store: Store, claim: ParcelClaim) -> None:
    """Pack what is claimed; an outage costs no attempt.

    The ZIP goes to the store of the files in parts while it grows, below this attempt.
    Whatever becomes of it, parts that are nobody's are cleared.
    """
    logs.begin(claim.request or logs.current())
    keep = partial(store.blobs.keep_part, claim.place, under=EXPORTS)
    try:
        with (
            kept(store, lambda session: parcel_jobs.extend(session, claim)),
            Zip(keep, claim.asked) as packed,
        ):
            counts = exports.write(
                store,
                claim.assessment_id,
                packed,
                given_out=True,
                tell=_teller(store, claim),
            )
            size, sha256 = packed.end()
        with store.transaction() as session:
            whole = Packed(counts.originals, counts.left_out, size, sha256)
            parcel_jobs.record(session, claim, whole)
    except Lost:
        log.info("The parcel of %s is no longer wanted.", claim.assessment_id)
    except OutOfReach:
        with store.transaction() as session:
            parcel_jobs.put_back(session, claim)
        log.warning(
            "The parcel of %s waits: the store of the files does not answer.",
            claim.assessment_id,
        )
    except (NotFound, Refused) as problem:
        with store.transaction() as session:
            parcel_jobs.give_up(session, claim, problem.sentence)
        log.warning("%s cannot be packed: %s", claim.assessment_id, problem)
    _clear(store, claim.assessment_id)


def sweep(store: Store) -> int:
    """Nudge what waits without a message, remove what is over; return the nudges."""
    room = store.queue.room(EXPORT)
    with store.transaction() as session:
        due = parcel_jobs.due(session, limit=room.most, after=room.after)
    for assessment_id in due.over:
        _clear(store, assessment_id)
    return sum(store.queue.pack(assessment_id) for assessment_id in due.waiting)


def _clear(store: Store, assessment_id: str) -> None:
    """What cannot be removed now, the nightly check removes."""
    with suppress(OutOfReach):
        parcels.clear(store, assessment_id)


def _teller(store: Store, claim: ParcelClaim) -> Callable[[int, int], None]:
    """Note how many originals are done, at most once a second.

    Raises Lost, so that nobody goes on with what is no longer theirs.
    """
    said = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal said
        if done < total and time.monotonic() - said < TELL_SECONDS:
            return
        said = time.monotonic()
        with store.transaction() as session:
            mine = parcel_jobs.extend(session, claim, reached=(done, total))
        if not mine:
            raise Lost

    return tell
