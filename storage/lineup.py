"""The queue of links: which of them pass, in which order, and what is beside one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from criteria.evidence import Standing, Statement
from storage import doubles
from storage.models import Assessment, Document, Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Filters:
    """Which links a queue shows; an empty filter lets all pass.

    ``criteria`` are codes: one criterion, or all of a practice. Those whose basis has
    changed are among the undecided, or with ``basis_changed`` alone. ``weights`` put
    the links of some criteria before the others, the heaviest first. What the person
    ``for_whom`` it is has voted on no longer waits for review.
    """

    standing: Standing | None = Standing.UNDECIDED
    criteria: tuple[str, ...] = ()
    document: str = ""
    statement: Statement | None = None
    language: str = ""
    least_score: float = 0.0
    below_score: float = 0.0
    basis_changed: bool = False
    weights: tuple[tuple[str, int], ...] = ()
    for_whom: str = ""

    def weight(self, criterion: str) -> int:
        """How far in front the links of a criterion stand."""
        return dict(self.weights).get(criterion, 0)


def queue(
    session: Session, assessment: Assessment, filters: Filters, *, limit: int = 100
) -> Sequence[Link]:
    """The links that pass the filters, the best first, with documents and passages."""
    query = _passing(assessment, filters).order_by(
        _weight(filters).desc(), Link.score.desc(), Link.id
    )
    whole = query.options(joinedload(Link.document), selectinload(Link.passages))
    return session.scalars(whole.limit(limit)).all()


def next_after(
    session: Session, assessment: Assessment, filters: Filters, link: Link
) -> str | None:
    """The id of the link that follows in the queue, or None at its end."""
    weight, here = _weight(filters), filters.weight(link.criterion)
    behind = sa.or_(
        weight < here,
        sa.and_(weight == here, Link.score < link.score),
        sa.and_(weight == here, Link.score == link.score, Link.id > link.id),
    )
    query = _passing(assessment, filters).where(behind)
    ordered = query.order_by(weight.desc(), Link.score.desc(), Link.id)
    return session.scalar(ordered.with_only_columns(Link.id).limit(1))


def next_before(
    session: Session, assessment: Assessment, filters: Filters, link: Link
) -> str | None:
    """The id of the link that goes before in the queue, or None at its start."""
    weight, here = _weight(filters), filters.weight(link.criterion)
    ahead = sa.or_(
        weight > here,
        sa.and_(weight == here, Link.score > link.score),
        sa.and_(weight == here, Link.score == link.score, Link.id < link.id),
    )
    query = _passing(assessment, filters).where(ahead)
    ordered = query.order_by(weight, Link.score, Link.id.desc())
    return session.scalar(ordered.with_only_columns(Link.id).limit(1))


def _passing(assessment: Assessment, filters: Filters) -> sa.Select[Link]:
    query = sa.select(Link).where(
        Link.assessment_id == assessment.id, *_conditions(filters)
    )
    if filters.language:
        query = query.join(Document, Document.id == Link.document_id)
        query = query.where(Document.language == filters.language)
    return query


def _conditions(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    if filters.standing is not None:
        yield _stands(filters.standing, filters.for_whom)
    if filters.criteria:
        yield Link.criterion.in_(filters.criteria)
    if filters.document:
        yield Link.document_id == filters.document
    if filters.statement is not None:
        yield Link.statement == filters.statement
    if filters.least_score:
        yield Link.score >= filters.least_score
    if filters.below_score:
        yield Link.score < filters.below_score
    if filters.basis_changed:
        yield Link.basis_changed.is_(True)


def _stands(standing: Standing, for_whom: str) -> sa.ColumnElement[bool]:
    if standing is not Standing.UNDECIDED:
        return Link.standing == standing
    waits = sa.or_(Link.standing == standing, Link.basis_changed)
    return sa.and_(waits, ~doubles.judged_by(for_whom))


def _weight(filters: Filters) -> sa.ColumnElement[int]:
    if not filters.weights:
        return sa.literal(0)
    return sa.case(dict(filters.weights), value=Link.criterion, else_=0)
