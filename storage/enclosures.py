"""What a document came in, an archive or a mail, and what came in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.models import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Assessment


def holder(session: Session, document: Document) -> Document | None:
    """What a document came in; None if it came by itself."""
    if document.parent_id is None:
        return None
    return session.get_one(Document, document.parent_id)


def held(session: Session, document: Document) -> Sequence[Document]:
    """The documents that came in this one, by name.

    A file of the same contents that was here before came by itself, and is not told.
    """
    query = sa.select(Document).where(Document.parent_id == document.id)
    return session.scalars(query.order_by(Document.name, Document.id)).all()


def counts(session: Session, assessment: Assessment) -> dict[str, int]:
    """How many documents came in each of an assessment; none has no entry."""
    rows = session.execute(
        sa.select(Document.parent_id, sa.func.count())
        .where(Document.assessment_id == assessment.id)
        .group_by(Document.parent_id)
    )
    return {parent: count for parent, count in rows if parent is not None}
