"""Runs broker, worker and pages side by side, and stops them in the right order.

Each child has a session of its own, so that Ctrl-C reaches only this process; each dies
with it, whatever ends it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.errors import Refused
from storage.queue import QUEUES
from workers import broker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

    from storage.settings import Settings

# In all less than the five seconds that Ctrl-C may take.
PATIENCE = {"web": 0.8, "mail": 0.3, "example": 0.2, "worker": 2.0, "broker": 0.6}
PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.2
LONGEST_PAUSE = 10.0


@dataclass(slots=True)
class Child:
    """A program that is kept running until all stop; ``once`` ones may end."""

    name: str
    words: list[str]
    once: bool = False
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    again_at: float = field(default=0.0)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a session of its own; what is read once speaks to nobody."""
        self.process = subprocess.Popen(
            self.words,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if self.once else None,
            stderr=subprocess.DEVNULL if self.once else None,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - we start no threads here
        )

    @property
    def runs(self) -> bool:
        """Whether it is running now."""
        return self.process is not None and self.process.poll() is None

    def stop(self, patience: float) -> None:
        """Ask it to stop; kill it with all its own children when it does not."""
        if self.process is None:
            return
        ends = time.monotonic() + patience
        if self.runs:
            self.process.terminate()
        while self.runs and time.monotonic() < ends:
            time.sleep(0.02)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the home folder: two installations on one would ruin each other.

    Raises:
        Refused: Another one holds it.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"Assay runs already in {settings.home}. Stop it first, or "
                "set ASSAY_HOME to another folder."
            ) from None
        yield


def free(listen: str) -> None:
    """Make sure that the pages' address can be listened on.

    Raises:
        Refused: It is no address, or another program listens there.
    """
    host, _, port = listen.rpartition(":")
    if not port.isdecimal():
        raise Refused(f"Write HOST:PORT, such as 127.0.0.1:8431, not '{listen}'.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host or "127.0.0.1", int(port)))
        except (OSError, OverflowError) as problem:
            raise Refused(
                f"The pages cannot be served at {listen} ({problem}). Choose another "
                "address with --listen HOST:PORT."
            ) from None


def pages() -> list[str]:
    """The command of the pages; their tables must be there."""
    return [sys.executable, "-m", "web"]


def worker(settings: Settings, queues: Sequence[str], *, beat: bool) -> list[str]:
    """The command of a worker; its tables and its home must be there."""
    words = [sys.executable, "-m", "celery", "-A", "workers.app", "-q"]
    words += ["worker", "--loglevel", "warning", "--pool", "prefork"]
    words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    words += ["--max-tasks-per-child", "200", "--queues", ",".join(queues)]
    words += ["--concurrency", str(settings.worker_processes or os.cpu_count() or 1)]
    if beat:
        words += ["--beat", "--schedule", str(settings.home / "beat")]
    return words


def children(settings: Settings, *, with_example: bool) -> list[Child]:
    """What runs side by side, in the order of starting."""
    assay = [sys.executable, "-m", "workers.cli"]
    programs = [
        Child("worker", worker(settings, QUEUES, beat=True)),
        Child("web", pages()),
    ]
    if settings.intake_listen:
        programs.append(Child("mail", [*assay, "mail"]))
    if settings.embedded_broker:
        programs.insert(0, Child("broker", broker.command(settings)))
    if with_example:
        # So that the pages answer first.
        gently = ["nice", "-n", "10"] if shutil.which("nice") else []
        words = [*gently, *assay, "example", "load"]
        programs.append(Child("example", words, once=True))
    return programs


def run(settings: Settings, programs: list[Child]) -> None:
    """Start all, keep them running, and stop them at Ctrl-C or SIGTERM."""
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    try:
        for child in programs:
            child.start(environment)
            if child.name == "broker":
                broker.wait(settings)
        while not asked:
            _revive(programs, environment)
            time.sleep(LOOK_SECONDS)
    finally:
        order = {name: place for place, name in enumerate(PATIENCE)}
        for child in sorted(programs, key=lambda child: order[child.name]):
            child.stop(PATIENCE[child.name])
        if settings.embedded_broker:
            settings.broker_socket.unlink(missing_ok=True)


def _revive(programs: list[Child], environment: Mapping[str, str]) -> None:
    """Start again what has ended, each time after a longer pause."""
    moment = time.monotonic()
    for child in programs:
        if child.runs or child.once:
            continue
        if not child.again_at:
            child.failures += 1
            child.again_at = moment + min(0.2 * 2**child.failures, LONGEST_PAUSE)
            print(f"The {child.name} has ended and is started again.", file=sys.stderr)
        elif moment >= child.again_at:
            child.again_at = 0.0
            child.start(environment)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
