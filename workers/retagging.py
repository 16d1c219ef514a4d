"""What matching again by the rules of now would change, before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from storage import assessments, documents, links
from storage.models import Document
from workers import reading, standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.orm import Session

    from criteria.evidence import Statement
    from storage.store import Store


class Kind(StrEnum):
    """What would become of a link."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # another passage is the one to read first
    RESTATED = "restated"  # its passage says another thing of it
    UNFOUNDED = "unfounded"  # it is decided and stays, and no rule finds it any more


@dataclass(frozen=True, slots=True)
class Change:
    """One link that would change; words and statements before and after."""

    kind: Kind
    criterion: str
    document: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How many criteria are met by each way of counting."""

    proposed: int
    documented: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Preview:
    """All changes, by document and criterion, and the figures before and after."""

    changes: tuple[Change, ...]
    before: Figures
    after: Figures


@dataclass(frozen=True, slots=True)
class _Seen:
    """A link as it stands before or after."""

    document: str
    quote: str
    statement: Statement
    basis_changed: bool


def preview(store: Store, assessment_id: str, *, on: date) -> Preview:
    """Rehearse matching an assessment again: all of it is done, and nothing is kept."""
    found = list(reading.matched_again(store, assessment_id))
    with store.rehearsal() as session:
        before = _seen(session, assessment_id)
        figures = _figures(session, assessment_id, on)
        for document_id, _, proposals, digest in found:
            document = session.get_one(Document, document_id)
            links.propose(session, document, proposals, rules_digest=digest)
        session.expire_all()
        after = _seen(session, assessment_id)
        changes = tuple(_changes(before, after))
        return Preview(changes, figures, _figures(session, assessment_id, on))


def _changes(
    before: dict[tuple[str, str], _Seen], after: dict[tuple[str, str], _Seen]
) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was is None and now is not None:
            yield Change(Kind.ADDED, key[1], now.document, "", now.quote)
        elif now is None and was is not None:
            yield Change(Kind.REMOVED, key[1], was.document, was.quote, "")
        elif was is not None and now is not None:
            yield from _differences(key[1], was, now)


def _differences(criterion: str, was: _Seen, now: _Seen) -> Iterator[Change]:
    told = (criterion, now.document)
    if now.basis_changed and not was.basis_changed:
        yield Change(Kind.UNFOUNDED, *told, was.quote, "")
    if was.statement is not now.statement:
        yield Change(Kind.RESTATED, *told, was.statement.value, now.statement.value)
    if was.quote != now.quote:
        yield Change(Kind.MOVED, *told, was.quote, now.quote)


def _seen(session: Session, assessment_id: str) -> dict[tuple[str, str], _Seen]:
    assessment = assessments.get(session, assessment_id)
    return {
        (document.id, link.criterion): _Seen(
            document.name,
            link.passages[0].quote if link.passages else "",
            link.statement,
            link.basis_changed,
        )
        for document in documents.listed(session, assessment)
        for link in links.of_document(session, document)
    }


def _figures(session: Session, assessment_id: str, on: date) -> Figures:
    assessment = assessments.get(session, assessment_id)
    score = standing.score(session, assessment, on=on)
    return Figures(score.proposed.met, score.documented.met, score.confirmed.met)
