"""Takes messages from the queue, and lets go of those that are none of ours.

Left alone, a message that is JSON and yet no task ends the worker that takes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery.exceptions import InvalidTaskError
from celery.worker import strategy

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery, Task
    from celery.worker.consumer import Consumer

MALFORMED = (ValueError, TypeError, KeyError, AttributeError)


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
