"""The usual way, for comparison: commit, then ``.delay()``, with Celery's defaults.

The same work on the same servers under the same kinds of fault. It is no part of Assay.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from typing import TYPE_CHECKING

import psycopg
from celery import Celery

from bench.chaos import storm
from bench.chaos.installation import POLICY, Process
from criteria.evidence import Page
from criteria.finding import matching
from criteria.packs import rules

if TYPE_CHECKING:
    from bench.chaos.installation import Installation
    from bench.chaos.storm import Told

DATABASE, BROKER = "NAIVE_DATABASE", "NAIVE_BROKER"
TABLES = (
    "CREATE TABLE naive_document (n int PRIMARY KEY)",
    "CREATE TABLE naive_result (n int, links int)",
)
QUIET_SECONDS = 60.0

app = Celery("naive", broker=os.environ.get(BROKER, ""))


@app.task  # type: ignore[untyped-decorator]  # celery's is
def read(number: int) -> None:
    """Match one document and keep how many links it has."""
    page = Page(1, POLICY.format(n=number), "en")
    links = len(matching.find([page], rules.load("wwc-2022")))
    with psycopg.connect(os.environ[DATABASE]) as connection:
        connection.execute("INSERT INTO naive_result VALUES (%s, %s)", (number, links))


def rage(
    installation: Installation, *, documents: int, least: int, seed: int
) -> tuple[Told, int]:
    """Send documents under the same faults; gives what came of it, and the finished."""
    told, dice = storm.Told(), random.Random(seed)
    began = time.monotonic()
    os.environ[DATABASE] = installation.store.settings.database_owner_url
    app.conf.broker_url = installation.valkey.address
    environment = os.environ | {BROKER: installation.valkey.address}
    words = [sys.executable, "-m", "celery", "-q", "-A", "bench.chaos.naive", "worker"]
    ours = dict(installation.processes)
    for process in ours.values():
        process.wanted = False
        process.kill()
    for name in ("worker 1", "worker 2"):
        log = installation.folder / f"naive-{name[-1]}.log"
        once = [*words, "-c", "1", "-n", f"{name[-1]}@naive"]
        installation.processes[name] = Process(once, environment, log)
        installation.processes[name].start()
    with psycopg.connect(os.environ[DATABASE]) as connection:
        for table in TABLES:
            connection.execute(table)
    sending = threading.Thread(target=_send_all, args=(documents, told))
    sending.start()
    chosen = storm.faults(installation)
    del chosen["beat killed"], chosen["blob store killed"]  # it has neither
    while sending.is_alive() or told.faults.total() < least:
        name = dice.choice(sorted(chosen))
        chosen[name](dice)
        told.faults[name] += 1
        time.sleep(storm.PAUSE)
    finished, told.doubled = _wait_for_rest()
    told.lost = told.acknowledged - finished
    told.seconds = time.monotonic() - began
    for name in ("worker 1", "worker 2"):
        installation.processes[name].wanted = False
        installation.processes[name].kill()
    return told, finished


def _send_all(count: int, told: Told) -> None:
    for number in range(count):
        while True:
            try:
                with psycopg.connect(os.environ[DATABASE]) as connection:
                    connection.execute(
                        "INSERT INTO naive_document VALUES (%s)", (number,)
                    )
                break
            except psycopg.Error:
                time.sleep(0.3)
        told.acknowledged += 1
        try:
            read.delay(number)
        except Exception:  # noqa: BLE001 - committed already, as the usual way has it
            told.refused += 1


def _wait_for_rest() -> tuple[int, int]:
    """Wait until nothing was finished for a minute; finished, and finished twice."""
    last, since = (-1, 0), time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        with psycopg.connect(os.environ[DATABASE]) as connection:
            row = connection.execute(
                "SELECT count(DISTINCT n), count(*) - count(DISTINCT n) "
                "FROM naive_result"
            ).fetchone()
        if row is not None and row != last:
            last, since = row, time.monotonic()
        time.sleep(1)
    return last
