"""The queue. A message says "look now" and no more: the row is the job.

If the broker is away, nothing is lost: the next sweep finds what is due.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from celery import Celery
from celery.schedules import crontab
from kombu.exceptions import ChannelError, OperationalError

from storage import logs
from storage.jobs import NUDGE_AGAIN

if TYPE_CHECKING:
    from storage.settings import Settings

READ_DOCUMENT = "assay.read_document"
READ_RANGE = "assay.read_range"
RECOGNISE_RANGE = "assay.recognise_range"
CHECK_STORE = "assay.check_store"
DRAW_PAGE = "assay.draw_page"
READ_REGISTER = "assay.read_register"
PACK_PARCEL = "assay.pack_parcel"
MATCH_AGAIN = "assay.match_again"
SEND_NOTICES = "assay.send_notices"
TELL_HOOKS = "assay.tell_hooks"
LOOK_AHEAD = "assay.look_ahead"
SWEEP = "assay.sweep"
# A queue for each kind of work, so that a large scan or an archive keeps nobody waiting
# who looks at a page. A worker takes from its queues in turn.
READ, RANGES, OCR, IMAGES, RUNS = "read", "ranges", "ocr", "images", "runs"
EXPORT = "export"
ROUTES = {
    READ_DOCUMENT: READ,
    READ_RANGE: RANGES,
    RECOGNISE_RANGE: OCR,
    DRAW_PAGE: IMAGES,
    READ_REGISTER: IMAGES,  # whoever uploaded it waits for its preview
    MATCH_AGAIN: RUNS,
    PACK_PARCEL: EXPORT,
    SEND_NOTICES: "notices",
    TELL_HOOKS: "hooks",
    LOOK_AHEAD: "care",
    SWEEP: "care",
    CHECK_STORE: "care",
}
QUEUES = tuple(dict.fromkeys(ROUTES.values()))
SWEEP_SECONDS = 5
SEND_SECONDS = 10
# The sweep sends another one then.
MATCH_AGAIN_SECONDS = 60
# So many keep every worker busy until the next sweep; more only fill the broker.
MOST_MESSAGES = 500
# An empty queue holds no message that could still come.
SOON = timedelta(seconds=10)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Room:
    """How many messages a sweep may add, and how long before one counts as lost."""

    most: int
    after: timedelta


class Queue:
    """Sends nudges by task name; knows nothing of the tasks themselves."""

    def __init__(self, settings: Settings) -> None:
        self.celery = Celery("assay", broker=settings.broker)
        self.celery.conf.update(
            task_serializer="json",
            accept_content=["json"],
            task_ignore_result=True,
            task_routes={task: {"queue": queue} for task, queue in ROUTES.items()},
            task_default_queue="care",
            # A message that is taken back when its worker dies; the row's lease, not
            # the broker, keeps work from being done twice or for ever.
            task_acks_late=True,
            task_reject_on_worker_lost=False,
            worker_prefetch_multiplier=1,
            worker_hijack_root_logger=False,
            # Else whoever reaches the broker may tell workers to stop.
            worker_enable_remote_control=False,
            broker_connection_retry_on_startup=True,
            broker_connection_max_retries=None,
            worker_cancel_long_running_tasks_on_connection_loss=True,
            beat_schedule={
                "sweep": {"task": SWEEP, "schedule": SWEEP_SECONDS},
                "send": {"task": SEND_NOTICES, "schedule": SEND_SECONDS},
                "hooks": {"task": TELL_HOOKS, "schedule": SEND_SECONDS},
                "ahead": {
                    "task": LOOK_AHEAD,
                    "schedule": crontab(hour="*/4", minute=40),
                },
                "check": {"task": CHECK_STORE, "schedule": crontab(hour=3, minute=10)},
            },
            # Left alone, a dead broker holds a publisher for six seconds, a silent one
            # for ever, and the person who uploads waits with it.
            broker_transport_options={
                "visibility_timeout": 3600,
                "socket_timeout": 5,
                "socket_connect_timeout": 2,
                "max_retries": 1,
                "interval_start": 0,
                "interval_step": 0.1,
            },
        )

    def nudge(self, document_id: str) -> bool:
        """Say that a document waits to be read; return whether the broker heard it."""
        heard = self._send(READ_DOCUMENT, document_id)
        if not heard:
            log.warning(
                "Document %s waits for a sweep: no broker in reach.", document_id
            )
        return heard

    def nudge_range(self, document_id: str, first: int, *, scan: bool) -> bool:
        """Say that a range of pages waits; return whether the broker heard it."""
        task = RECOGNISE_RANGE if scan else READ_RANGE
        return self._send(task, document_id, first)

    def draw(self, document_id: str, page: int) -> bool:
        """Say that somebody waits to see a page; return whether the broker heard it."""
        return self._send(DRAW_PAGE, document_id, page)

    def read_register(self, register_id: str) -> bool:
        """Say that a list of evidence waits; return whether the broker heard it."""
        return self._send(READ_REGISTER, register_id)

    def pack(self, assessment_id: str) -> bool:
        """Say that a parcel waits to be packed; return whether the broker heard it."""
        return self._send(PACK_PARCEL, assessment_id)

    def match_again(self, run_id: str, *, hands: int = 1) -> None:
        """Tell so many workers that a run goes on; the next sweep does so again."""
        for _ in range(hands):
            self._send(MATCH_AGAIN, run_id, expires=MATCH_AGAIN_SECONDS)

    def _send(self, task: str, *words: str | int, expires: int | None = None) -> bool:
        try:
            self.celery.send_task(
                task,
                words,
                retry=False,
                expires=expires,
                headers={"request_id": logs.current()},
            )
        except (OperationalError, OSError):
            return False
        return True

    def room(self, queue: str) -> Room:
        """For how many messages a queue has room, and which are lost."""
        length = self.length(queue) or 0
        return Room(max(0, MOST_MESSAGES - length), NUDGE_AGAIN if length else SOON)

    def length(self, queue: str) -> int | None:
        """How many messages wait in a queue; None if the broker does not answer."""
        try:
            with self.celery.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=2)
                asked = connection.default_channel.queue_declare(queue, passive=True)
                return int(asked.message_count)
        except ChannelError:
            return 0  # the broker forgets a queue that is empty
        except (OperationalError, OSError):
            return None

    def reachable(self) -> bool:
        """Whether the broker answers."""
        try:
            with self.celery.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=2)
        except (OperationalError, OSError):
            return False
        return True

    def forked(self) -> None:
        """Let go of connections that belong to the parent process."""
        self.celery.pool.force_close_all()

    def close(self) -> None:
        """Close what is open."""
        self.celery.close()
