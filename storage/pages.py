"""The stored text of documents, page by page, as values again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.evidence import Page, Segment, SegmentKind, UnreadPage
from criteria.language.segments import Segments
from criteria.language.tokens import PARTED
from storage import confidential
from storage.models import Assessment, City, Document, DocumentState, Link, PassageRow
from storage.text_models import PageText, Searchable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from criteria.evidence import Reading

# Characters of a page that tell where a quote stands.
BESIDE = 32
_TOGETHER = 20  # pages written to the database, or read from it, at once
# An older version kept all words of a large document at once, which takes their reader
# as much memory three times over.
_LONGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that was read, with whose it is, and its searchable form."""

    document_id: str
    name: str
    city: str
    words: bytes


@dataclass(frozen=True, slots=True)
class Missed:
    """A page that could not be read, and why; number 0 is a whole document."""

    document_id: str
    name: str
    number: int
    reason: str


def keep(
    session: Session, document: Document, reading: Reading, searchable: bytes
) -> None:
    """Replace a document's pages, and their searchable form, by a new reading's."""
    for table in (PageText, Searchable):
        session.execute(sa.delete(table).where(table.document_id == document.id))
    whose = {"document_id": document.id, "city_id": document.city_id}
    session.add(Searchable(**whose, words=searchable))
    reasons = {unread.number: unread.reason for unread in reading.unread}
    # A few at a time: all cells of a large sheet at once take more than its worker has.
    for at in range(0, len(reading.pages), _TOGETHER):
        few = reading.pages[at : at + _TOGETHER]
        rows = [_row(whose, page, reasons.pop(page.number, None)) for page in few]
        session.execute(sa.insert(PageText), rows)
    rest = [
        {**whose, "number": number, "unread": reason}
        for number, reason in sorted(reasons.items())
    ]
    if rest:
        session.execute(sa.insert(PageText), rest)
    session.flush()


def read(session: Session, document_id: str) -> list[Page]:
    """The pages of a document that have text, in order."""
    query = (
        sa.select(PageText)
        .where(PageText.document_id == document_id, PageText.text != "")
        .order_by(PageText.number)
        .execution_options(yield_per=_TOGETHER)
    )
    return [as_page(row) for row in session.scalars(query)]


def some(session: Session, document_id: str, numbers: Iterable[int]) -> list[Page]:
    """Those of a document's pages with text that have these numbers, in order."""
    query = sa.select(PageText).where(
        PageText.document_id == document_id, PageText.number.in_(list(numbers))
    )
    rows = session.scalars(query.order_by(PageText.number))
    return [as_page(row) for row in rows if row.text]


def read_all(session: Session, document_ids: Sequence[str]) -> dict[str, list[Page]]:
    """The pages of several documents, each in order, asked for at once."""
    rows = session.scalars(
        sa.select(PageText)
        .where(PageText.document_id.in_(document_ids), PageText.text != "")
        .order_by(PageText.document_id, PageText.number)
    )
    found: dict[str, list[Page]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(as_page(row))
    return found


def unread(session: Session, document_id: str) -> list[UnreadPage]:
    """The pages of a document that could not be read, in order."""
    return [
        UnreadPage(row.number, row.unread)
        for row in _rows(session, document_id)
        if row.unread
    ]


def all_unread(session: Session, assessment: Assessment) -> list[Missed]:
    """Every page of an assessment's documents that could not be read, by document.

    Those that were set aside are not among them.
    """
    counted = Document.aside_since.is_(None)
    unreadable = Document.state == DocumentState.UNREADABLE
    named = confidential.name_in(session)
    whole = sa.select(Document.id, named, sa.literal(0), Document.problem).where(
        Document.assessment_id == assessment.id, unreadable, counted
    )
    single = (
        sa.select(Document.id, named, PageText.number, PageText.unread)
        .join(PageText, PageText.document_id == Document.id)
        .where(Document.assessment_id == assessment.id, ~unreadable)
        .where(PageText.unread.is_not(None), counted)
    )
    found = session.execute(whole.union_all(single))
    missed = (Missed(key, name, page, why or "") for key, name, page, why in found)
    return sorted(missed, key=lambda one: (one.name, one.document_id, one.number))


def searchable(session: Session, document_id: str) -> bytes:
    """The searchable form of a document's pages; empty if there is none of use."""
    query = sa.select(Searchable.words).where(
        Searchable.document_id == document_id,
        sa.func.length(Searchable.words) <= _LONGEST,
    )
    return session.scalar(query) or b""


def newest(session: Session, edition: str, *, most: int, most_bytes: int) -> list[Kept]:
    """The searchable forms of the newest documents read for an edition.

    Confidential ones are not among them: whoever tries a rule reads what it finds. Nor
    are those too large to be kept so. As many as asked for, and no more than fit into
    so many bytes.
    """
    query = (
        _read_for(edition)
        .with_only_columns(Document.id, Document.name, City.name, Searchable.words)
        .join(Searchable, Searchable.document_id == Document.id)
        .where(~_is_parted())
        .order_by(Document.received.desc(), Document.id)
        .limit(most)
        .execution_options(yield_per=20)
    )
    kept, size = [], 0
    for row in session.execute(query):
        kept.append(Kept(*row))
        size += len(kept[-1].words)
        if size > most_bytes:
            break
    return kept


def count(session: Session, edition: str) -> tuple[int, int]:
    """How many documents that are not confidential were read for an edition.

    First those that ``newest`` is about, then those too large for it.
    """
    parted = sa.func.count(sa.case((_is_parted(), 1)))
    counted = (
        _read_for(edition)
        .with_only_columns(sa.func.count(Document.id) - parted, parted)
        .join(Searchable, Searchable.document_id == Document.id)
    )
    small, large = session.execute(counted).one()
    return small, large


def beside(
    session: Session, assessment: Assessment
) -> dict[tuple[str, int], tuple[str, str]]:
    """What stands before and after each passage, by its link and ordinal."""
    before = sa.case(
        (PassageRow.start < BESIDE, sa.func.substr(PageText.text, 1, PassageRow.start)),
        else_=sa.func.substr(PageText.text, PassageRow.start - BESIDE + 1, BESIDE),
    )
    after = sa.func.substr(PageText.text, PassageRow.end + 1, BESIDE)
    on_page = sa.and_(
        PageText.document_id == Link.document_id, PageText.number == PassageRow.page
    )
    rows = session.execute(
        sa.select(PassageRow.link_id, PassageRow.ordinal, before, after)
        .join(Link, Link.id == PassageRow.link_id)
        .join(PageText, on_page)
        .where(Link.assessment_id == assessment.id)
    )
    return {(link_id, ordinal): (b, a) for link_id, ordinal, b, a in rows}


def as_page(row: PageText) -> Page:
    """A page as a value again."""
    segments = [
        Segment(SegmentKind(kind), start, end, level, cells)
        for kind, start, end, level, cells in row.segments
    ]
    return Page(
        row.number,
        row.text,
        row.language,
        Segments.of(segments, row.text),
        row.label,
        row.by_ocr,
        tuple((start, end, sure) for start, end, sure in row.sure),
    )


def _read_for(edition: str) -> sa.Select[Document]:
    return (
        sa.select(Document)
        .join(Assessment, Assessment.id == Document.assessment_id)
        .join(City, City.id == Assessment.city_id)
        .where(Assessment.edition == edition)
        .where(Document.state == DocumentState.READ)
        .where(Document.confidential.is_(False))
    )


def _is_parted() -> sa.ColumnElement[bool]:
    """Tell by its length, which is known without fetching the form."""
    return sa.func.length(Searchable.words) == len(PARTED)


def _rows(session: Session, document_id: str) -> Iterable[PageText]:
    query = sa.select(PageText).where(PageText.document_id == document_id)
    return session.scalars(query.order_by(PageText.number))


def _row(
    whose: Mapping[str, str], page: Page, unread_because: str | None
) -> dict[str, object]:
    return {
        **whose,
        "number": page.number,
        "text": page.text,
        "language": page.language,
        "segments": [
            [s.kind.value, s.start, s.end, s.level, [list(cell) for cell in s.cells]]
            for s in page.segments
        ],
        "label": page.label,
        "by_ocr": page.by_ocr,
        "sure": [list(word) for word in page.sure],
        "unread": unread_because,
    }
