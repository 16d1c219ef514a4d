"""A reviewer's way through a queue: a line for each link, and what is beside one.

Asked with every page of the desk, so each queue is one query of few columns, which is
made but once for the same filters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import confidential, images, lineup, titles
from storage.images import PageImage
from storage.models import Document, Link, PassageRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from criteria.evidence import Standing, Statement
    from storage.lineup import Filters
    from storage.models import Assessment

_QUEUE, _BEFORE, _AFTER = range(3)
_SCORE, _ID, _WEIGHT = "score", "id", "weight"
# The link at hand, as it is told when a query runs.
_HERE_SCORE = sa.bindparam(_SCORE, type_=sa.Float())
_HERE_ID = sa.bindparam(_ID, type_=sa.String())
_HERE_WEIGHT = sa.bindparam(_WEIGHT, type_=sa.Integer())


@dataclass(frozen=True, slots=True)
class Line:
    """What a queue tells of a link; of its passages the one that is read first.

    ``is_drawn`` is whether its page is there as a picture that can be had ahead of
    looking at it: of a confidential document every look is kept.
    """

    id: str
    document: str
    criterion: str
    score: float
    statement: Statement
    standing: Standing
    name: str
    language: str
    page: int | None
    quote: str | None
    basis_changed: bool
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """The first of a queue, and those before and after one link, None at its ends."""

    lines: Sequence[Line]
    before: Line | None
    after: Line | None


def lines(
    session: Session, assessment: Assessment, filters: Filters, *, limit: int
) -> list[Line]:
    """The links that pass the filters, the best first."""
    query = _lines(_veiled(session, filters), limit)
    rows = session.execute(query, {lineup.ASSESSMENT: assessment.id})
    return [Line(*row[1:]) for row in rows]


def around(
    session: Session,
    assessment: Assessment,
    filters: Filters,
    link: Link,
    *,
    limit: int,
) -> Way:
    """The first links that pass the filters, and those before and after one."""
    query = _around(_veiled(session, filters), limit)
    asked = _place(assessment, filters, link)
    parts: dict[int, list[Line]] = {_QUEUE: [], _BEFORE: [], _AFTER: []}
    for row in session.execute(query, asked):
        parts[row[0]].append(Line(*row[1:]))
    # Of those that wait and those whose basis has changed, each told its nearest.
    before, after = parts[_BEFORE][-1:], parts[_AFTER][:1]
    return Way(parts[_QUEUE][:limit], next(iter(before), None), next(iter(after), None))


def next_after(
    session: Session, assessment: Assessment, filters: Filters, link: Link
) -> str | None:
    """The id of the link that comes after in the queue, or None at its end."""
    query = _next(_veiled(session, filters))
    return session.scalar(query, _place(assessment, filters, link))


def line(link: Link) -> Line:
    """What a queue would tell of a link with its document and passages."""
    first = link.passages[0] if link.passages else None
    return Line(
        link.id,
        link.document_id,
        link.criterion,
        link.score,
        link.statement,
        link.standing,
        titles.of(link.document),
        link.document.language,
        first.page if first else None,
        first.quote if first else None,
        link.basis_changed,
    )


def _veiled(session: Session, filters: Filters) -> Filters:
    return replace(filters, without=filters.without | confidential.veiled(session))


def _place(assessment: Assessment, filters: Filters, link: Link) -> dict[str, Any]:
    return {
        lineup.ASSESSMENT: assessment.id,
        _SCORE: link.score,
        _ID: link.id,
        _WEIGHT: filters.weight(link.criterion),
    }


@lru_cache(maxsize=64)
def _lines(filters: Filters, limit: int) -> sa.Select[Any]:
    return _told(filters, [lineup.first(filters, limit=limit)]).limit(limit)


@lru_cache(maxsize=64)
def _around(filters: Filters, limit: int) -> sa.Select[Any]:
    parts = (
        lineup.first(filters, limit=limit),
        lineup.first(filters, _ahead(filters), backwards=True),
        lineup.first(filters, _behind(filters)),
    )
    return _told(filters, parts)


@lru_cache(maxsize=64)
def _next(filters: Filters) -> sa.Select[str]:
    ids = lineup.first(filters, _behind(filters))
    query = sa.select(Link.id).where(Link.id.in_(ids))
    return query.order_by(*lineup.order(filters)).limit(1)


def _told(filters: Filters, parts: Sequence[sa.Select[str]]) -> sa.Select[Any]:
    """The lines of several stretches of a queue, each after the other, in order."""
    found = (
        sa.select(sa.literal(number).label("part"), ids.subquery().c.id)
        for number, ids in enumerate(parts)
    )
    ids = sa.union_all(*found).subquery()
    first = sa.and_(PassageRow.link_id == Link.id, PassageRow.ordinal == Link.key)
    drawn = sa.and_(
        PageImage.document_id == Link.document_id,
        PageImage.page == PassageRow.page,
        PageImage.version == images.VERSION,
    )
    return (
        sa.select(
            ids.c.part,
            Link.id,
            Link.document_id,
            Link.criterion,
            Link.score,
            Link.statement,
            Link.standing,
            titles.column(),
            Document.language,
            PassageRow.page,
            PassageRow.quote,
            Link.basis_changed,
            sa.and_(PageImage.sha256.is_not(None), Document.confidential.is_(False)),
        )
        .join_from(ids, Link, Link.id == ids.c.id)
        .join(Document, Document.id == Link.document_id)
        .outerjoin(PassageRow, first)
        .outerjoin(PageImage, drawn)
        .order_by(ids.c.part, *lineup.order(filters))
    )


def _ahead(filters: Filters) -> sa.ColumnElement[bool]:
    """Holds for the links before one."""
    # The score by itself first: by that an index knows where to begin.
    near = sa.and_(
        Link.score >= _HERE_SCORE,
        sa.or_(Link.score > _HERE_SCORE, Link.id > _HERE_ID),
    )
    if not filters.weights:
        return near
    weight = lineup.weight(filters)
    return sa.or_(weight > _HERE_WEIGHT, sa.and_(weight == _HERE_WEIGHT, near))


def _behind(filters: Filters) -> sa.ColumnElement[bool]:
    """Holds for the links after one."""
    near = sa.and_(
        Link.score <= _HERE_SCORE,
        sa.or_(Link.score < _HERE_SCORE, Link.id < _HERE_ID),
    )
    if not filters.weights:
        return near
    weight = lineup.weight(filters)
    return sa.or_(weight < _HERE_WEIGHT, sa.and_(weight == _HERE_WEIGHT, near))
