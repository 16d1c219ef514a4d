"""Fifty reviewers look at the queue; and one decides as fast as may be."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bench.load import filling, table
from storage import decisions, people
from storage.models import Verdict

if TYPE_CHECKING:
    from bench.chaos.installation import Installation
    from bench.load.table import Figures, Sizes

REVIEWERS = 50
SECONDS = 60.0
PAUSE = 10.0  # seconds in which a reviewer reads a passage


def looks(made: Installation, sizes: Sizes, figures: Figures) -> None:
    """Each of them asks for the queue, reads for a while, and asks again."""
    del sizes
    assessment, ids = filling.linked(made)
    browser, times = made.browser(), list[float]()
    over = time.monotonic() + SECONDS

    def look(number: int) -> None:
        time.sleep(PAUSE * number / REVIEWERS)
        while time.monotonic() < over:
            began = time.monotonic()
            browser.status(f"/assessments/{assessment}/review")
            times.append(time.monotonic() - began)
            time.sleep(PAUSE)

    with ThreadPoolExecutor(REVIEWERS) as many:
        list(many.map(look, range(REVIEWERS)))
    figures.say(
        f"review page over {len(ids)} links, {REVIEWERS} reviewers, a page each "
        f"{PAUSE:.0f} seconds: p50, p95, p99",
        table.shares(times),
    )


def decides(made: Installation, sizes: Sizes, figures: Figures) -> None:
    """Decide one link after the other, each in a transaction of its own."""
    del sizes
    _assessment, ids = filling.linked(made)
    made.browser()  # the lead is added with the first one
    with made.store.snapshot() as session:
        lead = people.leads(session)[0]
    began = time.monotonic()
    for link_id in ids:
        with made.store.transaction() as session:
            decisions.decide(session, link_id, Verdict.CONFIRMED, by=lead, seen=0)
    rate = len(ids) / (time.monotonic() - began)
    figures.say("decisions a second, one by one", f"{rate:.0f}")
