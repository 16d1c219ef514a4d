"""The random run: documents come in while parts of the installation die at random."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import redis
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bench.chaos.installation import POLICY, until
from tests import servers

if TYPE_CHECKING:
    from bench.chaos.installation import Installation

Given = TypeVar("Given")

PAUSE = 1.5  # seconds between faults
UPLOADERS = 4
PATIENCE = 1800.0
KEPT = 200


@dataclass(slots=True)
class Told:
    """What came of a run."""

    faults: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    stuck: int = 0
    broken: list[str] = field(default_factory=list)
    seconds: float = 0.0


Fault = Callable[[random.Random], None]


def faults(installation: Installation) -> dict[str, Fault]:
    """What may die, by name."""
    return _of_processes(installation) | _of_servers(installation)


def _of_processes(installation: Installation) -> dict[str, Fault]:
    processes = installation.processes

    def worker(dice: random.Random) -> None:
        processes[dice.choice(["worker 1", "worker 2"])].kill()

    def child(dice: random.Random) -> None:
        for pid in processes[dice.choice(["worker 1", "worker 2"])].children():
            kill(pid)

    def beat(dice: random.Random) -> None:
        del dice
        processes["beat"].kill()

    return {
        "worker child killed": child,
        "whole worker killed": worker,
        "beat killed": beat,
    }


def _of_servers(installation: Installation) -> dict[str, Fault]:
    def flush(dice: random.Random) -> None:
        del dice
        with redis.Redis.from_url(installation.valkey.address) as broker:
            broker.flushall()

    def cut(dice: random.Random) -> None:
        del dice
        with redis.Redis.from_url(installation.valkey.address) as broker:
            broker.client_kill_filter(_type="normal", skipme=True)

    def broker(dice: random.Random) -> None:
        del dice
        installation.valkey.end()
        installation.valkey.start()

    def database(dice: random.Random) -> None:
        del dice
        restart_database(installation)

    def blobs(dice: random.Random) -> None:
        del dice
        installation.s3.end()
        installation.s3.start()

    return {
        "broker emptied": flush,
        "broker connections cut": cut,
        "broker killed": broker,
        "database restarted at once": database,
        "blob store killed": blobs,
    }


def restart_database(installation: Installation) -> None:
    """Restart PostgreSQL without letting it finish anything."""
    installation.postgres.end(signal.SIGQUIT)
    installation.postgres.start()
    servers.wait_for(f"{installation.postgres.address}/postgres")


def kill(pid: int) -> None:
    """Kill a process, if it is there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def rage(
    installation: Installation, *, documents: int, least: int, seed: int, hurry: bool
) -> Told:
    """Upload documents while faults come; then wait for the end, and check.

    With ``hurry`` leases and nudges are made old afterwards, not waited for.
    """
    told, dice = Told(), random.Random(seed)
    began = time.monotonic()
    assessment = installation.opened()
    uploading = begin_uploads(installation, assessment, documents, told)
    chosen = faults(installation)
    while uploading.is_alive() or told.faults.total() < least:
        name = dice.choice(sorted(chosen))
        chosen[name](dice)
        told.faults[name] += 1
        time.sleep(PAUSE)
    uploading.join()
    if hurry:
        age(installation)
    judge(installation, assessment, told)
    told.seconds = time.monotonic() - began
    return told


def begin_uploads(
    installation: Installation, assessment: str, count: int, told: Told
) -> threading.Thread:
    """Begin to upload so many documents, each until it is acknowledged."""
    words = (installation, assessment, count, told)
    uploading = threading.Thread(target=_upload_all, args=words)
    uploading.start()
    return uploading


def age(installation: Installation) -> None:
    """Let the time of leases and nudges pass at once."""
    aged = sa.text(
        "UPDATE document SET lease_until = lease_until - interval '1 minute', "
        "nudged = nudged - interval '2 minutes' "
        "WHERE state IN ('waiting', 'reading')"
    )
    with installation.store.transaction() as session:
        session.execute(aged)


def judge(installation: Installation, assessment: str, told: Told) -> None:
    """Wait until nothing is left to do, and say what was lost, doubled, or stuck."""
    counts: Counter[str] = Counter()

    def is_over() -> bool:
        nonlocal counts
        counts = installation.counts(assessment)
        return not counts["waiting"] and not counts["reading"]

    try:
        until(is_over, PATIENCE)
    except TimeoutError:
        told.stuck = counts["waiting"] + counts["reading"]
    told.lost = told.acknowledged - counts.total()
    told.doubled = installation.doubled(assessment)
    told.broken = installation.broken()
    if counts["unreadable"]:
        told.broken.append(f"{counts['unreadable']} good documents are unreadable.")


def _upload_all(
    installation: Installation, assessment: str, count: int, told: Told
) -> None:
    browser = until_given(installation.browser)
    until_given(lambda: browser.token(f"/assessments/{assessment}/documents"))
    lock = threading.Lock()

    def send(number: int) -> None:
        contents = POLICY.format(n=number).encode()
        while browser.upload(assessment, f"{number}.txt", contents) != KEPT:
            with lock:
                told.refused += 1
            time.sleep(0.3)  # as a person does, until a receipt is shown
        with lock:
            told.acknowledged += 1

    with ThreadPoolExecutor(UPLOADERS) as many:
        list(many.map(send, range(count)))


def until_given(ask: Callable[[], Given]) -> Given:
    """Ask again until there is an answer."""
    while True:
        try:
            return ask()
        except (OSError, OperationalError):
            time.sleep(0.3)
