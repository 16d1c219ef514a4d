"""PDFium behind few words: open, turn to a page, its letters and where they stand.

Only ever used in the child, which has one thread: PDFium under threads crashes, or
returns nothing without a word.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left
from collections import deque
from itertools import repeat
from typing import TYPE_CHECKING

from pypdfium2 import raw

from workers.extract import (
    artwork,
    limits,
    memory,
    pdf_annotations,
    pdf_marks,
    turned,
)
from workers.extract.boxes import Box, Line
from workers.extract.line_ends import (
    closed,
    is_marked,
    parted,
    shown,
    unfold,
    unnumbered,
)
from workers.extract.pdf_calls import BOXES, EDGES, ROOM, address, measure, weigh
from workers.extract.pdf_marks import utf16
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workers.extract.artwork import Ink
    from workers.extract.pdf_annotations import Mark

_HEAVY = 48 * limits.MIB
_WEIGHED = 8  # pages between two looks at the memory
_BLANK = re.compile(r"\s+")
_WIDE = re.compile("[\U00010000-\U0010ffff]")
# A line wider than its letters usually are may have gaps worth measuring.
_USUAL_WIDTH = 0.55
_BOLD = 600
_SHORT = 90  # letters: no longer line is a heading for its boldness
_CELL_GAP = 1.0  # in heights of the line
_GAPS = frozenset(filter(str.isspace, map(chr, range(0x3001))))


class Document:
    """An open PDF."""

    def __init__(self, data: bytes) -> None:
        self._data = data  # PDFium reads from it for as long as it is open
        self._load()
        self.count = raw.FPDF_GetPageCount(self._handle)

    def _load(self) -> None:
        self._handle = raw.FPDF_LoadMemDocument64(self._data, len(self._data), None)
        if not self._handle:
            locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
            raise Unreadable(Refusal.PASSWORD if locked else Refusal.DAMAGED)
        self._began = memory.resident()

    def fact(self, name: str) -> str:
        """Read one of the file's own facts, such as Title; "" if it has none."""
        size = raw.FPDF_GetMetaText(self._handle, name.encode(), None, 0)
        buffer = ctypes.create_string_buffer(size)
        raw.FPDF_GetMetaText(self._handle, name.encode(), buffer, size)
        return utf16(buffer.raw)

    def is_signed(self) -> bool:
        """Tell whether somebody has signed it digitally."""
        return pdf_marks.is_signed(self._handle)

    def label(self, index: int) -> str:
        """Say the number printed on a page, where the file names it."""
        size = raw.FPDF_GetPageLabel(self._handle, index, None, 0)
        buffer = ctypes.create_string_buffer(size)
        raw.FPDF_GetPageLabel(self._handle, index, buffer, size)
        return utf16(buffer.raw)

    def page(self, index: int) -> Sheet | None:
        """Turn to a page, counted from 0; None if it cannot be loaded.

        PDFium keeps the pictures of all pages it has turned to. Once they weigh too
        much the file is opened anew; no page may be open meanwhile.
        """
        if not index % _WEIGHED and memory.resident() - self._began > _HEAVY:
            raw.FPDF_CloseDocument(self._handle)
            self._load()
        handle = raw.FPDF_LoadPage(self._handle, index)
        if not handle:
            return None
        marks, filled = pdf_annotations.on(self._handle, handle)
        flat = filled and raw.FPDFPage_Flatten(handle, raw.FLAT_NORMALDISPLAY) == 1
        if flat:
            # What was flattened is part of the page only once it is loaded anew.
            raw.FPDF_ClosePage(handle)
            handle = raw.FPDF_LoadPage(self._handle, index)
        sheet = Sheet(handle, marks, flat=flat) if handle else None
        rotated = sheet and sheet.text and raw.FPDFPage_GetRotation(handle)
        if sheet and (rotated or sheet.turn > 0):
            turn = max(sheet.turn, 0)
            sheet.stand(turned.upright(self._handle, index, turn), turn)
        return sheet

    def bookmarks(self) -> dict[int, dict[str, int]]:
        """Tell which headings its bookmarks name, with levels: by page, from 0."""
        return pdf_marks.bookmarks(self._handle)

    def attached_names(self) -> list[str]:
        """List the names of the files attached inside."""
        return pdf_marks.names(self._handle)

    def attachments(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files attached inside, each with its name."""
        return pdf_marks.attached(self._handle)

    def close(self) -> None:
        """Close the file."""
        raw.FPDF_CloseDocument(self._handle)


class Sheet:
    """One open page. Close it before the next is opened."""

    def __init__(
        self, handle: raw.FPDF_PAGE, marks: tuple[Mark, ...], *, flat: bool = False
    ) -> None:
        self.handle, self.marks, self._flat = handle, marks, flat
        self._upright: raw.FPDF_PAGE | None = None
        self._open(handle)

    def stand(self, upright: raw.FPDF_PAGE, turn: int) -> None:
        """Have the words read from a copy of the page, on which it was turned."""
        raw.FPDFText_ClosePage(self._letters)
        self._upright = upright
        self._open(upright, turn)
        self.turn = turn

    def _open(self, handle: raw.FPDF_PAGE, turn: int = 0) -> None:
        self._letters = raw.FPDFText_LoadPage(handle)
        self._count = raw.FPDFText_CountChars(self._letters) if self._letters else 0
        self._raw = self._read()
        self._even = len(self._raw) == self._count
        # PDFium counts a letter beyond the first 65,536 as two.
        self._wide = (
            [] if self._even else [m.start() for m in _WIDE.finditer(self._raw)]
        )
        self._handle = ctypes.c_void_p(address(self._letters))
        self._edges = (ctypes.c_float * 4)()
        self._last_left = 0.0
        self._starts, self.text = unnumbered(*unfold(self._raw))
        self.turn = turned.usual(self._handle, self._count)
        some = self._flat or self.turn == turned.SOME
        if some or turned.is_mixed(self.text, self.box, self._starts):
            self._part()
        self.text = closed(self._starts, self.text, self.box)
        if crop := artwork.crop(self.handle):
            crop = turned.turned(crop, turn)
            self._starts, self.text = shown(self._starts, self.text, self.box, crop)

    def _part(self) -> None:
        """Part lines that are several, each by how its letters stand."""

        def standing(at: int) -> tuple[int, Box]:
            turn = turned.turn_of(self._handle, self.char(at))
            return turn, turned.turned(self.box(at), turn)

        parts = parted(self._starts, self.text, lambda at: standing(at)[1])
        self._starts, self.text = turned.ordered(*parts, standing)

    def close(self) -> None:
        """Give back what PDFium holds for the page."""
        if self._letters:
            raw.FPDFText_ClosePage(self._letters)
        if self._upright is not None:
            raw.FPDF_ClosePage(self._upright)
        raw.FPDF_ClosePage(self.handle)

    def _read(self) -> str:
        count = min(self._count, limits.PAGE_CHARACTERS)
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = raw.FPDFText_GetText(self._letters, 0, count, buffer)
        units = memoryview(buffer).cast("B")[: max(written - 1, 0) * 2]
        return str(units, "utf-16-le", "surrogatepass")

    def lines(self) -> list[Line]:
        """List the lines that hold letters."""
        found, start, last_raw = [], 0, len(self._raw) - 1
        letters_of, edges = self._handle, self._edges
        target = ctypes.c_void_p(ctypes.addressof(edges))
        box = memoryview(edges).cast("B").cast("f")
        char = self.char
        for at, piece in zip(self._starts, self.text.split("\n"), strict=True):
            letters = piece.strip()
            if letters:
                lead = piece.index(letters[0])
                begin, first, count = at + lead, start + lead, len(letters)
                index = begin if self._even else char(begin)
                measure(letters_of, index, target)
                left, top, right, bottom = box
                bold = count < _SHORT and weigh(letters_of, index) >= _BOLD
                final = min(begin + count - 1, last_raw)
                measure(letters_of, final if self._even else char(final), target)
                right, size, high = box[2], top - bottom, box[1] - box[3]
                if high != size and is_marked(letters, smaller=high > size):
                    bottom, size = box[3], high
                cells: tuple[tuple[int, int], ...] = ()
                if right - left > _USUAL_WIDTH * size * count and " " in letters:
                    cells = tuple(self._cells(letters, begin, first, size))
                place = left, right, bottom, size
                known = bold, cells, self._last_left if cells else 0.0
                found.append(Line(first, first + count, *place, *known))
            start += len(piece) + 1
        return found

    def _cells(
        self, letters: str, begin: int, first: int, high: float
    ) -> Iterator[tuple[int, int]]:
        """Part a line where its gaps are as wide as those between a table's cells."""
        start = 0
        for blank in _BLANK.finditer(letters):
            before = self.box(begin + blank.start() - 1)
            after = self.box(begin + blank.end())
            if not -high < after.left - before.right < _CELL_GAP * high:
                yield first + start, first + blank.start()
                start, self._last_left = blank.end(), after.left
        if start:
            yield first + start, first + len(letters)

    def char(self, at: int) -> int:
        """Find the letter, as PDFium counts them, of a place in the raw text."""
        if self._even:
            return at
        unit = at + bisect_left(self._wide, at)
        return int(raw.FPDFText_GetCharIndexFromTextIndex(self._letters, unit))

    def box(self, at: int) -> Box:
        """Find the box of the letter at a raw place, as high as its font."""
        edges = self._edges
        measure(self._handle, self.char(at), ctypes.c_void_p(ctypes.addressof(edges)))
        left, top, right, bottom = edges
        return Box(left, bottom, right, top)

    def boxes(self, start: int, end: int) -> Iterator[Box]:
        """Yield the box of each line of a span of the page's text."""
        at = 0
        for raw_start, piece in zip(self._starts, self.text.split("\n"), strict=True):
            if at >= end:
                break
            first, last = max(start - at, 0), min(end - at, len(piece))
            found = [raw_start + n for n in range(first, last) if piece[n] not in _GAPS]
            if found:
                yield self._around(found)
            at += len(piece) + 1

    def placed(self, box: Box) -> Box:
        """Find where on the page as it is kept a box stands that was told of it."""
        return (
            turned.turned(box, -self.turn % 360) if self._upright is not None else box
        )

    def letter(self, at: int) -> Box:
        """Find the box of the letter at a place of the page's text."""
        return next(self.boxes(at, at + 1), Box(0, 0, 0, 0))

    def _around(self, letters: Sequence[int]) -> Box:
        """Find the box around the letters at some raw places."""
        edges: list[float] = []
        for start in range(0, len(letters), ROOM):
            some = letters[start : start + ROOM]
            found = some if self._even else map(self.char, some)
            deque(map(measure, repeat(self._handle), found, BOXES), maxlen=0)
            edges += EDGES[: 4 * len(some)].tolist()
        left, top = min(edges[0::4]), max(edges[1::4])
        return Box(left, min(edges[3::4]), max(edges[2::4]), top)

    def size(self) -> tuple[float, float]:
        """Say the page's width and height in points, as it is shown."""
        return raw.FPDF_GetPageWidthF(self.handle), raw.FPDF_GetPageHeightF(self.handle)

    def ink(self) -> Ink:
        """Measure what is drawn on a page: looked at only where letters are few."""
        return artwork.measure(self.handle)
