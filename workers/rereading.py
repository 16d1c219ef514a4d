"""Reading documents again once the reader has changed: begun by itself, as a preview.

The originals are read as on the day they came, and nothing of it is kept before the
lead applies the run; then each document waits to be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.finding import matching
from criteria.packs import amendments
from storage import documents, pages, rulebook, run_jobs, runs
from storage.models import Document, DocumentState
from workers.extract import documents as extract
from workers.extract.refusals import Unreadable
from workers.leases import kept
from workers.words import searchable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from criteria.evidence import Page, Proposal
    from storage.run_jobs import Task
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules of a run find in a document, and which reading they were given.

    ``waited`` tells one reading of a document from its next: since when it had waited
    for it, if that was not the first.
    """

    pages: Sequence[Page]
    proposals: Sequence[Proposal]
    waited: datetime | None = None


def begin(store: Store) -> None:
    """Begin a run for each edition with documents that an older reader has read."""
    with store.snapshot() as session:
        outdated = runs.outdated(session, extract.VERSION)
    for edition in outdated:
        with store.transaction() as session:
            changes = rulebook.in_force(session, edition)
            digest = amendments.amended(edition, changes).pack.digest
            runs.start(
                session,
                edition,
                changes=changes,
                digest=digest,
                reader=extract.VERSION,
            )


def read(store: Store, task: Task) -> Found:
    """What the reader of today reads in an original, and the rules find in it.

    Where it can read nothing any more, what is stored stays.
    """
    with store.snapshot() as session:
        document = session.get_one(Document, task.document_id)
        sha256, name = document.sha256, document.name
        stored = pages.read(session, task.document_id)
    with kept(store, lambda session: run_jobs.extend(session, task)):
        try:
            with store.blobs.local(sha256) as path:
                found: Sequence[Page] = extract.read(path, name).pages
        except Unreadable:
            found = stored
    pack = amendments.amended(task.edition, task.changes).pack
    with searchable(found) as tokens:
        proposals = matching.find(found, pack, name=name, tokens=tokens)
    return Found(found, proposals)


def read_again(store: Store, task: Task) -> None:
    """Have a document wait to be read, as on the day it came."""
    with store.transaction() as session:
        if not run_jobs.holds(session, task):
            return
        document = session.get_one(Document, task.document_id)
        if document.state is DocumentState.READ:
            documents.read_again(session, document)
        run_jobs.record(session, task)
    store.queue.nudge(task.document_id)
