"""Dates of documents: proposed from the text with the quote, confirmed by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import events
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import Document
from storage.planning_models import DatedBy, DocumentDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person


@dataclass(frozen=True, slots=True)
class Proposed:
    """A date that a text names, with its quote and the page it stands on."""

    kind: DatedBy
    begins: date
    ends: date
    page: int
    quote: str
    certain: bool


def propose(session: Session, document: Document, found: Iterable[Proposed]) -> None:
    """Replace the proposals for a document; what somebody confirmed stays."""
    session.execute(
        sa.delete(DocumentDate).where(
            DocumentDate.document_id == document.id, DocumentDate.confirmed.is_(None)
        )
    )
    session.add_all(
        DocumentDate(
            city_id=document.city_id,
            document_id=document.id,
            kind=one.kind,
            begins=one.begins,
            ends=one.ends,
            page=one.page,
            quote=one.quote,
            certain=one.certain,
        )
        for one in found
    )
    session.flush()


def confirm(
    session: Session,
    document: Document,
    kind: DatedBy,
    *,
    by: Person,
    begins: date,
    ends: date,
    page: int | None = None,
    quote: str = "",
) -> DocumentDate:
    """Say that a document goes by a date; one of that kind before it is set aside.

    Raises:
        Refused: It ends before it begins.
    """
    if ends < begins:
        raise Refused("The period ends before it begins. Put the earlier day first.")
    withdraw(session, document, kind)
    row = DocumentDate(
        city_id=document.city_id,
        document_id=document.id,
        kind=kind,
        begins=begins,
        ends=ends,
        page=page,
        quote=quote,
        confirmed=now(session),
        confirmed_by=by.id,
    )
    session.add(row)
    session.flush()
    events.on_document(
        session,
        Deed.DATE_CONFIRMED,
        document,
        by=by,
        after={"kind": kind.value, "begins": begins, "ends": ends},
    )
    return row


def accept(
    session: Session, document: Document, date_id: str, *, by: Person
) -> DocumentDate:
    """Confirm a date that the text proposed, with its quote.

    Raises:
        NotFound: The proposal is gone: the document was read again without it.
    """
    row = session.get(DocumentDate, date_id)
    if row is None or row.document_id != document.id:
        raise NotFound(
            "This date is gone: its document was read again without it. Look at "
            "the document's dates again."
        )
    return confirm(
        session,
        document,
        row.kind,
        by=by,
        begins=row.begins,
        ends=row.ends,
        page=row.page,
        quote=row.quote,
    )


def withdraw(session: Session, document: Document, kind: DatedBy) -> None:
    """Set aside the confirmed date of a kind, if there is one."""
    before = session.execute(
        sa.update(DocumentDate)
        .where(
            DocumentDate.document_id == document.id,
            DocumentDate.kind == kind,
            DocumentDate.confirmed.is_not(None),
            DocumentDate.set_aside.is_(None),
        )
        .values(set_aside=now(session))
        .returning(DocumentDate.begins, DocumentDate.ends)
    ).first()
    if before is not None:
        events.on_document(
            session,
            Deed.DATE_SET_ASIDE,
            document,
            before={"kind": kind.value, "begins": before[0], "ends": before[1]},
        )


def of_document(session: Session, document: Document) -> Sequence[DocumentDate]:
    """A document's dates that stand or are proposed, in the order of the text."""
    query = sa.select(DocumentDate).where(
        DocumentDate.document_id == document.id, DocumentDate.set_aside.is_(None)
    )
    ordered = query.order_by(
        DocumentDate.kind, DocumentDate.page, DocumentDate.begins, DocumentDate.id
    )
    return session.scalars(ordered).all()


def confirmed(
    session: Session, assessment: Assessment
) -> dict[str, dict[DatedBy, DocumentDate]]:
    """The confirmed dates of an assessment's documents, by document and kind."""
    rows = session.scalars(
        sa.select(DocumentDate)
        .join(Document, Document.id == DocumentDate.document_id)
        .where(
            Document.assessment_id == assessment.id,
            DocumentDate.confirmed.is_not(None),
            DocumentDate.set_aside.is_(None),
        )
    )
    found: dict[str, dict[DatedBy, DocumentDate]] = {}
    for row in rows:
        found.setdefault(row.document_id, {})[row.kind] = row
    return found


def proposal_counts(session: Session, assessment: Assessment) -> dict[str, int]:
    """How many proposed dates wait for each document; none has no entry."""
    rows = session.execute(
        sa.select(DocumentDate.document_id, sa.func.count())
        .join(Document, Document.id == DocumentDate.document_id)
        .where(
            Document.assessment_id == assessment.id, DocumentDate.confirmed.is_(None)
        )
        .group_by(DocumentDate.document_id)
    )
    return {row[0]: row[1] for row in rows}
