"""Exports: one assessment in a folder of its own, to be read anywhere.

Rows are lines of JSON, one file for each table; originals lie under their SHA-256. The
manifest names every file with its SHA-256, so that a spoilt one is found.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import events, lines, schema
from storage.assignment_models import Assignment, AssignmentRun
from storage.comment_models import Comment
from storage.errors import Refused
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
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.store import Store

FORMAT = 1
MANIFEST = "manifest.json"
ORIGINALS = "originals"
# What is kept of a person: who they are, and nothing by which they sign in.
OF_PERSON = ("id", "email", "name", "role")
# What only the worker needs that reads a document just now.
OF_WORK = frozenset({"lease", "lease_until", "nudged"})

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
    """How much an export holds."""

    rows: int
    originals: int


def make(store: Store, assessment_id: str, folder: Path) -> Counts:
    """Write an assessment into an empty folder, from one moment.

    Raises:
        NotFound: There is no such assessment, or an original is missing.
        Refused: The folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused("%(folder)s is not empty. Name a new folder.", folder=folder)
    (folder / ORIGINALS).mkdir(parents=True)
    with store.snapshot() as session:
        lines.hold_still(session)
        assessment = session.get_one(Assessment, assessment_id)
        rows = sum(
            lines.write(folder / f"{name}.jsonl", found)
            for name, found in _rows(session, assessment)
        )
        contents = sorted(set(session.scalars(_originals(assessment_id))))
        number, end = events.head(session, assessment.city_id)
        about = {
            "format": FORMAT,
            "schema": schema.version(session.connection()),
            "assessment": assessment.id,
            "edition": assessment.edition,
            "standard": assessment.standard_digest,
            "history": {"events": number, "hash": end},
        }
    for sha256 in contents:
        lines.write_blob(store, sha256, folder / ORIGINALS)
    _write_manifest(folder, about)
    return Counts(rows, len(contents))


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
    session: Session, assessment: Assessment
) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The rows of each table that are the assessment's, with the table's name."""
    for kind, of in _parts(assessment).items():
        table = schema.TABLES.tables[kind.__tablename__]
        yield table.name, _settled(lines.found(session, table, of))
    table = schema.TABLES.tables[Person.__tablename__]
    acted = Person.id.in_(_people(_parts(assessment)))
    told = (
        {n: row[n] for n in OF_PERSON} for row in lines.found(session, table, acted)
    )
    yield table.name, told


def _parts(assessment: Assessment) -> dict[type[Any], sa.ColumnElement[bool]]:
    """What of each table but that of the people is the assessment's."""
    documents = sa.select(Document.id).where(Document.assessment_id == assessment.id)
    links = sa.select(Link.id).where(Link.assessment_id == assessment.id)
    asked = sa.select(EvidenceRequest.id).where(
        EvidenceRequest.assessment_id == assessment.id
    )
    return {
        City: City.id == assessment.city_id,
        Revision: Revision.digest == assessment.standard_digest,
        Assessment: Assessment.id == assessment.id,
        **{kind: kind.assessment_id == assessment.id for kind in _OF_ASSESSMENT},
        **{kind: kind.document_id.in_(documents) for kind in _OF_DOCUMENT},
        **{kind: kind.link_id.in_(links) for kind in _OF_LINK},
        RequestAnswer: RequestAnswer.request_id.in_(asked),
    }


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


def _originals(assessment_id: str) -> sa.Select[str]:
    return sa.select(Document.sha256).where(Document.assessment_id == assessment_id)


def _write_manifest(folder: Path, about: dict[str, Any]) -> None:
    """Name every file: the last thing written, so that half an export has none."""
    files = {
        path.relative_to(folder).as_posix(): digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = about | {"files": files}
    text = json.dumps(manifest | {"seal": seal(manifest)}, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
