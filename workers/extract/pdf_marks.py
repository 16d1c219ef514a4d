"""What hangs on a PDF beside its pages: attached files, bookmarks, signatures."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from pypdfium2 import raw

from workers.extract import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_BOOKMARKS = 5_000
_DEEPEST = 6


def names(document: raw.FPDF_DOCUMENT) -> list[str]:
    """List the names of the files attached inside of a PDF."""
    return [_name(file) for file in _files(document)]


def attached(document: raw.FPDF_DOCUMENT) -> Iterator[tuple[str, bytes]]:
    """Yield the files attached inside of a PDF, each with its name."""
    for file in _files(document):
        length = ctypes.c_ulong()
        raw.FPDFAttachment_GetFile(file, None, 0, length)
        if length.value <= limits.FILE_BYTES:
            body = ctypes.create_string_buffer(length.value)
            raw.FPDFAttachment_GetFile(file, body, length.value, length)
            yield _name(file), body.raw


def is_signed(document: raw.FPDF_DOCUMENT) -> bool:
    """Tell whether a PDF has a digital signature; an empty field is none."""
    count = max(raw.FPDF_GetSignatureCount(document), 0)
    found = (raw.FPDF_GetSignatureObject(document, index) for index in range(count))
    return any(raw.FPDFSignatureObj_GetContents(one, None, 0) for one in found)


def bookmarks(document: raw.FPDF_DOCUMENT) -> dict[int, dict[str, int]]:
    """Tell which headings the bookmarks name: by page, counted from 0, with levels."""
    found: dict[int, dict[str, int]] = {}
    waiting = [(raw.FPDFBookmark_GetFirstChild(document, None), 1)]
    for _ in range(_MOST_BOOKMARKS):  # a broken file's may go round in a ring
        if not waiting:
            break
        mark, level = waiting.pop()
        if not mark:
            continue
        target = raw.FPDFBookmark_GetDest(document, mark)
        page = raw.FPDFDest_GetDestPageIndex(document, target) if target else -1
        if page >= 0:
            found.setdefault(page, {}).setdefault(_title(mark), level)
        waiting.append((raw.FPDFBookmark_GetNextSibling(document, mark), level))
        if level < _DEEPEST:
            below = raw.FPDFBookmark_GetFirstChild(document, mark)
            waiting.append((below, level + 1))
    return found


def _title(mark: raw.FPDF_BOOKMARK) -> str:
    size = raw.FPDFBookmark_GetTitle(mark, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFBookmark_GetTitle(mark, buffer, size)
    return utf16(buffer.raw)


def _files(document: raw.FPDF_DOCUMENT) -> Iterator[raw.FPDF_ATTACHMENT]:
    count = raw.FPDFDoc_GetAttachmentCount(document)
    for index in range(min(count, limits.CHILDREN)):
        yield raw.FPDFDoc_GetAttachment(document, index)


def _name(file: raw.FPDF_ATTACHMENT) -> str:
    size = raw.FPDFAttachment_GetName(file, None, 0)
    letters = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAttachment_GetName(file, letters, size)
    return utf16(bytes(letters))


def utf16(buffer: bytes) -> str:
    """Decode a text of PDFium, up to its end."""
    return buffer.decode("utf-16-le", "replace").split("\x00", 1)[0].strip()
