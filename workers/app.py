"""The Celery application of the workers: ``celery -A workers.app worker``."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING

from celery.exceptions import SecurityWarning
from celery.signals import (
    setup_logging,
    task_postrun,
    task_prerun,
    task_received,
    worker_init,
    worker_ready,
    worker_shutdown,
)
from celery.worker import state

from criteria.editions import standard
from criteria.finding import matching
from criteria.packs import rules
from storage import logs, metrics
from storage.queue import Queue
from storage.settings import Settings
from storage.store import Store
from workers import messages, tasks
from workers.watchdog import Watchdog

if TYPE_CHECKING:
    from celery import Task
    from celery.apps.worker import Worker

__all__ = ["celery", "tasks"]

# As root in a container of its own, or where there is no other user, is fine: messages
# hold ids alone, and documents are opened in children that may do nothing.
warnings.filterwarnings("ignore", category=SecurityWarning)

settings = Settings.from_env()
metrics.keep_in(settings)
messages.be_careful()
celery = Queue(settings).celery
celery.Task.Strategy = "workers.messages:careful"
celery.set_default()
_watchdogs: list[Watchdog] = []


@setup_logging.connect
def _write_logs(**_: object) -> None:
    """Write log lines as the settings ask, and not as Celery would."""
    logs.write(settings)


@worker_init.connect
def _load_rules(**_: object) -> None:
    """Load and compile the rules before the pool forks: its processes share them."""
    for edition in standard.editions():
        matching.find([], rules.load(edition))


@worker_ready.connect
def _begin_watching(sender: Worker, **_: object) -> None:
    queues = ", ".join(sorted(celery.amqp.queues.consume_from))
    # Several workers of one host share a name.
    name = f"{sender.hostname} {os.getpid()}"
    watchdog = Watchdog(Store(settings), name, queues)
    _watchdogs.append(watchdog)
    watchdog.start(is_busy=lambda: bool(state.active_requests))


@worker_shutdown.connect
def _end_watching(**_: object) -> None:
    for watchdog in _watchdogs:
        watchdog.stop()


@task_received.connect
def _hear(**_: object) -> None:
    for watchdog in _watchdogs:
        watchdog.hear()


@task_prerun.connect
def _begin_task(task: Task, **_: object) -> None:
    logs.begin(str((task.request.headers or {}).get("request_id") or ""))
    metrics.begin_step()


@task_postrun.connect
def _end_task(task: Task, state: str, **_: object) -> None:
    metrics.end_step(str(task.name).removeprefix("assay."), well=state == "SUCCESS")
