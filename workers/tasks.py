"""The tasks: names, retries, limits; the work is done in `workers.reading`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from celery import shared_task
from sqlalchemy.exc import OperationalError

from storage import invariants, metrics, parcels, sights, watch
from storage.models import Document
from storage.queue import (
    CHECK_STORE,
    DRAW_PAGE,
    LOOK_AHEAD,
    MATCH_AGAIN,
    PACK_PARCEL,
    READ_DOCUMENT,
    READ_RANGE,
    READ_REGISTER,
    RECOGNISE_RANGE,
    ROUTES,
    SEND_NOTICES,
    SWEEP,
    TELL_HOOKS,
)
from storage.registers import Register
from storage.settings import Settings
from storage.store import Store
from workers import (
    drawing,
    hooking,
    mailing,
    noticing,
    packing,
    ranges,
    reading,
    registering,
    retagging,
)

if TYPE_CHECKING:
    from storage.columns import Base

FEW = 5  # messages that may wait in a queue of repeated work


@cache
def _store() -> Store:
    """One store a process, opened by its first task and so never shared by a fork."""
    return Store(Settings.from_env())


def _beside(table: type[Base], row_id: str) -> Store:
    """The store with the rows of the city that a row is of: no message says whose."""
    with _store().snapshot() as session:
        sight = sights.whose(session, table, row_id)
    return _store().within(sight)


@shared_task(name=READ_DOCUMENT, autoretry_for=(OperationalError,), retry_backoff=True)
def read_document(document_id: str) -> None:
    """Read a document, as soon as the database can be reached.

    The message names the one that came; which is read, the cities' turns decide.
    """
    del document_id
    reading.read_next(_store())


@shared_task(name=READ_RANGE, autoretry_for=(OperationalError,), retry_backoff=True)
def read_range(document_id: str, first: int) -> None:
    """Read a range of pages of a large document; whichever has its turn."""
    del document_id, first
    ranges.read_next(_store(), scan=False)


@shared_task(
    name=RECOGNISE_RANGE, autoretry_for=(OperationalError,), retry_backoff=True
)
def recognise_range(document_id: str, first: int) -> None:
    """Recognise the text of some pages of a scan; whichever have their turn."""
    del document_id, first
    ranges.read_next(_store(), scan=True)


@shared_task(name=DRAW_PAGE)
def draw_page(document_id: str, page: int) -> None:
    """Draw one page for a reviewer who waits."""
    drawing.draw(_beside(Document, document_id), document_id, page)


@shared_task(name=READ_REGISTER)
def read_register(register_id: str) -> None:
    """Read a list of evidence for somebody who waits for its preview."""
    registering.read(_beside(Register, register_id), register_id)


@shared_task(name=PACK_PARCEL, autoretry_for=(OperationalError,), retry_backoff=True)
def pack_parcel(assessment_id: str) -> None:
    """Pack all of an assessment; whichever has its turn."""
    del assessment_id
    packing.pack_next(_store())


@shared_task(name=MATCH_AGAIN)
def match_again(run_id: str) -> None:
    """Do some documents of a run, then let other messages have their turn."""
    if retagging.turn(_store(), run_id):
        _store().queue.match_again(run_id)


@shared_task(name=SWEEP)
def sweep() -> None:
    """Find what is due and has no message on its way."""
    if _is_crowded(SWEEP):
        return
    reading.sweep(_store())
    retagging.sweep(_store())
    registering.sweep(_store())
    packing.sweep(_store())


@shared_task(name=SEND_NOTICES)
def send_notices() -> None:
    """Mail the notices that are due."""
    if not _is_crowded(SEND_NOTICES):
        mailing.send_due(_store())


@shared_task(name=TELL_HOOKS)
def tell_hooks() -> None:
    """Tell webhooks what is due."""
    if not _is_crowded(TELL_HOOKS):
        hooking.sweep(_store())


@shared_task(name=LOOK_AHEAD, expires=3600)
def look_ahead() -> None:
    """Write the notices of what comes near, or waits."""
    noticing.look_ahead(_store())


@shared_task(name=CHECK_STORE, expires=3600)
def check_store() -> None:
    """Check that nothing kept was lost or damaged, and keep what was found."""
    metrics.tidy(_store().settings)
    parcels.clear(_store())
    findings = invariants.examine(_store())
    with _store().transaction() as session:
        watch.keep_check(session, findings)


def _is_crowded(task: str) -> bool:
    """Whether so many of a task's queue wait that a later one may do this one's work.

    An age in the message would be told by the sender's clock and asked by this host's.
    """
    return (_store().queue.length(ROUTES[task]) or 0) > FEW
