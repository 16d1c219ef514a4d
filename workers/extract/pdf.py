"""PDF: PDFium reads it; what PDFium cannot open is repaired, then read by pypdf."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from criteria.about import remarks
from criteria.evidence import Page, Segment, UnreadPage
from workers.extract import blocks, drawing, footnotes, layout, limits, refusals, scans
from workers.extract.children import Child
from workers.extract.opened import Ask, Opened
from workers.extract.pdfium import Document, Sheet
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workers.extract.pdf_annotations import Mark

_END, _TAIL = b"%%EOF", 4096  # what ends a PDF, and the bytes that may follow it
_FEW = 25  # letters: what a scanner stamps on a page that is a picture
_SOME = 120  # letters: what stands around a picture that says the rest
_MOSTLY = 0.4  # of a page under pictures makes it one
_DRAWN = 60  # lines and curves: letters that were turned into drawings
_GARBAGE = 0.2
_BLANKS = " \n\t\xa0"
_NOTHING = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufffd]")


def read(data: bytes, ask: Ask) -> Opened:
    """Open a PDF. Raises Unreadable if no reader can, or if it asks for a password."""
    document = None if ask.second else document_of(data)
    if document is None:
        from workers.extract import pdf_second  # noqa: PLC0415 - slow to start, seldom needed

        opened = pdf_second.read(data, ask)
    else:
        opened = _opened(document, ask)
    cut = () if _END in data[-_TAIL:] else (remarks.CUT,)
    return replace(opened, remarks=(*opened.remarks, *cut))


def document_of(data: bytes) -> Document | None:
    """Open a PDF with PDFium, if need be after a repair; None if it cannot."""
    try:
        return Document(data)
    except Unreadable as problem:
        if problem.code is not Refusal.DAMAGED:
            raise
    from workers.extract import pdf_second  # noqa: PLC0415 - as above

    repaired = pdf_second.repair(data)
    return None if repaired is None else Document(repaired)


def _opened(document: Document, ask: Ask) -> Opened:
    if document.count > limits.PAGES:
        raise Unreadable(Refusal.TOO_MANY_PAGES)
    if document.count < 1:
        raise Unreadable(Refusal.DAMAGED)
    names = document.attached_names()
    told = (remarks.ATTACHED % {"names": ", ".join(names)},) if names else ()
    return Opened(_pages(document, ask), document.count, document.fact("Title"), told)


def children(data: bytes, name: str) -> Iterator[Child]:  # noqa: ARG001 - every format is asked alike
    """Yield the files attached inside of a PDF."""
    document = document_of(data)
    if document is not None:
        for called, body in document.attachments():
            yield Child(called, body)
        document.close()


def _pages(document: Document, ask: Ask) -> Iterator[Page | UnreadPage]:
    body = layout.Body()
    reader = scans.Reader()
    bookmarks = document.bookmarks()
    for number in range(ask.first, min(ask.last or document.count, document.count) + 1):
        sheet = document.page(number - 1)
        if sheet is None:
            yield UnreadPage(number, refusals.PAGE_BROKEN)
            continue
        label = document.label(number - 1)
        try:
            for page in _found(sheet, number, body, reader):
                if isinstance(page, Page):
                    yield _named(page, label, bookmarks.get(number - 1, {}))
                else:
                    yield page
        finally:
            sheet.close()
    document.close()


def _named(page: Page, label: str, titles: Mapping[str, int]) -> Page:
    """Say what the file itself calls a page and the headings on it."""
    if titles:
        segments = tuple(layout.titled(page.text, page.segments, titles))
        page = replace(page, segments=segments)
    return page if label == str(page.number) else replace(page, label=label)


def _found(
    sheet: Sheet, number: int, body: layout.Body, reader: scans.Reader
) -> Iterator[Page | UnreadPage]:
    """Read a page from its letters, or by text recognition where they do not do."""
    reason = why_unread(sheet)
    if not reason:
        yield _page(sheet, number, body)
        return
    seen = reader.read(lambda: drawing.grey(sheet), number, reason)
    recognised = seen.text if isinstance(seen, Page) else ""
    if is_preferred(recognised, sheet.text, reason):
        yield seen
    else:
        yield _page(sheet, number, body)
        if not scans.packs():
            yield UnreadPage(number, reason)


def _page(sheet: Sheet, number: int, body: layout.Body) -> Page:
    text = blocks.keep_length(sheet.text)
    lines = list(sheet.lines())
    usual = body.learn(lines)
    notes = footnotes.found(text, lines, usual, sheet.letter)
    text = footnotes.written(text, notes, sheet.letter)
    found = list(layout.segments(text, lines, usual, notes))
    for start, end, mark in marked(sheet):
        text += f"\n\n{mark.text}"
        found.append(Segment(mark.kind, start, end))
    return Page(number, text, segments=tuple(found))


def marked(sheet: Sheet) -> Iterator[tuple[int, int, Mark]]:
    """Say where what is written over a page stands: behind the text of its letters."""
    end = len(sheet.text)
    for mark in sheet.marks:
        start = end + 2
        end = start + len(mark.text)
        yield start, end, mark


def why_unread(sheet: Sheet) -> str:
    """Say why the letters of a page are not what it says; "" if they are."""
    visible = _letters(sheet.text)
    if is_garbage(sheet.text, visible):
        return refusals.PAGE_UNMAPPED
    if visible > _SOME:
        return ""
    ink = sheet.ink()
    width, height = sheet.size()
    if ink.pictures > _MOSTLY * width * height:
        few = visible < _FEW
        return refusals.PAGE_PICTURE if few else refusals.PAGE_MOSTLY_PICTURE
    return refusals.PAGE_DRAWN if visible < _FEW and ink.paths > _DRAWN else ""


def is_preferred(recognised: str, written: str, reason: str) -> bool:
    """Tell whether what was recognised stands for the page rather than its letters."""
    if reason is not refusals.PAGE_MOSTLY_PICTURE:
        return True
    return _letters(recognised) > 2 * _letters(written)


def _letters(text: str) -> int:
    return len(text) - sum(map(text.count, _BLANKS))


def is_garbage(text: str, visible: int) -> bool:
    """Tell whether too many letters of a page stand for nothing."""
    if text.replace("\n", " ").isprintable():
        return False
    return len(_NOTHING.findall(text)) > _GARBAGE * max(visible, 1)
