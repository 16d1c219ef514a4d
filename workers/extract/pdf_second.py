"""What is tried where PDFium cannot: a repair by qpdf, and pypdf as second reader."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pypdf
from pypdf.errors import PyPdfError

from criteria.evidence import Page, UnreadPage
from workers.extract import blocks, limits, refusals, text
from workers.extract.opened import Ask, Opened
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator


def repair(data: bytes) -> bytes | None:
    """Write a damaged PDF anew from what can be found of it; None if nothing can."""
    start = data.find(b"%PDF-")
    try:
        with pikepdf.open(io.BytesIO(data[max(start, 0) :])) as document:
            if not len(document.pages):
                return None
            mended = io.BytesIO()
            document.save(mended)
    except pikepdf.PasswordError:
        raise Unreadable(Refusal.PASSWORD) from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return None
    return mended.getvalue()


def read(data: bytes, ask: Ask) -> Opened:
    """Open a PDF with pypdf."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(Refusal.PASSWORD)
        count = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, OSError):
        raise Unreadable(Refusal.DAMAGED) from None
    if count > limits.PAGES:
        raise Unreadable(Refusal.TOO_MANY_PAGES)
    if not count:
        raise Unreadable(Refusal.DAMAGED)
    return Opened(_pages(reader, ask, count), count)


def _pages(
    reader: pypdf.PdfReader, ask: Ask, count: int
) -> Iterator[Page | UnreadPage]:
    for number in range(ask.first, min(ask.last or count, count) + 1):
        try:
            written = reader.pages[number - 1].extract_text()
        except Exception:  # noqa: BLE001 - pypdf throws anything at a broken page
            yield UnreadPage(number, refusals.PAGE_BROKEN)
            continue
        builder = blocks.PageBuilder()
        for part in written.split("\n\n"):
            for block in text.paragraph(part.strip("\n")):
                builder.add(block)
        yield builder.page(number)
