"""The queue of links: which of them pass, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from criteria.evidence import DECIDED, Standing, Statement
from storage import confidential, doubles, stack
from storage.assignment_models import Assignment
from storage.models import Assessment, Document, Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.models import Person

# More links than any assessment has.
EVERY = 20_000
# What a query is told when it runs.
ASSESSMENT = "assessment"
# Holds for links whose document was not set aside.
COUNTED = Link.standing != Standing.ASIDE


@dataclass(frozen=True, slots=True)
class Filters:
    """Which links a queue shows; an empty filter lets all pass.

    None of a document that was set aside is shown, unless its standing is asked for.

    Attributes:
        standing: Only links of this standing. With the undecided ones come those whose
            basis has changed; and what the person ``for_whom`` it is has voted on, or
            what waits for the lead, is not among them.
        criteria: Codes: one criterion, or all of a practice.
        basis_changed: Only links whose basis has changed.
        for_lead: Only links that wait for the lead.
        mine: Only links that the person ``for_whom`` it is has decided.
        weights: The criteria whose links come before all others, the heaviest first.
        for_whom: The id of the person whose queue it is.
        assigned_to: Only links that are assigned to this person.
        without: The ids of documents whose links are not shown.
    """

    standing: Standing | None = Standing.UNDECIDED
    criteria: tuple[str, ...] = ()
    document: str = ""
    statement: Statement | None = None
    language: str = ""
    least_score: float = 0.0
    below_score: float = 0.0
    basis_changed: bool = False
    for_lead: bool = False
    mine: bool = False
    weights: tuple[tuple[str, int], ...] = ()
    for_whom: str = ""
    assigned_to: str = ""
    without: frozenset[str] = frozenset()

    def weight(self, criterion: str) -> int:
        """How far in front the links of a criterion stand."""
        return dict(self.weights).get(criterion, 0)


def queue(
    session: Session, assessment: Assessment, filters: Filters, *, limit: int = 100
) -> Sequence[Link]:
    """The links that pass the filters, the best first, with documents and passages."""
    # Rows are wide: only those that are shown are read, once the order is known.
    ids = first(filters, limit=limit)
    query = sa.select(Link).where(Link.id.in_(ids)).order_by(*order(filters))
    whole = query.options(joinedload(Link.document), selectinload(Link.found))
    asked = {ASSESSMENT: assessment.id}
    return session.scalars(whole.limit(limit), asked).all()


def waiting_for(
    session: Session, assessment: Assessment, person: Person
) -> tuple[int, datetime | None]:
    """How many links wait for a person, and when their newest document was received."""
    count, newest = 0, None
    for stands in _stands(Filters(for_whom=person.id)):
        query = (
            sa.select(sa.func.count(), sa.func.max(Document.received))
            .select_from(Link)
            .join(Document, Document.id == Link.document_id)
            .where(Link.assessment_id == assessment.id, *stands)
            .where(confidential.open_to(person))
        )
        some, latest = session.execute(query).one()
        count += some
        newest = max(filter(None, (newest, latest)), default=None)
    return count, newest


def page(
    session: Session,
    person: Person,
    assessment: Assessment,
    filters: Filters,
    *,
    after: tuple[float, str] | None,
    limit: int,
) -> Sequence[Link]:
    """Some of the links that pass, the best first, as this person may see them.

    Each passes by what stands of it alone. ``after`` are the score and the id of the
    last one before them.
    """
    query = sa.select(Link).where(
        Link.assessment_id == assessment.id, *_conditions(filters)
    )
    if filters.standing is None:
        query = query.where(COUNTED)
    else:
        query = query.where(Link.standing == filters.standing)
    if after is not None:
        score, last = after
        same = sa.and_(Link.score == score, Link.id < last)
        query = query.where(sa.or_(Link.score < score, same))
    whole = query.order_by(*order(Filters())).options(
        joinedload(Link.document),
        selectinload(Link.found),
        selectinload(Link.decisions),
    )
    found = session.scalars(whole.limit(limit)).all()
    doubles.hide(session, person, found)
    return found


def first(
    filters: Filters,
    *place: sa.ColumnElement[bool],
    limit: int = 1,
    backwards: bool = False,
) -> sa.Select[str]:
    """The ids of the first links that pass, in order; wants the ``assessment``.

    Links that wait, and links whose basis has changed, are looked up apart: for each of
    the two there is an index that has them in order, and none that has them together.
    """
    ordered, found = order(filters, backwards=backwards), []
    for stands in _stands(filters):
        query = sa.select(Link.id).where(
            Link.assessment_id == sa.bindparam(ASSESSMENT),
            *stands,
            *_conditions(filters),
            *place,
        )
        if filters.language:
            query = query.join(Document, Document.id == Link.document_id)
            query = query.where(Document.language == filters.language)
        found.append(query.order_by(*ordered).limit(limit).subquery())
    return sa.select(sa.union_all(*(sa.select(one.c.id) for one in found)).subquery())


def _stands(filters: Filters) -> Iterator[tuple[sa.ColumnElement[bool], ...]]:
    """The standings that pass, and so that no link passes twice."""
    changed = Link.basis_changed.is_(True)
    stands = Link.standing == filters.standing
    waits = filters.standing is Standing.UNDECIDED
    if filters.mine:
        yield (COUNTED, stack.decided_by(filters.for_whom))
    elif filters.for_lead:
        yield (COUNTED, Link.for_lead.is_(True))
    elif filters.basis_changed:
        yield (changed, COUNTED if filters.standing is None else stands)
    elif filters.standing is None:
        yield (COUNTED,)
    else:
        # What somebody has judged already waits for others, not for them.
        judged = doubles.judged_by(filters.for_whom)
        yield (stands, Link.for_lead.is_(False), ~judged) if waits else (stands,)
        if waits:
            yield (changed, Link.standing.in_(DECIDED), ~judged)


def _conditions(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    if filters.criteria:
        yield Link.criterion.in_(filters.criteria)
    if filters.document:
        yield Link.document_id == filters.document
    if filters.without:
        yield Link.document_id.not_in(sorted(filters.without))
    if filters.assigned_to:
        yield sa.exists().where(
            Assignment.link_id == Link.id, Assignment.person_id == filters.assigned_to
        )
    if filters.statement is not None:
        yield Link.statement == filters.statement
    if filters.least_score:
        yield Link.score >= filters.least_score
    if filters.below_score:
        yield Link.score < filters.below_score


def order(
    filters: Filters, *, backwards: bool = False
) -> list[sa.SQLColumnExpression[Any]]:
    """By what links stand in order: weight, score, id, the largest first."""
    by: list[sa.SQLColumnExpression[Any]] = [Link.score, Link.id]
    if filters.weights:
        by.insert(0, weight(filters))
    return by if backwards else [one.desc() for one in by]


def weight(filters: Filters) -> sa.ColumnElement[int]:
    """How far in front a link stands by its criterion."""
    if not filters.weights:
        return sa.literal(0)
    return sa.case(dict(filters.weights), value=Link.criterion, else_=0)
