"""Comments: what reviewers and a city say to each other, and who hears what when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from criteria.evidence import DECIDED
from storage import confidential, doubles, events
from storage.clock import now
from storage.comment_models import Comment
from storage.deeds import Deed
from storage.errors import Refused
from storage.models import Link, Role
from storage.planning_models import EvidenceRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.doubles import Rule
    from storage.models import Assessment, Document, Person

LONGEST = 5000


def say(
    session: Session,
    assessment: Assessment,
    criterion: str,
    text: str,
    *,
    by: Person,
    document: Document | None = None,
) -> Comment:
    """Say something about a criterion, or about a document for it.

    Raises:
        Refused: It says nothing, or too much.
    """
    if not text.strip():
        raise Refused("Write what you want to say.")
    if len(text) > LONGEST:
        raise Refused(
            "A comment may be %(most)s characters long. Shorten this one.", most=LONGEST
        )
    row = Comment(
        city_id=assessment.city_id,
        assessment_id=assessment.id,
        criterion=criterion,
        document_id=document.id if document else None,
        text=text.strip(),
        from_city=by.role is Role.CITY,
        by_id=by.id,
        at=now(session),
    )
    session.add(row)
    session.flush()
    events.record(
        session,
        Deed.COMMENTED,
        assessment.city_id,
        by=by,
        about=row.id,
        name=criterion,
        after={"criterion": criterion, "document": row.document_id},
    )
    return row


def heard(
    session: Session, person: Person, assessment: Assessment, criterion: str
) -> list[Comment]:
    """What a person may read of what was said about a criterion, the first first.

    While review is blind, what a reviewer says reaches the city and nobody else who
    judges, and so does what the city answers in the same place. It ends when the lead
    unblinds, or the link is settled. Of a document under the veil nothing is told.
    """
    said = Comment.criterion == criterion
    return _heard(session, person, assessment, _all(session, assessment, said))


def latest(session: Session, person: Person, assessment: Assessment) -> list[Comment]:
    """The last that a person may read about each criterion, the newest first."""
    said = _all(session, assessment, sa.true())
    found = {one.criterion: one for one in _heard(session, person, assessment, said)}
    return sorted(found.values(), key=lambda one: (one.at, one.id), reverse=True)


def challenged(session: Session, link: Link, by_then: datetime) -> bool:
    """Whether, by some moment, the programme has named a link or its criterion.

    It does so by a comment, or by a request for more evidence that it let stand.
    """
    said = sa.exists().where(
        Comment.assessment_id == link.assessment_id,
        Comment.criterion == link.criterion,
        sa.or_(Comment.document_id.is_(None), Comment.document_id == link.document_id),
        Comment.from_city.is_(False),
        Comment.at <= by_then,
    )
    asked = sa.exists().where(
        EvidenceRequest.assessment_id == link.assessment_id,
        EvidenceRequest.criterion == link.criterion,
        sa.or_(
            EvidenceRequest.document_id.is_(None),
            EvidenceRequest.document_id == link.document_id,
        ),
        EvidenceRequest.to_city.is_(True),
        EvidenceRequest.withdrawn.is_(None),
        EvidenceRequest.made <= by_then,
    )
    return bool(session.scalar(sa.select(sa.or_(said, asked))))


def _heard(
    session: Session, person: Person, assessment: Assessment, said: Sequence[Comment]
) -> list[Comment]:
    if not said:
        return []
    rule = doubles.rule(session, assessment.id)
    waiting = _waiting(session, assessment) if rule.is_blind else {}
    veiled, hidden, found = confidential.veiled(session), set(), []
    for row in said:
        place = (row.criterion, row.document_id)
        blind = _is_blind(row, rule, waiting) and row.by_id != person.id
        if blind and row.by.role is Role.REVIEWER and person.role is not Role.CITY:
            hidden.add(place)
            continue
        answers_hidden = row.from_city and place in hidden
        if row.document_id not in veiled and not (blind and answers_hidden):
            found.append(row)
    return found


def _all(
    session: Session, assessment: Assessment, which: sa.ColumnElement[bool]
) -> list[Comment]:
    query = sa.select(Comment).where(Comment.assessment_id == assessment.id, which)
    whole = query.options(joinedload(Comment.by), joinedload(Comment.document))
    return list(session.scalars(whole.order_by(Comment.at, Comment.id)))


def _waiting(session: Session, assessment: Assessment) -> dict[tuple[str, str], str]:
    """The links that are not settled, by criterion and document."""
    rows = session.execute(
        sa.select(Link.criterion, Link.document_id, Link.id).where(
            Link.assessment_id == assessment.id, Link.standing.not_in(DECIDED)
        )
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _is_blind(row: Comment, rule: Rule, waiting: Mapping[tuple[str, str], str]) -> bool:
    if not rule.is_blind:
        return False
    if row.document_id is None:
        return True
    link = waiting.get((row.criterion, row.document_id))
    return link is not None and rule.draws(link)
