"""Exports: one assessment in a folder or a ZIP of its own, to be read anywhere.

Rows are lines of JSON, one file for each table; originals lie under their SHA-256. The
manifest names every file with its SHA-256, so that a spoilt one is found.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import documents, events, lines, schema
from storage.assignment_models import Assignment, AssignmentRun
from storage.comment_models import Comment
from storage.errors import Refused
from storage.holders import Folder, Sealed
from storage.models import (
    Assessment,
    City,
    Decision,
    Document,
    DocumentState,
    Link,
    PassageRow,
    Person,
)
from storage.planning_models import (
    DocumentDate,
    EvidenceRequest,
    GapCare,
    OutcomeShown,
    RequestAnswer,
    Revision,
    SnapshotAnswer,
    Supposition,
)
from storage.review_models import ReviewEvent
from storage.round_models import RoundEvent, RoundException
from storage.text_models import PageText

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.holders import Holder
    from storage.store import Store

FORMAT = 1
MANIFEST = "manifest.json"
ORIGINALS = "originals"
# What is kept of a person: who they are, and nothing by which they sign in.
OF_PERSON = ("id", "email", "name", "role", "ended")
# What only the workers need that read its documents just now.
OF_WORK = frozenset({"lease", "lease_until", "nudged", "served"})

_OF_DOCUMENT = (PageText, DocumentDate)
_OF_LINK = (PassageRow, Decision, RoundException, Assignment)
_OF_ASSESSMENT = (
    Document,
    Link,
    GapCare,
    OutcomeShown,
    SnapshotAnswer,
    Supposition,
    EvidenceRequest,
    ReviewEvent,
    RoundEvent,
    AssignmentRun,
    Comment,
)
# The tables in the order in which they can be filled.
CARRIED = (
    City,
    Person,
    Revision,
    Assessment,
    Document,
    PageText,
    DocumentDate,
    Link,
    PassageRow,
    Decision,
    GapCare,
    OutcomeShown,
    SnapshotAnswer,
    Supposition,
    EvidenceRequest,
    RequestAnswer,
    ReviewEvent,
    RoundEvent,
    RoundException,
    AssignmentRun,
    Assignment,
    Comment,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much an export holds, and the ids of the documents that it leaves out."""

    rows: int
    originals: int
    left_out: tuple[str, ...] = ()


def _tell_nobody(done: int, total: int) -> None:
    """Nobody waits to hear how far it is."""
    del done, total


def make(store: Store, assessment_id: str, folder: Path) -> Counts:
    """Write an assessment into an empty folder, from one moment.

    Raises:
        NotFound: There is no such assessment, or an original is missing.
        Refused: The folder is not empty, or an original is damaged.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused("%(folder)s is not empty. Name a new folder.", folder=folder)
    (folder / ORIGINALS).mkdir(parents=True)
    return write(store, assessment_id, Folder(folder))


def write(
    store: Store,
    assessment_id: str,
    holder: Holder,
    *,
    given_out: bool = False,
    tell: Callable[[int, int], None] = _tell_nobody,
) -> Counts:
    """Write an assessment into what holds its files, from one moment.

    Documents whose originals are not given out, for malware or since a scanner has not
    looked at them yet, are left out where it is ``given_out`` to people. ``tell`` hears
    how many originals are done, and of how many.

    Raises:
        NotFound: There is no such assessment, or an original is missing.
        Refused: An original is damaged.
    """
    files = Sealed(holder)
    with store.snapshot() as session:
        lines.hold_still(session)
        assessment = session.get_one(Assessment, assessment_id)
        scanning = bool(store.settings.clamd)
        closed = documents.withheld(session, assessment, scanning=scanning)
        parts = _parts(assessment, closed if given_out else ())
        rows = sum(
            files.add(f"{name}.jsonl", lines.told(found))
            for name, found in _rows(session, parts)
        )
        contents = sorted(set(session.scalars(_originals(parts[Document]))))
        number, end = events.head(session, assessment.city_id)
        about = {
            "format": FORMAT,
            "schema": schema.version(session.connection()),
            "assessment": assessment.id,
            "edition": assessment.edition,
            "standard": assessment.standard_digest,
            "history": {"events": number, "hash": end},
        }
    for done, sha256 in enumerate(contents):
        tell(done, len(contents))
        _add_original(files, store, sha256)
    tell(len(contents), len(contents))
    _add_manifest(files, about)
    return Counts(rows, len(contents), tuple(sorted(closed)) if given_out else ())


def _add_original(files: Sealed, store: Store, sha256: str) -> None:
    name = f"{ORIGINALS}/{sha256}"
    files.add(name, store.blobs.stream(sha256))
    if files.known[name] != sha256:
        raise Refused(
            "An original is damaged where it is kept. Whoever runs Assay finds it with "
            "assay check-store and brings it back from a backup; then try again."
        )


def _add_manifest(files: Sealed, about: dict[str, Any]) -> None:
    """Name every file: the last thing written, so that half an export has none."""
    manifest = about | {"files": dict(sorted(files.known.items()))}
    text = json.dumps(manifest | {"seal": seal(manifest)}, indent=2)
    files.add(MANIFEST, [text.encode(), b"\n"])


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def seal(manifest: Mapping[str, Any]) -> str:
    """The SHA-256 of all that a manifest says beside its seal."""
    said = {key: value for key, value in manifest.items() if key != "seal"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(
    session: Session, parts: Mapping[type[Any], sa.ColumnElement[bool]]
) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The rows of each table that are the assessment's, with the table's name."""
    for kind, of in parts.items():
        table = schema.TABLES.tables[kind.__tablename__]
        yield table.name, _settled(lines.found(session, table, of))
    table = schema.TABLES.tables[Person.__tablename__]
    acted = Person.id.in_(_people(parts))
    told = (
        {n: row[n] for n in OF_PERSON} for row in lines.found(session, table, acted)
    )
    yield table.name, told


def _parts(
    assessment: Assessment, closed: Collection[str]
) -> dict[type[Any], sa.ColumnElement[bool]]:
    """What of each table but that of the people is the assessment's.

    All but the documents that are ``closed``, and what hangs on them.
    """
    of = Document.assessment_id == assessment.id
    papers = sa.select(Document.id).where(of)
    links = sa.select(Link.id).where(Link.assessment_id == assessment.id)
    asked = sa.select(EvidenceRequest.id).where(
        EvidenceRequest.assessment_id == assessment.id
    )
    parts: dict[type[Any], sa.ColumnElement[bool]] = {
        City: City.id == assessment.city_id,
        Revision: Revision.digest == assessment.standard_digest,
        Assessment: Assessment.id == assessment.id,
        **{kind: kind.assessment_id == assessment.id for kind in _OF_ASSESSMENT},
        **{kind: kind.document_id.in_(papers) for kind in _OF_DOCUMENT},
        **{kind: kind.link_id.in_(links) for kind in _OF_LINK},
        RequestAnswer: RequestAnswer.request_id.in_(asked),
    }
    if not closed:
        return parts
    return {
        kind: sa.and_(holds, *_apart(kind, closed)) for kind, holds in parts.items()
    }


def _apart(
    kind: type[Any], closed: Collection[str]
) -> Iterator[sa.ColumnElement[bool]]:
    """That a row is none of some documents, and hangs on none of them."""
    of_closed = Document.id.in_(closed)
    gone = {
        Document.__tablename__: sa.select(Document.id).where(of_closed),
        Link.__tablename__: sa.select(Link.id).where(Link.document_id.in_(closed)),
    }
    if kind is Document:
        yield Document.id.not_in(closed)
    for column in schema.TABLES.tables[kind.__tablename__].columns:
        for key in column.foreign_keys:
            ids = gone.get(key.column.table.name)
            if ids is not None and key.column.name == "id":
                yield sa.or_(column.is_(None), column.not_in(ids))


def _people(
    parts: Mapping[type[Any], sa.ColumnElement[bool]],
) -> sa.CompoundSelect[str]:
    """Everybody whom one of the rows names."""
    person = Person.__tablename__
    named = [
        sa.select(column).where(of, column.is_not(None))
        for kind, of in parts.items()
        for column in schema.TABLES.tables[kind.__tablename__].columns
        if any(key.column.table.name == person for key in column.foreign_keys)
    ]
    return sa.union(*named)


def _settled(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows without what a worker is at: what is being read waits to be read."""
    for row in rows:
        kept = {name: value for name, value in row.items() if name not in OF_WORK}
        if kept.get("state") == DocumentState.READING:
            kept |= {"state": DocumentState.WAITING, "attempts": 0}
        yield kept


def _originals(of: sa.ColumnElement[bool]) -> sa.Select[str]:
    return sa.select(Document.sha256).where(of)
