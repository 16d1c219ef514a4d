"""The pictures of a report: pages of confirmed evidence, drawn or still to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.evidence import Standing
from storage import images
from storage.images import PageImage
from storage.models import Assessment, Document, Link, PassageRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Place = tuple[str, int]


def made(session: Session, assessment: Assessment) -> dict[Place, PageImage]:
    """Every picture that was wanted of an assessment, by document and page."""
    rows = session.scalars(
        sa.select(PageImage)
        .join(Document, Document.id == PageImage.document_id)
        .where(Document.assessment_id == assessment.id)
        .where(PageImage.version == images.VERSION)
    )
    return {(row.document_id, row.page): row for row in rows}


def missing(session: Session, assessment: Assessment) -> list[Place]:
    """The pages of confirmed evidence that could be drawn and have no picture yet.

    Of each link it is the page of the passage that is read first.
    """
    known = made(session, assessment)
    rows = session.execute(
        sa.select(Link.document_id, PassageRow.page)
        .join(PassageRow, PassageRow.link_id == Link.id)
        .join(Document, Document.id == Link.document_id)
        .where(Link.assessment_id == assessment.id, PassageRow.ordinal == Link.key)
        .where(Link.standing == Standing.CONFIRMED)
        .where(Document.kind.in_(images.DRAWABLE))
        .distinct()
        .order_by(Link.document_id, PassageRow.page)
    )
    places = [(document_id, page) for document_id, page in rows]
    return [one for one in places if one not in known or not known[one].is_over]


def want(session: Session, assessment: Assessment) -> list[Place]:
    """Note that the missing ones are wanted; return those to tell a worker of."""
    return [
        (document_id, page)
        for document_id, page in missing(session, assessment)
        if images.want(session, session.get_one(Document, document_id), page)
    ]
