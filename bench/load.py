"""make load: how much an installation takes, and how fast. Only on this machine.

python -m bench.load [--uploads N] [--drain N] [--clients N]: prints a table, and with
--write puts it into docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import secrets
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.chaos import installation, outcomes
from bench.chaos.installation import POLICY, until
from storage import decisions, documents, people, ranges, watch
from storage.models import Assessment, Link, Verdict
from tests.workers.extract.making import pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.chaos.installation import Installation

KEPT = 200
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- made by make load -->", "<!-- end of load -->"
REVIEWERS = 50
SECONDS = 60.0
PAUSE = 10.0  # seconds in which a reviewer reads a passage
LARGE = 2000  # pages


def main() -> int:
    """Measure one thing after the other, and print each as it comes."""
    asked = argparse.ArgumentParser(prog="python -m bench.load")
    asked.add_argument("--uploads", type=int, default=400)
    asked.add_argument("--drain", type=int, default=1000)
    asked.add_argument("--clients", type=int, default=20)
    asked.add_argument("--write", action="store_true")
    words = asked.parse_args()
    lines = [_machine(), "", "| what | measured |", "| --- | ---: |"]

    def say(what: str, figure: str) -> None:
        lines.append(f"| {what} | {figure} |")
        print(lines[-1], file=sys.stderr)

    with tempfile.TemporaryDirectory(prefix="assay-load-") as folder:
        Path(folder).chmod(0o711)
        made = installation.make(Path(folder))
        made.start()
        try:
            _uploads(made, words.uploads, words.clients, say)
            _drain(made, words.drain, say)
            _large(made, say)
            _reviews(made, say)
        finally:
            made.stop()
    if words.write:
        outcomes.write(lines, PAGE, BEGIN, END)
    return 0


def _uploads(
    made: Installation, count: int, clients: int, say: Callable[[str, str], None]
) -> None:
    """100 KB each, by so many clients, kept with fsync before they are answered."""
    assessment, browser = made.opened(), made.browser()
    browser.token(f"/assessments/{assessment}/documents")
    body = "The committee met. " * 5_300
    times: list[float] = []

    def send(number: int) -> int:
        began = time.monotonic()
        text = f"{number} {secrets.token_hex(4)} {body}".encode()
        code = browser.upload(assessment, f"{number}.txt", text)
        times.append(time.monotonic() - began)
        return code

    began, used = time.monotonic(), _cpu(made)
    with ThreadPoolExecutor(clients) as many:
        codes = list(many.map(send, range(count)))
    seconds = time.monotonic() - began
    kept = codes.count(KEPT)
    say(
        f"{count} uploads of 100 KB by {clients} clients at once, while workers read",
        f"{kept / seconds:.1f} kept a second, {count - kept} refused",
    )
    say("until an upload is answered: p50, p95, p99", _share(times))
    while made.counts(assessment)["waiting"] or made.counts(assessment)["reading"]:
        time.sleep(0.5)
    total = time.monotonic() - began
    say(
        "documents through all steps, two workers", f"{count / total * 60:.0f} a minute"
    )
    say(
        "processor seconds a document, all processes",
        f"{(_cpu(made) - used) / count:.2f}",
    )


def _drain(made: Installation, count: int, say: Callable[[str, str], None]) -> None:
    """One city uploads very many; another one uploads one, and waits for it."""
    one, other = made.opened(), made.opened()
    texts = [POLICY.format(n=f"{n} {secrets.token_hex(3)}") for n in range(count)]
    with made.store.transaction() as session:
        row = session.get_one(Assessment, one)
        for n, text in enumerate(texts):
            blob = made.store.blobs.put(_stream(text), limit=10_000)
            documents.receive(session, row, f"{n}.txt", blob)
    began, browser = time.monotonic(), made.browser()
    with made.store.snapshot() as session:
        ids = [one.id for one in documents.listed(session, row)]
    for document_id in ids:
        made.store.queue.nudge(document_id)
    browser.upload(other, "one.txt", POLICY.format(n="other").encode())
    waited = until(lambda: made.is_over(other, 1), 3600)
    until(lambda: made.is_over(one, count), 3600)
    seconds = time.monotonic() - began
    say(f"{count} documents of one city, until all are read", f"{seconds:.0f} s")
    say("one document of another city meanwhile", f"{waited:.0f} s")


def _large(made: Installation, say: Callable[[str, str], None]) -> None:
    """One document of very many pages, by one worker and by two."""
    rates = []
    for workers in (1, 2):
        if workers == 1:
            made.processes["worker 2"].stop()
        else:
            _start_second(made)
        assessment = made.opened()
        lines = [secrets.token_hex(20) for _ in range(55)]
        file = pdf(*[[str(n), *lines] for n in range(LARGE)])
        blob = made.store.blobs.put(_stream_of(file), limit=100_000_000)
        with made.store.transaction() as session:
            row = session.get_one(Assessment, assessment)
            one = documents.receive(session, row, "large.pdf", blob)
        made.store.queue.nudge(one.id)
        until(lambda a=assessment: _parted(made, a), 300)  # type: ignore[misc]  # bound at once
        began = time.monotonic()
        until(lambda a=assessment: _whole(made, a), 900)  # type: ignore[misc]  # as above
        rates.append(LARGE / (time.monotonic() - began))
    say("pages a second of one large PDF, one worker", f"{rates[0]:.0f}")
    say("the same, two workers", f"{rates[1]:.0f} ({rates[1] / rates[0]:.2f} times)")


def _start_second(made: Installation) -> None:
    """Start the second worker, and wait until it can take work."""
    before = _workers(made)
    made.processes["worker 2"].start()
    until(lambda: _workers(made) > before)


def _workers(made: Installation) -> int:
    with made.store.snapshot() as session:
        return len(watch.workers(session))


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


def _reviews(made: Installation, say: Callable[[str, str], None]) -> None:
    """Fifty reviewers look at the queue; then one decides as fast as may be."""
    with made.store.snapshot() as session:
        query = sa.select(Link.assessment_id, sa.func.count()).group_by(
            Link.assessment_id
        )
        most = session.execute(query.order_by(sa.func.count().desc())).first()
    if most is None:
        return
    assessment, count = most
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
    say(
        f"review page over {count} links, {REVIEWERS} reviewers, a page each "
        f"{PAUSE:.0f} seconds: p50, p95, p99",
        _share(times),
    )
    with made.store.transaction() as session:
        lead = people.leads(session)[0]
        found = sa.select(Link.id).where(
            Link.assessment_id == assessment, Link.decided == 0
        )
        ids = list(session.scalars(found.limit(500)))
    began = time.monotonic()
    for link_id in ids:
        with made.store.transaction() as session:
            decisions.decide(session, link_id, Verdict.CONFIRMED, by=lead, seen=0)
    rate = len(ids) / (time.monotonic() - began)
    say("decisions a second, one by one", f"{rate:.0f}")


def _share(times: list[float]) -> str:
    cut = statistics.quantiles(times, n=100)
    return ", ".join(f"{cut[at] * 1000:.0f} ms" for at in (49, 94, 98))


def _cpu(made: Installation) -> float:
    """Processor seconds that our processes and their children have used so far."""
    ours = {one.running.pid for one in made.processes.values() if one.running}
    ticks = 0
    stats = Path("/proc").glob("[0-9]*/stat")
    for stat in sorted(stats, key=lambda path: int(path.parts[2])):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parts[2]) in ours or int(fields[1]) in ours:
            ours.add(int(stat.parts[2]))
            ticks += sum(int(fields[at]) for at in (11, 12, 13, 14))
    return ticks / os.sysconf("SC_CLK_TCK")


def _machine() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return (
        f"{time.strftime('%Y-%m-%d')}: {os.cpu_count()} cores shared with other work "
        f"(load {os.getloadavg()[0]:.1f} before it), {pages * size // 2**30} GiB, "
        f"Python {platform.python_version()}; PostgreSQL, Valkey and SeaweedFS beside "
        "one web process and two workers of one process each."
    )


def _stream(text: str) -> BytesIO:
    return _stream_of(text.encode())


def _stream_of(contents: bytes) -> BytesIO:
    return BytesIO(contents)


if __name__ == "__main__":
    sys.exit(main())
