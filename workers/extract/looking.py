"""What a reviewer looks at: the image of a page, and where words stand on it."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from pypdfium2 import raw

from workers.extract import drawing, kinds, pdf, pictures, scans
from workers.extract.kinds import Kind
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workers.extract import tesseract
    from workers.extract.boxes import Box
    from workers.extract.pdfium import Document, Sheet

_PICTURES = (Kind.PNG, Kind.JPEG, Kind.TIFF)
_FINE = 1_000_000  # steps into which a page is measured

Place = tuple[float, float, float, float]
Span = tuple[int, int]


def image(data: bytes, name: str, number: int, dpi: int) -> bytes:
    """Draw a page as a JPEG. Raises Unreadable where there is none to draw."""
    kind = kinds.of(data, name)
    if kind in _PICTURES:
        return drawing.encoded(pictures.frame(pictures.opened(data), number))
    document = pdf.document_of(data) if kind is Kind.PDF else None
    sheet = None if document is None else _turned(document, number)
    if sheet is None:
        raise Unreadable(Refusal.NO_IMAGE)
    try:
        return drawing.jpeg(sheet, dpi)
    finally:
        sheet.close()


def pictured(data: bytes, name: str, numbers: Sequence[int]) -> list[bool]:
    """Tell of which pages the text is to be recognised, where that can be done."""
    kind = kinds.of(data, name)
    if kind in _PICTURES or not scans.packs():
        return [bool(scans.packs())] * len(numbers)
    document = pdf.document_of(data) if kind is Kind.PDF else None
    if document is None:
        return [False] * len(numbers)
    found = []
    for number in numbers:
        sheet = _turned(document, number)
        found.append(sheet is not None and bool(pdf.why_unread(sheet)))
        if sheet is not None:
            sheet.close()
    return found


def places(
    data: bytes, name: str, number: int, spans: Sequence[Span]
) -> list[list[Place]]:
    """Find the boxes of spans of a page's text, one per line, in shares of the page."""
    kind = kinds.of(data, name)
    if kind in _PICTURES:
        picture = pictures.frame(pictures.opened(data), number)
        return _among(scans.Reader().words(picture), picture.size, spans)
    document = pdf.document_of(data) if kind is Kind.PDF else None
    sheet = None if document is None else _turned(document, number)
    if sheet is None:
        return [[] for _ in spans]
    try:
        return _on(sheet, spans)
    finally:
        sheet.close()


def _on(sheet: Sheet, spans: Sequence[Span]) -> list[list[Place]]:
    """Find spans in what the page was read by: its letters, or text recognition."""
    reason = pdf.why_unread(sheet) if scans.packs() else ""
    if reason:
        picture = drawing.grey(sheet)
        words = scans.Reader().words(picture)
        if pdf.is_preferred(scans.written_of(words), sheet.text, reason):
            return _among(words, picture.size, spans)
    return [
        [_share(sheet, box) for box in _boxes(sheet, start, end)]
        for start, end in spans
    ]


def _boxes(sheet: Sheet, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes of a span, in the letters of a page and what is over it."""
    yield from map(sheet.placed, sheet.boxes(start, end))
    for first, after, mark in pdf.marked(sheet):
        if first < end and after > start:
            yield mark.box


def _turned(document: Document, number: int) -> Sheet | None:
    return document.page(number - 1) if 1 <= number <= document.count else None


def _share(sheet: Sheet, box: Box) -> Place:
    """Turn a box in points into shares of the page as shown, from its top left."""
    corners = [
        _shown(sheet, box.left, box.top),
        _shown(sheet, box.right, box.bottom),
    ]
    across, down = zip(*corners, strict=True)
    return (min(across), min(down), max(across), max(down))


def _shown(sheet: Sheet, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    # PDFium knows the page's turn and its crop.
    raw.FPDF_PageToDevice(sheet.handle, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE


def _among(
    words: Sequence[tesseract.Word], size: tuple[int, int], spans: Sequence[Span]
) -> list[list[Place]]:
    """Find spans among recognised words: the same image is read in the same way."""
    width, height = size
    lines = list(scans.lined(words))
    return [
        [
            (a / width, b / height, c / width, d / height)
            for a, b, c, d in _united(lines, start, end)
        ]
        for start, end in spans
    ]


def _united(
    words: Sequence[tuple[int, int, tesseract.Word]], start: int, end: int
) -> list[tuple[int, int, int, int]]:
    united: dict[tuple[int, ...], tuple[int, int, int, int]] = {}
    for first, after, word in words:
        if first < end and after > start:
            a, b, c, d = united.get(word.line, word.box)
            e, f, g, h = word.box
            united[word.line] = (min(a, e), min(b, f), max(c, g), max(d, h))
    return list(united.values())
