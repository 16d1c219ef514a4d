"""An hour of steady, light work, in which memory is watched."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from bench.chaos.installation import POLICY
from bench.load import processes
from tests.workers.extract.making import pdf

if TYPE_CHECKING:
    from bench.chaos.browser import Browser
    from bench.chaos.installation import Installation
    from bench.load.table import Figures, Sizes

MINUTE = 60.0
A_MINUTE, PAGES_A_SECOND = 6, 2.0
WARM = 10  # minutes in which caches fill, which are no growth
MEGABYTE = 2**20
KEPT = 200


@dataclass(slots=True)
class _Work:
    """What was done, and what was not answered as it should."""

    uploads: int = 0
    looks: int = 0
    failed: int = 0
    over: threading.Event = field(default_factory=threading.Event)


def hour(made: Installation, sizes: Sizes, figures: Figures) -> None:
    """Upload some documents a minute, look at pages, and note what memory is held."""
    assessment, work = made.opened(), _Work()
    hands = [
        threading.Thread(target=hand, args=(made.browser(), assessment, work))
        for hand in (_upload, _look)
    ]
    for hand in hands:
        hand.start()
    held: list[dict[str, int]] = []
    began = time.monotonic()
    for minute in range(1, sizes.minutes + 1):
        time.sleep(max(0.0, began + MINUTE * minute - time.monotonic()))
        held.append(processes.resident(made))
        told = ", ".join(f"{role} {n // MEGABYTE}" for role, n in held[-1].items())
        print(f"minute {minute}: {told} MB", file=sys.stderr, flush=True)
    work.over.set()
    for hand in hands:
        hand.join()
    figures.say(
        f"{sizes.minutes} minutes at {A_MINUTE} documents a minute, "
        f"{PAGES_A_SECOND:.0f} pages a second",
        f"{work.uploads} documents, {work.looks} pages, {work.failed} answered badly",
    )
    warm = min(WARM, len(held) // 2)
    for role in sorted({role for one in held[warm:] for role in one}):
        sizes_held = [one[role] / MEGABYTE for one in held[warm:] if role in one]
        figures.say(
            f"memory of one {role}: after {warm + 1} minutes, at the end, most, slope",
            f"{sizes_held[0]:.0f} MB, {sizes_held[-1]:.0f} MB, {max(sizes_held):.0f} "
            f"MB, {slope(sizes_held) * 60:+.1f} MB an hour",
        )


def slope(values: list[float]) -> float:
    """By how much values grow from one to the next, by least squares."""
    middle = (len(values) - 1) / 2
    mean = sum(values) / len(values)
    spread = sum((n - middle) ** 2 for n in range(len(values)))
    along = sum((n - middle) * (value - mean) for n, value in enumerate(values))
    return along / spread if spread else 0.0


def _upload(browser: Browser, assessment: str, work: _Work) -> None:
    number = 0
    while not work.over.wait(MINUTE / A_MINUTE):
        number += 1
        text = POLICY.format(n=number)
        name, body = f"{number}.txt", text.encode()
        if number % 3 == 0:
            name, body = f"{number}.pdf", pdf(*[[str(n), text] for n in range(10)])
        work.uploads += 1
        work.failed += browser.upload(assessment, name, body) != KEPT


def _look(browser: Browser, assessment: str, work: _Work) -> None:
    where = [f"/assessments/{assessment}{page}" for page in ("", "/review")]
    where += [f"/assessments/{assessment}/documents", "/status"]
    while not work.over.wait(1 / PAGES_A_SECOND):
        work.failed += browser.status(where[work.looks % len(where)]) != HTTPStatus.OK
        work.looks += 1
