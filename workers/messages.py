"""Takes messages from the queue, and lets go of those that are none of ours.

Left alone, what is no message ends the worker that takes it, or has it drop its
connection and the work that it has begun.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from celery.exceptions import InvalidTaskError
from celery.worker import strategy
from kombu import transport
from kombu.transport import redis as kombu_redis
from redis.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery, Task
    from celery.worker.consumer import Consumer

MALFORMED = (ValueError, TypeError, KeyError, AttributeError)
# What has no envelope, too: nested beyond measure, or with a tag that is none.
UNSEALED = (*MALFORMED, RecursionError, DataError)

log = logging.getLogger(__name__)


def careful(
    task: Task, app: Celery, consumer: Consumer, **more: object
) -> Callable[..., None]:
    """Take messages as Celery does, and have it drop what cannot be taken apart."""
    take = strategy.default(task, app, consumer, **more)

    def take_or_drop(message: object, *rest: object) -> None:
        try:
            take(message, *rest)
        except MALFORMED as problem:
            raise InvalidTaskError(f"No task of ours: {problem}") from problem

    return take_or_drop


class Channel(kombu_redis.Channel):
    """Reads from the lists of Redis, and drops what is no message at all."""

    def _brpop_read(self, **options: object) -> bool:
        try:
            return bool(super()._brpop_read(**options))  # type: ignore[no-untyped-call]  # kombu's
        except UNSEALED as problem:
            log.warning(
                "What was in the queue is no message, and was dropped: %s.",
                type(problem).__name__,
            )
            return True


class Transport(kombu_redis.Transport):
    """Redis, read with care."""

    Channel = Channel


def be_careful() -> None:
    """Have workers of this process read Redis with care."""
    for name in ("redis", "rediss"):
        transport.TRANSPORT_ALIASES[name] = f"{__name__}:{Transport.__name__}"
