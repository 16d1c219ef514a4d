"""Puts the text of a page together from its blocks, and knows where each block is."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, repeat
from operator import sub
from typing import TYPE_CHECKING, NamedTuple

from criteria.evidence import Page, SegmentKind
from criteria.language.segments import BETWEEN_CELLS, CODES, Segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# A section shorter than this is no page of its own where the format has no pages.
_SHORT = 3_000
# One longer than this is parted at the next block, whatever that is.
_LONG = 20_000
# Python 3.11 takes longer to look up a member of an enumeration than to make a block.
_HEADING, _A_ROW = SegmentKind.HEADING, SegmentKind.ROW
_ROW = CODES[_A_ROW]
# What stands between two blocks, by their kinds; before the first stands nothing.
_APART = {(last, kind): "\n\n" for last in CODES.values() for kind in CODES.values()}
_APART |= {(close, close): "\n" for close in (_ROW, CODES[SegmentKind.ITEM])}
_APART |= {(-1, kind): "" for kind in CODES.values()}
_PLAIN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")
_PLAIN |= {0xFEFF: "", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}

_ODD = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_PLAIN_SAME_LENGTH = _PLAIN | {0xFEFF: " ", 9: " "}


class Block(NamedTuple):
    """One block of a document before it has a place in a page."""

    kind: SegmentKind
    text: str = ""
    level: int = 0
    cells: tuple[str, ...] = ()
    label: str = ""


# A block, or the same values: to name them costs more than to make them.
Plain = tuple[SegmentKind, str, int, tuple[str, ...], str]


class Rows(NamedTuple):
    """Rows of a table in which nothing is to be cleaned or folded.

    ``counts`` has each row's number of cells, which BETWEEN_CELLS parts.
    """

    texts: Sequence[str]
    counts: Sequence[int]


def clean(text: str) -> str:
    """Replace what no database or page can hold: control characters, half letters."""
    if text.isprintable():
        return text
    return text.translate(_PLAIN) if _ODD.search(text) else text


def keep_length(text: str) -> str:
    """Do as ``clean`` does, but keep every offset; tabs become blanks."""
    if text.replace("\n", " ").isprintable():
        return text
    return text.translate(_PLAIN_SAME_LENGTH) if _ODD.search(text) else text


def row(cells: Iterable[str], label: str = "") -> Block:
    """Make a block of a table row; line breaks inside of a cell become blanks."""
    flat = tuple(cells)
    text = BETWEEN_CELLS.join(flat)
    # Whatever is to be folded or replaced is a second blank or does not print.
    if not text.isprintable() or "  " in text or text != text.strip():
        flat = tuple(" ".join(clean(cell).split()) for cell in flat)
        text = BETWEEN_CELLS.join(flat)
    return Block(_A_ROW, text, 0, flat, label)


@dataclass(slots=True)
class PageBuilder:
    """A page in the making. ``length`` is how many letters it has."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    label: str = ""
    is_clean: bool = False  # said of texts in which nothing is to be replaced or cut
    _segments: Segments = field(default_factory=Segments)
    # Single blocks until they become columns: kind, level, start, end, cells apart.
    _single: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    _last: int = -1  # the kind of the last block

    def add(self, block: Plain) -> None:
        """Append a block; an empty one is left out."""
        of, text, level, cells, _ = block
        if not (cells or self.is_clean):
            text = clean(text).strip()
        if not text or (text[0] in " |" and not text.strip(" |")):
            return
        kind = CODES[of]
        apart = _APART[self._last, kind]
        self.parts += (apart, text)
        start = self.length + len(apart)
        end = self.length = start + len(text)
        self._last = kind
        # No cell holds what stands between cells if it holds no bar.
        plain = not cells or text.count("|") == len(cells) - 1
        self._single.append((kind, level, start, end, len(cells) if plain else 0))
        if not plain:
            self._settle()
            self._segments.add_cells(text, cells)

    def rows(self, rows: Rows, at: int, most: int) -> int:
        """Append rows from one on until the page is longer than ``most`` letters.

        Says which row is the next.
        """
        self._settle()
        apart = _APART[self._last, _ROW]
        self.length += len(apart)
        self._last = _ROW
        sizes = [*map(len, rows.texts[at:])]
        ends = [*accumulate(map((1).__add__, sizes), initial=self.length - 1)][1:]
        count = min(bisect_right(ends, most) + 1, len(ends))
        stop, into = at + count, self._segments
        into.kinds.extend(repeat(_ROW, count))
        into.levels.extend(bytes(count))
        into.starts.extend(map(sub, ends[:count], sizes))
        into.ends.extend(ends[:count])
        into.parted.extend(rows.counts[at:stop])
        into.given.extend(repeat(0, count))
        self.parts += (apart, "\n".join(rows.texts[at:stop]))
        self.length = ends[count - 1]
        return stop

    def _settle(self) -> None:
        """Append the single blocks to the columns, all at once."""
        if self._single:
            self._segments.extend(*zip(*self._single, strict=True))
            self._single.clear()

    def page(self, number: int) -> Page:
        """Close the page."""
        self._settle()
        text = self._segments.text = "".join(self.parts)
        return Page(number, text, segments=self._segments, label=self.label)


def paged(groups: Iterable[Iterable[Block]]) -> Iterator[Page]:
    """Make one page of each group of blocks, also of an empty one."""
    for number, blocks in enumerate(groups, 1):
        builder = PageBuilder()
        for block in blocks:
            builder.label = builder.label or block.label
            builder.add(block)
        yield builder.page(number)


def sections(blocks: Iterable[Plain], *, clean: bool = False) -> Iterator[Page]:
    """Part a document without pages at its headings, so that no page is very long.

    The same blocks always give the same pages. A page is labelled with its first
    heading. In ``clean`` texts nothing is to be replaced, at their ends neither.
    """
    builder, number = PageBuilder(is_clean=clean), 1
    for block in blocks:
        heading = block[0] is _HEADING
        if builder.length > _SHORT and _parts(builder.length, block):
            yield builder.page(number)
            builder, number = PageBuilder(is_clean=clean), number + 1
        if heading and not builder.label:
            builder.label = " ".join(block[1].split())[:80]
        builder.add(block)
    if builder.length or number == 1:
        yield builder.page(number)


def _parts(length: int, block: Plain) -> bool:
    if block[0] is _HEADING:
        return block[2] <= 2 or length > _LONG // 2  # noqa: PLR2004 - chapters and sections, not their parts
    return length > _LONG
