"""Figures for Prometheus: of the work, from the database; of processes, from files.

Every process writes its own figures into files of its host's folder, and whoever is
asked adds them up. Before ``keep_in`` they stay in the process.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import time
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from storage import watch
from storage.queue import QUEUES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.core import Metric

    from storage.settings import Settings
    from storage.store import Store
    from storage.watch import Overview

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library reads it when it is loaded
SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)

FORGOTTEN_SECONDS = 2 * 86_400

log = logging.getLogger(__name__)

_began: ContextVar[float] = ContextVar("began", default=0.0)


def files(settings: Settings) -> list[Path]:
    """The figures of all processes that use this home folder, on whichever host."""
    return sorted(settings.home.glob("metrics/*/*.db"))


def keep_in(settings: Settings) -> None:
    """Have the processes that use this home folder add up their figures.

    Hosts have folders of their own: in containers, processes have the same numbers.
    """
    mine = settings.home.resolve() / "metrics" / socket.gethostname()
    try:
        mine.mkdir(parents=True, exist_ok=True)
    except OSError:
        log.info("%s cannot be written, so no figures are kept.", mine)
        return
    os.environ[FOLDER] = str(mine)


def tidy(settings: Settings) -> None:
    """Remove the figures of processes that have long ended."""
    for path in files(settings):
        if time.time() - path.stat().st_mtime > FORGOTTEN_SECONDS:
            path.unlink(missing_ok=True)


def answered(route: str, code: int, seconds: float) -> None:
    """Count an answer of the pages."""
    _http().labels(route, str(code)).observe(seconds)


def conflicted() -> None:
    """Count a decision that came second."""
    _conflicts().inc()


def begin_step() -> None:
    """Note that a task begins."""
    _began.set(time.monotonic())


def end_step(step: str, *, well: bool) -> None:
    """Count a task that has ended."""
    outcome = "well" if well else "failed"
    _steps().labels(step, outcome).observe(time.monotonic() - _began.get())


def of_store(store: Store) -> CollectorRegistry:
    """All figures: of the processes on this machine, and of the database and disk."""
    from prometheus_client import (  # noqa: PLC0415 - it reads its folder when loaded
        CollectorRegistry,
    )

    registry = CollectorRegistry()
    registry.register(_OfProcesses(store.settings))
    registry.register(_OfStore(store))
    return registry


class _OfProcesses:
    """The figures that processes have written, added up when they are read."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def describe(self) -> list[Metric]:
        """Nothing beforehand: they are known once they are read."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Add them up."""
        from prometheus_client.multiprocess import (  # noqa: PLC0415 - as above
            MultiProcessCollector,
        )

        found = [str(path) for path in files(self._settings)]
        merged: Iterable[Metric] = MultiProcessCollector.merge(found)  # type: ignore[no-untyped-call]  # theirs
        return merged


class _OfStore:
    """The figures that the database and the disk hold, asked for when they are read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> list[Metric]:
        """Nothing beforehand: asking for names must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Look once, and tell."""
        from prometheus_client.core import (  # noqa: PLC0415 - as above
            GaugeMetricFamily,
        )

        with self._store.snapshot() as session:
            seen = watch.overview(session)
        disk = shutil.disk_usage(self._store.settings.home)
        broken = len(seen.check.broken) if seen.check else 0
        for name, says, figure in (
            ("oldest_pending_seconds", "Age of the oldest work", seen.oldest),
            ("poison_documents", "Documents that stopped every reader", seen.given_up),
            ("ranges_open", "Ranges of pages that are not read yet", seen.ranges),
            ("workers_seen", "Workers that were seen of late", len(seen.workers)),
            ("invariants_broken", "What the last check found", broken),
            ("disk_free_bytes", "Free in the home folder", disk.free),
        ):
            value = figure if isinstance(figure, int) else figure.total_seconds()
            yield GaugeMetricFamily(f"assay_{name}", says, value=value)
        documents = GaugeMetricFamily(
            "assay_documents", "Documents by state", labels=["state"]
        )
        for state, count in seen.states.items():
            documents.add_metric([state], count)
        yield documents
        yield from self._of_queues(seen)

    def _of_queues(self, seen: Overview) -> Iterator[Metric]:
        from prometheus_client.core import (  # noqa: PLC0415 - as above
            GaugeMetricFamily,
        )

        told = {
            one.queue: (one.waits, one.oldest.total_seconds(), seen.takers(one.queue))
            for one in seen.backlogs
        }
        for at, name, says in (
            (0, "waiting", "Work that waits and nobody is at"),
            (1, "oldest_seconds", "Age of the oldest of it"),
            (2, "workers", "Workers seen of late that take it"),
        ):
            figures = GaugeMetricFamily(f"assay_queue_{name}", says, labels=["queue"])
            for queue, of_queue in told.items():
                figures.add_metric([queue], of_queue[at])
            yield figures
        messages = GaugeMetricFamily(
            "assay_queue_messages", "Messages in the broker", labels=["queue"]
        )
        for queue in QUEUES:
            length = self._store.queue.length(queue)
            if length is None:
                return  # the broker is away: no figure is better than a wrong one
            messages.add_metric([queue], length)
        yield messages


@cache
def _http() -> Histogram:
    from prometheus_client import Histogram  # noqa: PLC0415 - as above

    says = "Seconds until a page was answered"
    return Histogram("assay_http_seconds", says, ["route", "code"], buckets=SECONDS)


@cache
def _steps() -> Histogram:
    from prometheus_client import Histogram  # noqa: PLC0415 - as above

    says = "Seconds that a task took"
    return Histogram("assay_step_seconds", says, ["step", "outcome"], buckets=SECONDS)


@cache
def _conflicts() -> Counter:
    from prometheus_client import Counter  # noqa: PLC0415 - as above

    return Counter("assay_decisions_conflict", "Decisions that came second")
