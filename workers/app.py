"""The Celery application of the workers: ``celery -A workers.app worker``."""

from __future__ import annotations

import warnings

from celery.exceptions import SecurityWarning
from celery.signals import worker_init

from criteria import matching, rules, standard
from storage.queue import Queue
from storage.settings import Settings
from workers import tasks

__all__ = ["celery", "tasks"]

# As root in a container of its own, or where there is no other user, is fine: messages
# hold ids alone, and documents are opened in children that may do nothing.
warnings.filterwarnings("ignore", category=SecurityWarning)

celery = Queue(Settings.from_env()).celery
celery.set_default()


@worker_init.connect
def _load_rules(**_: object) -> None:
    """Load and compile the rules before the pool forks: its processes share them."""
    for edition in standard.editions():
        matching.find([], rules.load(edition))
