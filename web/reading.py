"""What a reader sees of a document's text: sheets, with passages and their signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.finding import receipts
from web.passages import Block, Span, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from criteria.evidence import Page, Passage
    from storage.models import Link, PassageRow

SHEETS_AT_ONCE = 10
SURE = 70  # of 100; below, a recognised word deserves a look at the picture


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its text in blocks."""

    number: int
    label: str
    language: str
    by_ocr: bool
    # Where nobody told the blocks apart, line breaks may carry a meaning.
    keeps_lines: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Where the pages before and after those shown begin; 0 where there are none."""

    before: int
    after: int


def sheets(
    text: Sequence[Page], found: Sequence[Link], *, first: int
) -> tuple[list[Sheet], Window]:
    """A few pages of a document, the passages of its links marked."""
    numbers = [page.number for page in text]
    at = next((n for n, number in enumerate(numbers) if number >= first), 0)
    shown = text[at : at + SHEETS_AT_ONCE]
    marked = [
        (row, link) for link in found for row in link.passages if row.page in numbers
    ]
    window = Window(
        before=numbers[max(at - SHEETS_AT_ONCE, 0)] if at else 0,
        after=numbers[at + SHEETS_AT_ONCE] if len(text) > at + SHEETS_AT_ONCE else 0,
    )
    return [sheet(page, _spans(page, marked)) for page in shown], window


def sheet(
    page: Page, spans: Sequence[Span], rows: Sequence[PassageRow | Passage] = ()
) -> Sheet:
    """One page, with marks, and the signs inside of these passages."""
    signs = [sign for row in rows if row.page == page.number for sign in _signs(row)]
    signs += _doubts(page)
    return Sheet(
        page.number,
        page.label,
        page.language,
        page.by_ocr,
        not page.segments,
        tuple(blocks(page, spans, signs)),
    )


def matched(row: PassageRow) -> list[str]:
    """The words of a passage that its rule was looking for."""
    return receipts.matched(
        row.receipt, page=row.page, start=row.start, quote=row.quote
    )


def _spans(page: Page, marked: Sequence[tuple[PassageRow, Link]]) -> list[Span]:
    return [
        Span(row.start, row.end, "passage", link.criterion, f"{link.id}-{row.ordinal}")
        for row, link in marked
        if row.page == page.number
    ]


def _doubts(page: Page) -> Iterator[Span]:
    """The words of which text recognition is not sure."""
    return (Span(start, end, "doubt") for start, end, sure in page.sure if sure < SURE)


def _signs(row: PassageRow | Passage) -> Iterator[Span]:
    """The words that matched, and the cues, where they stand on the page."""
    for sign in receipts.signs(
        row.receipt, page=row.page, start=row.start, quote=row.quote
    ):
        yield Span(sign.start, sign.end, "cue" if sign.is_cue else "hit")
