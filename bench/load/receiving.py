"""Uploads, what reads them, how long many take, and who waits behind whom."""

from __future__ import annotations

import secrets
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bench.chaos.installation import POLICY, until
from bench.load import filling, processes, table
from storage import watch
from tests.workers.extract.test_scans import LINES, picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.chaos.browser import Browser
    from bench.chaos.installation import Installation
    from bench.load.table import Figures, Sizes

KEPT = 200
# One worker and two in turns, so that the machine's other work meets both.
TURNS, EACH = 3, 100
ASKS, PAUSE = 5, 5.0  # how often the second city uploads a document, and how far apart
SCANNED = 60  # pages


def uploads(made: Installation, sizes: Sizes, figures: Figures) -> None:
    """100 KB each, by so many clients, kept with fsync before they are answered."""
    assessment, browser, count = made.opened(), made.browser(), sizes.uploads
    browser.token(f"/assessments/{assessment}/documents")
    body = "The committee met. " * 5_300
    times: list[float] = []

    def send(number: int) -> int:
        began = time.monotonic()
        text = f"{number} {secrets.token_hex(4)} {body}".encode()
        code = browser.upload(assessment, f"{number}.txt", text)
        times.append(time.monotonic() - began)
        return code

    began, used = time.monotonic(), processes.cpu(made)
    with ThreadPoolExecutor(sizes.clients) as many:
        codes = list(many.map(send, range(count)))
    seconds = time.monotonic() - began
    kept = codes.count(KEPT)
    figures.say(
        f"{count} uploads of 100 KB by {sizes.clients} clients at once, while workers "
        "read",
        f"{kept / seconds:.1f} kept a second, {count - kept} refused",
    )
    figures.say("until an upload is answered: p50, p95, p99", table.shares(times))
    until(lambda: made.is_over(assessment, kept), 7200)
    total = time.monotonic() - began
    figures.say(
        "documents through all steps, with their upload, two workers",
        f"{kept / total * 60:.0f} a minute",
    )
    figures.say(
        "processor seconds a document, all of our processes",
        f"{(processes.cpu(made) - used) / kept:.2f}",
    )


def by_one_and_by_two(made: Installation, sizes: Sizes, figures: Figures) -> None:
    """The same documents by one worker and by two, in turns."""
    del sizes
    rates: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(TURNS):
        for workers, found in rates.items():
            if workers == 1:
                made.processes["worker 2"].stop()
            else:
                start_second(made)
            assessment = made.opened()
            ids = filling.received(made, assessment, EACH)
            found.append(EACH / filling.read(made, assessment, ids) * 60)
    one, two = (statistics.median(found) for found in rates.values())
    figures.say(
        f"short documents through all steps, one worker, middle of {TURNS} turns",
        f"{one:.0f} a minute",
    )
    figures.say("the same, two workers", f"{two:.0f} ({two / one:.2f} times)")


def drain(made: Installation, sizes: Sizes, figures: Figures) -> None:
    """One city has very many documents wait; another one uploads one now and then."""
    one, other, count = made.opened(), made.opened(), sizes.drain
    workers = [made.processes[name] for name in ("worker 1", "worker 2")]
    for worker in workers:
        worker.stop()
    ids = filling.received(made, one, count)
    for document_id in ids:
        made.store.queue.nudge(document_id)
    browser, used = made.browser(), processes.cpu(made)
    for worker in workers:
        worker.start()
    until(lambda: made.counts(one)["read"] > 0)
    began = time.monotonic()
    waited = meanwhile(made, browser, other, lambda: made.is_over(one, count))
    until(lambda: made.is_over(one, count), 7200)
    seconds = time.monotonic() - began
    figures.say(
        f"{count} short documents of one city wait, until all are read",
        f"{seconds:.0f} s, {count / seconds * 60:.0f} a minute",
    )
    figures.say(
        f"one document of another city meanwhile, {len(waited)} times: middle, longest",
        _middle_and_longest(waited),
    )
    figures.say(
        "processor seconds a short document, all of our processes",
        f"{(processes.cpu(made) - used) / count:.3f}",
    )


def scan(made: Installation, sizes: Sizes, figures: Figures) -> None:
    """One city uploads a long scan; another one uploads a text now and then."""
    del sizes
    one, other, browser = made.opened(), made.opened(), made.browser()
    began = time.monotonic()
    browser.upload(one, "scan.tif", picture("TIFF", *[LINES * 6] * SCANNED))
    waited = meanwhile(made, browser, other, lambda: made.is_over(one, 1))
    until(lambda: made.is_over(one, 1), 1800)
    figures.say(
        f"a scan of {SCANNED} pages, until it is read",
        f"{time.monotonic() - began:.0f} s",
    )
    figures.say(
        f"a text of another city meanwhile, {len(waited)} times: middle, longest",
        _middle_and_longest(waited),
    )


def meanwhile(
    made: Installation, browser: Browser, other: str, is_over: Callable[[], bool]
) -> list[float]:
    """Upload a document of another city now and then, and see how long each waits."""
    waited = list[float]()
    for number in range(1, ASKS + 1):
        if is_over():
            break
        browser.upload(other, f"{number}.txt", POLICY.format(n=number).encode())
        waited.append(until(lambda n=number: made.is_over(other, n), 3600))  # type: ignore[misc]  # bound at once
        time.sleep(PAUSE)
    return waited


def _middle_and_longest(waited: list[float]) -> str:
    return f"{statistics.median(waited):.1f} s, {max(waited):.1f} s"


def start_second(made: Installation) -> None:
    """Start the second worker, and wait until it can take work."""
    before = _workers(made)
    made.processes["worker 2"].start()
    until(lambda: _workers(made) > before)


def _workers(made: Installation) -> int:
    with made.store.snapshot() as session:
        return len(watch.workers(session))
