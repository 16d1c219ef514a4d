"""What stands in an assessment, now or as of an earlier moment, as scoring takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from criteria.evidence import Claim, Standing, Statement, Unread
from storage import confidential, doubles, stack
from storage.models import (
    Assessment,
    Decision,
    Document,
    DocumentState,
    Link,
    PassageRow,
)
from storage.planning_models import DocumentDate
from storage.text_models import PageText

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

# So many characters of a document tell of what kind it is.
HEAD = 1200


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a score is made from, beside the standard and the day."""

    claims: list[Claim]
    unread: list[Unread]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened and may have changed a score, in words."""

    at: datetime
    link: str
    criterion: str
    text: str


def inputs(
    session: Session, assessment: Assessment, *, as_of: datetime | None = None
) -> Inputs:
    """What a score is made from, now or as it stood at a moment.

    Of an earlier moment only documents received by then count. How far each is read is
    told as it is today: reading adds nothing that the city has not given by then.
    """
    if as_of is None:
        found = claims(session, assessment)
    else:
        found = claims_as_of(session, assessment, as_of)
    return Inputs(found, _unread(session, assessment, as_of))


def claims(session: Session, assessment: Assessment) -> list[Claim]:
    """All links of an assessment as scoring sees them, in an order that never changes.

    Those of documents that were set aside are not among them. An undecided link covers
    the items its passages speak for; a decided one those that its reviewer ticked. A
    link without a date of its own goes by the latest date that was confirmed of its
    document.
    """
    suggested = _suggested(session, assessment)
    query = sa.select(Link, _latest_date(None)).where(
        Link.assessment_id == assessment.id, Link.standing != Standing.ASIDE
    )
    return [
        _claim(
            link,
            link.standing,
            link.items if _stands(link) else suggested.get(link.id, ()),
            link if _stands(link) else None,
            link.dated or dated,
        )
        for link, dated in session.execute(query.order_by(Link.criterion, Link.id))
    ]


def supposed(
    session: Session, assessment: Assessment, found: Mapping[str, Sequence[Any]]
) -> list[Claim]:
    """The claims as they would be if rules found other things in some documents.

    ``found`` has, by document, criterion, statement, score and items of each proposal.
    What is decided or made by hand stays as it is.
    """
    query = sa.select(Link.id).where(Link.assessment_id == assessment.id)
    stays = sa.or_(Link.made_by.is_not(None), Link.decided > 0)
    staying = set(session.scalars(query.where(stays)))
    now = claims(session, assessment)
    kept = [c for c in now if c.link in staying or c.document not in found]
    taken = {(claim.document, claim.criterion) for claim in kept}
    dates = sa.select(DocumentDate.document_id, sa.func.max(DocumentDate.ends)).where(
        DocumentDate.document_id.in_(found),
        DocumentDate.confirmed.is_not(None),
        DocumentDate.set_aside.is_(None),
    )
    rows = session.execute(dates.group_by(DocumentDate.document_id)).all()
    dated = dict(rows)
    return kept + [
        Claim(
            link=f"{document_id} {criterion}",
            document=document_id,
            criterion=criterion,
            standing=Standing.UNDECIDED,
            statement=Statement(statement),
            score=score,
            items=tuple(items),
            dated=dated.get(document_id),
        )
        for document_id, proposals in found.items()
        for criterion, statement, score, items in proposals
        if (document_id, criterion) not in taken
    ]


def claims_as_of(
    session: Session, assessment: Assessment, moment: datetime
) -> list[Claim]:
    """The claims as they stood at a moment, by the decisions made until then.

    Decisions are only ever added, so what is confirmed or rejected is the same whenever
    it is asked. A document that is aside today counts until it was set aside.
    """
    suggested = _suggested(session, assessment)
    by_link: dict[str, list[Decision]] = {}
    for decision in _decisions(session, assessment, moment):
        by_link.setdefault(decision.link_id, []).append(decision)
    query = (
        sa.select(Link, _latest_date(moment))
        .join(Document, Document.id == Link.document_id)
        .where(Link.assessment_id == assessment.id, Document.received <= moment)
        .where(_is_counted(moment))
        .order_by(Link.criterion, Link.id)
    )
    found = []
    for link, dated in session.execute(query):
        decided = by_link.get(link.id, [])
        stood = stack.that_stands(decided)
        standing = stack.standing(decided)
        items = stood.items if stood else suggested.get(link.id, ())
        own = stood.dated if stood else None
        found.append(_claim(link, standing, items, stood, own or dated))
    return found


def events(
    session: Session, assessment: Assessment, *, after: datetime, until: datetime
) -> list[Event]:
    """What happened to links after one moment and until another, the first first."""
    query = (
        sa.select(Decision, Link.criterion, confidential.name_in(session))
        .join(Link, Link.id == Decision.link_id)
        .join(Document, Document.id == Link.document_id)
        .where(Link.assessment_id == assessment.id)
        .where(Decision.at > after, Decision.at <= until)
        .where(sa.not_(doubles.pending()))
        .options(joinedload(Decision.by))
        .order_by(Decision.at, Decision.link_id, Decision.number)
    )
    told = [
        Event(
            at=decision.at,
            link=decision.link_id,
            criterion=criterion,
            text=f"{decision.by.called}: {decision.verdict.value}, {name}",
        )
        for decision, criterion, name in session.execute(query)
    ]
    dates = session.execute(
        sa.select(
            DocumentDate.confirmed,
            DocumentDate.kind,
            DocumentDate.ends,
            confidential.name_in(session),
        )
        .join(Document, Document.id == DocumentDate.document_id)
        .where(Document.assessment_id == assessment.id)
        .where(DocumentDate.confirmed > after, DocumentDate.confirmed <= until)
    )
    told += [
        Event(at, "", "", f"{kind.value} on {ends} was confirmed of {name}")
        for at, kind, ends, name in dates
        if at is not None
    ]
    return sorted(told, key=lambda event: (event.at, event.link, event.text))


def _unread(
    session: Session, assessment: Assessment, moment: datetime | None
) -> list[Unread]:
    """The documents of which something has not been read, with how they begin."""
    first = (
        sa.select(sa.func.substr(PageText.text, 1, HEAD))
        .where(PageText.document_id == Document.id, PageText.unread.is_(None))
        .order_by(PageText.number)
        .limit(1)
        .correlate(Document)
        .scalar_subquery()
    )
    read = Document.state == DocumentState.READ
    query = (
        sa.select(Document.name, Document.state, Document.unread_count, first)
        .where(Document.assessment_id == assessment.id)
        .where(sa.or_(~read, Document.unread_count > 0), _is_counted(moment))
        .order_by(Document.received, Document.id)
    )
    if moment is not None:
        query = query.where(Document.received <= moment)
    return [
        Unread(
            name=name,
            pages=1 if state is DocumentState.UNREADABLE else pages,
            waits=state in {DocumentState.WAITING, DocumentState.READING},
            head=head or "",
        )
        for name, state, pages, head in session.execute(query)
    ]


def _is_counted(moment: datetime | None) -> sa.ColumnElement[bool]:
    """Holds for documents that are not aside, now or at a moment."""
    counted = Document.aside_since.is_(None)
    return counted if moment is None else counted | (Document.aside_since > moment)


def _decisions(
    session: Session, assessment: Assessment, moment: datetime
) -> Sequence[Decision]:
    return session.scalars(
        sa.select(Decision)
        .join(Link, Link.id == Decision.link_id)
        .where(Link.assessment_id == assessment.id, Decision.at <= moment)
        .order_by(Decision.link_id, Decision.number)
    ).all()


def _suggested(session: Session, assessment: Assessment) -> dict[str, list[str]]:
    """The items that the passages of each link speak for, in order."""
    rows = session.execute(
        sa.select(PassageRow.link_id, PassageRow.item)
        .join(Link, Link.id == PassageRow.link_id)
        .where(Link.assessment_id == assessment.id, PassageRow.item.is_not(None))
        .distinct()
    )
    suggested: dict[str, list[str]] = {}
    for link_id, item in rows:
        suggested.setdefault(link_id, []).append(str(item))
    return {link_id: sorted(items) for link_id, items in suggested.items()}


def _latest_date(moment: datetime | None) -> sa.ScalarSelect[date]:
    """The latest confirmed date of a link's document, now or at a moment."""
    latest = sa.select(sa.func.max(DocumentDate.ends)).where(
        DocumentDate.document_id == Link.document_id
    )
    if moment is None:
        latest = latest.where(DocumentDate.confirmed.is_not(None))
        latest = latest.where(DocumentDate.set_aside.is_(None))
    else:
        aside = DocumentDate.set_aside
        latest = latest.where(DocumentDate.confirmed <= moment)
        latest = latest.where(sa.or_(aside.is_(None), aside > moment))
    return latest.correlate(Link).scalar_subquery()


def _stands(link: Link) -> bool:
    return link.standing is not Standing.UNDECIDED


def _claim(
    link: Link,
    standing: Standing,
    items: Sequence[str],
    decided: Link | Decision | None,
    dated: date | None,
) -> Claim:
    return Claim(
        link=link.id,
        document=link.document_id,
        criterion=link.criterion,
        standing=standing,
        statement=link.statement,
        score=link.score,
        items=tuple(items),
        reason=decided.reason if decided else None,
        dated=dated,
    )
