"""One document of very many pages, by one worker and by two."""

from __future__ import annotations

import secrets
import time
from io import BytesIO
from typing import TYPE_CHECKING

from bench.chaos.installation import until
from bench.load import receiving
from storage import documents, ranges
from storage.models import Assessment
from tests.workers.extract.making import pdf

if TYPE_CHECKING:
    from bench.chaos.installation import Installation
    from bench.load.table import Figures, Sizes

LARGE = 2000  # pages


def by_one_and_by_two(made: Installation, sizes: Sizes, figures: Figures) -> None:
    """Read it twice; what is measured ends when every page of its ranges is read."""
    del sizes
    rates = []
    for workers in (1, 2):
        if workers == 1:
            made.processes["worker 2"].stop()
        else:
            receiving.start_second(made)
        assessment = made.opened()
        lines = [secrets.token_hex(20) for _ in range(55)]
        file = pdf(*[[str(n), *lines] for n in range(LARGE)])
        blob = made.store.blobs.put(BytesIO(file), limit=100_000_000)
        with made.store.transaction() as session:
            row = session.get_one(Assessment, assessment)
            one = documents.receive(session, row, "large.pdf", blob)
        made.store.queue.nudge(one.id)
        until(lambda a=assessment: _parted(made, a), 300)  # type: ignore[misc]  # bound at once
        began = time.monotonic()
        until(lambda a=assessment: _whole(made, a), 900)  # type: ignore[misc]  # as above
        rates.append(LARGE / (time.monotonic() - began))
    figures.say(
        "pages a second of one large PDF of text, one worker", f"{rates[0]:.0f}"
    )
    figures.say(
        "the same, two workers", f"{rates[1]:.0f} ({rates[1] / rates[0]:.2f} times)"
    )


def _parted(made: Installation, assessment: str) -> bool:
    with made.store.snapshot() as session:
        row = session.get_one(Assessment, assessment)
        return bool(ranges.progress(session, row))


def _whole(made: Installation, assessment: str) -> bool:
    """Whether every page of its ranges is read; joining them comes after."""
    with made.store.snapshot() as session:
        row = session.get_one(Assessment, assessment)
        done = ranges.progress(session, row)
    return not done or LARGE in done.values()
