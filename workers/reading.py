"""Reads a document that waits: claim, extract, match, record; and the sweep.

The slow work lies outside of any transaction. All of it is safe to do twice: a document
is claimed before it is read, and recording keeps what reviewers have decided.
"""

from __future__ import annotations

import io
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from criteria.about import remarks
from criteria.finding import matching
from criteria.language.tokens import to_keep
from criteria.packs import amendments
from storage import (
    arriving,
    dating,
    documents,
    jobs,
    links,
    logs,
    rulebook,
    sights,
    turns,
)
from storage import ranges as kept_ranges
from storage.errors import OutOfReach, Refused
from storage.models import Assessment, Document, Scan
from storage.queue import READ
from workers import datefinding, drawing, ranges, scanning
from workers.extract import documents as extract
from workers.extract import origin
from workers.extract.refusals import Unreadable
from workers.leases import kept
from workers.words import searchable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from criteria.evidence import Reading
    from criteria.packs.ruleset import Pack
    from storage.blobs import Blob
    from storage.jobs import Claim
    from storage.store import Store

_NAMED = 255  # letters of the name of a file inside that are kept in a remark
HOLDERS = {"eml", "msg", "pdf", "zip"}

log = logging.getLogger(__name__)


def read(store: Store, document_id: str) -> None:
    """Read one document, if it waits or its worker has died."""
    with store.transaction() as session:
        claim = _claimed(session, document_id)
    if claim is not None:
        _read(store, claim)


def read_next(store: Store) -> None:
    """Read the document whose turn it is, if there is one."""
    with store.transaction() as session:
        chosen = turns.document(session)
        claim = _claimed(session, chosen) if chosen else None
    if claim is not None:
        _read(store, claim)


def _claimed(session: Session, document_id: str) -> Claim | None:
    return jobs.claim(session, document_id) or kept_ranges.claim_whole(
        session, document_id
    )


def _read(store: Store, claim: Claim) -> None:
    """Read what is claimed, and propose its links.

    The files inside of an archive or an e-mail become documents of their own.
    """
    logs.begin(claim.request or logs.current())
    store, document_id = store.within(sights.of(claim.city_id)), claim.document_id
    with kept(store, lambda session: jobs.extend(session, claim)):
        opened = _opened(store, claim)
        if opened is None:
            return
        reading = opened.reading
        pack = in_force(store, claim.edition)
        # As they are read from the database when the document is matched again.
        said = [page for page in reading.pages if page.text]
        with searchable(said) as tokens:
            proposals = matching.find(said, pack, name=claim.name, tokens=tokens)
            words = to_keep(tokens)
        dates = datefinding.proposed(reading.pages)
    came: list[str] = []
    with store.transaction() as session:
        document = jobs.record(
            session, claim, reading, words, origin=opened.told, reader=extract.VERSION
        )
        if document is not None:
            kept_ranges.forget(session, document_id)
            links.propose(session, document, proposals, rules_digest=pack.digest)
            dating.propose(session, document, dates)
            came = _receive(session, document, opened.inner)
    for child_id in came:
        store.queue.nudge(child_id)
    if document is not None:
        drawing.ahead(store, document_id)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a file says, what it says of its origin, and the files inside of it."""

    reading: Reading
    told: Mapping[str, str]
    inner: Sequence[_Inner]


def _opened(store: Store, claim: Claim) -> _Opened | None:
    """Open what is claimed; None if there is nothing to record of it now.

    It was parted into ranges, waits for an outage to end, or is unreadable.
    """
    try:
        with store.blobs.local(claim.sha256) as path:
            _scan(store, claim, path)
            reading = ranges.joined(store, claim.document_id)
            if reading is None and ranges.part(store, claim, path):
                return None
            reading = reading or extract.read(path, claim.name)
            told = origin.of(path, claim.name)
            inner = list(_inner(store, path, claim.name, reading.kind))
    except OutOfReach:
        with store.transaction() as session:
            jobs.put_back(session, claim)
        log.warning(
            "Document %s waits: its store or the virus scanner does not answer.",
            claim.document_id,
        )
        return None
    except Unreadable as problem:
        with store.transaction() as session:
            kept_ranges.forget(session, claim.document_id)
            jobs.give_up(session, claim, problem.code, problem.sentence)
        log.info("Document %s is unreadable: %s.", claim.document_id, problem.code)
        return None
    problems = tuple(
        remarks.NOT_KEPT % {"name": one.name[:_NAMED], "problem": one.problem}
        for one in inner
        if one.problem
    )
    return _Opened(replace(reading, remarks=reading.remarks + problems), told, inner)


def _scan(store: Store, claim: Claim, path: Path) -> None:
    """Have a document looked at by the virus scanner, where one is in use.

    Raises:
        Unreadable: Malware was found, or the file is larger than the scanner takes.
        OutOfReach: The scanner is away: the document waits for it.
    """
    address = store.settings.clamd
    if not address:
        return
    with store.snapshot() as session:
        if jobs.is_clean(session, claim.document_id):
            return  # a large document, whose ranges are over
    said = Scan.WAITS
    try:
        scanning.check(address, path)
        said = Scan.CLEAN
    except Unreadable:
        said = Scan.FOUND
        raise
    finally:
        with store.transaction() as session:
            jobs.scanned(session, claim, said)


def read_here(store: Store, document_id: str) -> None:
    """Read one document to its end in this process, also a large one."""
    read(store, document_id)
    with store.snapshot() as session:
        bounds = kept_ranges.bounds(session, document_id)
    for first, _last in bounds:
        ranges.read(store, document_id, first)
    if bounds:
        read(store, document_id)


def sweep(store: Store) -> int:
    """Nudge what is due and has no message on its way; return how many nudges."""
    room = store.queue.room(READ)
    with store.transaction() as session:
        due = jobs.due(session, limit=room.most, after=room.after)
    _clear(store)
    heard = sum(store.queue.nudge(document_id) for document_id in due)
    return heard + ranges.sweep(store) + drawing.sweep(store)


def _clear(store: Store) -> None:
    """Remove what has arrived of uploads that nobody waits for any more."""
    with store.snapshot() as session:
        expired = arriving.expired(session)
    for upload_id in expired:
        with suppress(OutOfReach):
            store.blobs.drop_parts(upload_id)
            with store.transaction() as session:
                arriving.forget(session, upload_id)


def in_force(store: Store, edition: str) -> Pack:
    """The rules that documents are tagged by: as shipped, or as published here."""
    with store.snapshot() as session:
        changes = rulebook.in_force(session, edition)
    return amendments.amended(edition, changes).pack


@dataclass(frozen=True, slots=True)
class _Inner:
    """A file that came inside of another: kept, or why it was not."""

    name: str
    blob: Blob | None
    problem: str


def _inner(store: Store, path: Path, name: str, kind: str) -> Iterator[_Inner]:
    if kind not in HOLDERS:
        return
    for child in extract.children(path, name):
        blob, problem = None, child.problem
        if not problem:
            try:
                blob = store.blobs.put(
                    io.BytesIO(child.data), limit=store.settings.max_upload
                )
            except Refused as refusal:
                problem = refusal.sentence
        yield _Inner(child.name, blob, problem)


def _receive(session: Session, parent: Document, inner: Sequence[_Inner]) -> list[str]:
    assessment = session.get_one(Assessment, parent.assessment_id)
    if assessment.closed is not None:
        return []
    return [
        documents.receive(session, assessment, one.name, one.blob, parent=parent).id
        for one in inner
        if one.blob is not None
    ]


def wait(store: Store, assessment_id: str) -> Iterator[documents.Progress]:
    """How far an assessment's documents are, once a look, until all are done."""
    pause = threading.Event()
    while True:
        with store.snapshot() as session:
            assessment = session.get_one(Assessment, assessment_id)
            progress = documents.progress(session, assessment)
        yield progress
        if progress.is_over:
            return
        pause.wait(0.3)
