"""The row of the fault matrix in which everything is packed to be taken away."""

from __future__ import annotations

import hashlib
import io
import signal
import subprocess
import sys
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.chaos import failing
from bench.chaos.installation import until
from bench.chaos.outcomes import Outcome
from bench.chaos.rows import RECOVERS, send, settle
from storage import parcels, people
from storage.blobs import EXPORTS
from storage.models import Assessment
from storage.parcel_models import Parcel, ParcelState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.chaos.installation import Installation

EACH = 3


def dies(installation: Installation) -> Outcome:
    """R25: a worker dies before and after each step of packing; another ends it.

    Each point has an assessment of its own, so that every one ends in one whole ZIP.
    """
    outcome = Outcome()
    points = failing.points(failing.PACKING)
    ids = [installation.opened() for _ in points]
    for assessment_id in ids:
        send(installation, assessment_id, EACH)
    for assessment_id in ids:
        settle(installation, assessment_id, EACH, outcome, "read before")
    workers = [installation.processes[name] for name in ("worker 1", "worker 2")]
    for worker in workers:
        worker.stop()
    _ask(installation, ids)
    for point in points:
        words = [sys.executable, "-m", "bench.chaos.failing", point]
        done = subprocess.run(words, env=installation.environment, check=False)
        outcome.hold(done.returncode == -signal.SIGKILL, f"{point}: was not reached")
    for worker in workers:
        worker.start()
    with suppress(TimeoutError):  # what is not over is counted as lost
        outcome.seconds = until(lambda: _is_over(installation, ids), RECOVERS)
    _judge(installation, ids, outcome)
    return outcome


def _ask(installation: Installation, ids: Sequence[str]) -> None:
    """Have each be packed, and tell no worker: there is none."""
    for assessment_id in ids:
        with installation.store.transaction() as session:
            [lead, *_] = people.leads(session)
            assessment = session.get_one(Assessment, assessment_id)
            parcels.ask(session, assessment, by=lead)


def _is_over(installation: Installation, ids: Sequence[str]) -> bool:
    return all(row.is_over for row in _rows(installation, ids))


def _rows(installation: Installation, ids: Sequence[str]) -> Sequence[Parcel]:
    query = sa.select(Parcel).where(Parcel.assessment_id.in_(ids))
    with installation.store.snapshot() as session:
        return session.scalars(query).all()


def _judge(installation: Installation, ids: Sequence[str], outcome: Outcome) -> None:
    """Hold every ZIP against its hash, and look for parts that nobody owns."""
    rows = _rows(installation, ids)
    for row in rows:
        ready = row.state is ParcelState.READY
        data = b"".join(parcels.contents(installation.store, row)) if ready else b""
        outcome.lost += not ready
        same = hashlib.sha256(data).hexdigest() == row.sha256
        whole = same and zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        outcome.hold(whole, f"{row.attempts} attempts: {row.state}, not whole")
    kept = installation.store.blobs.in_parts(under=EXPORTS)
    mine = {one for one in kept if one.partition("/")[0] in ids}
    outcome.doubled += len(mine) - len(rows)
    outcome.hold(mine == {row.place for row in rows}, "parts are left over")
    broken = installation.broken()
    outcome.hold(not broken, f"after all points: {broken}")
