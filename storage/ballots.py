"""The blind votes of an assessment, as agreement is measured by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from criteria.review.agreement import Ballot
from storage.models import Decision, Document, Link, Verdict
from storage.votes import Way

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment


def cast(session: Session, assessment: Assessment) -> list[Ballot]:
    """All blind votes that were not taken back, for measuring how far two agree.

    They are first votes: none is taken back once its reviewer has seen the other. Who
    was not sure has said nothing that could agree.
    """
    undoing = aliased(Decision)
    rows = session.execute(
        sa.select(Decision, Link.criterion, Document.id, Document.language)
        .join(Link, Link.id == Decision.link_id)
        .join(Document, Document.id == Link.document_id)
        .where(
            Link.assessment_id == assessment.id,
            Decision.way == Way.BLIND,
            Decision.verdict.in_((Verdict.CONFIRMED, Verdict.REJECTED)),
            ~sa.exists().where(
                undoing.link_id == Decision.link_id, undoing.undoes == Decision.number
            ),
        )
        .order_by(Decision.link_id, Decision.number)
    )
    return [
        Ballot(
            link=vote.link_id,
            document=document,
            rater=vote.by_id,
            said=vote.verdict.value,
            criterion=criterion,
            language=language,
        )
        for vote, criterion, document, language in rows
    ]
