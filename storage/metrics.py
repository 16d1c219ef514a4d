"""Figures for Prometheus: of the work, from the database; of processes, from files.

Every process writes its own figures into files of one folder, and whoever is asked adds
them up. Before ``keep_in`` they stay in the process.
"""

from __future__ import annotations

import os
import shutil
import time
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from storage import watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.core import Metric

    from storage.settings import Settings
    from storage.store import Store

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library reads it when it is loaded
SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)

_began: ContextVar[float] = ContextVar("began", default=0.0)


def folder(settings: Settings) -> Path:
    """Where the processes of this machine write their figures."""
    return settings.home / "metrics"


def keep_in(settings: Settings) -> None:
    """Have the processes that use this home folder add up their figures."""
    folder(settings).mkdir(parents=True, exist_ok=True)
    os.environ[FOLDER] = str(folder(settings).resolve())


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
    from prometheus_client.multiprocess import (  # noqa: PLC0415 - as above
        MultiProcessCollector,
    )

    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # theirs
    registry.register(_OfStore(store))
    return registry


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
