"""Puts the text of a page together from its blocks, and knows where each block is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from criteria.evidence import Page, Segment, SegmentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BETWEEN_CELLS = " | "
# A section shorter than this is no page of its own where the format has no pages.
_SHORT = 3_000
# One longer than this is parted at the next block, whatever that is.
_LONG = 20_000
_CLOSE = frozenset({SegmentKind.ROW, SegmentKind.ITEM})
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
    return Block(SegmentKind.ROW, text, 0, flat, label)


@dataclass(slots=True)
class PageBuilder:
    """A page in the making."""

    parts: list[str] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    length: int = 0
    label: str = ""

    def add(self, block: Block) -> None:
        """Append a block; an empty one is left out."""
        text = block.text if block.cells else clean(block.text).strip()
        if not text.strip(" |"):
            return
        if self.segments:
            kind = block.kind
            near = kind in _CLOSE and self.segments[-1].kind is kind
            self._write("\n" if near else "\n\n")
        start = self.length
        self._write(text)
        cells = _spans(block.cells, start) if block.cells else ()
        self.segments.append(
            Segment(block.kind, start, self.length, block.level, cells)
        )

    def page(self, number: int) -> Page:
        """Close the page."""
        text = "".join(self.parts)
        return Page(number, text, segments=tuple(self.segments), label=self.label)

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _spans(cells: tuple[str, ...], start: int) -> tuple[tuple[int, int], ...]:
    lengths = [*map(len, cells)]
    steps = map(len(BETWEEN_CELLS).__add__, lengths)
    starts = [*accumulate(steps, initial=start)]
    return tuple(zip(starts, map(add, starts, lengths), strict=False))


def paged(groups: Iterable[Iterable[Block]]) -> Iterator[Page]:
    """Make one page of each group of blocks, also of an empty one."""
    for number, blocks in enumerate(groups, 1):
        builder = PageBuilder()
        for block in blocks:
            builder.label = builder.label or block.label
            builder.add(block)
        yield builder.page(number)


def sections(blocks: Iterable[Block]) -> Iterator[Page]:
    """Part a document without pages at its headings, so that no page is very long.

    The same blocks always give the same pages. A page is labelled with its first
    heading.
    """
    builder, number = PageBuilder(), 1
    for block in blocks:
        if _parts(builder, block):
            yield builder.page(number)
            builder, number = PageBuilder(), number + 1
        if block.kind is SegmentKind.HEADING and not builder.label:
            builder.label = " ".join(block.text.split())[:80]
        builder.add(block)
    if builder.segments or number == 1:
        yield builder.page(number)


def _parts(builder: PageBuilder, block: Block) -> bool:
    if block.kind is SegmentKind.HEADING and builder.length > _SHORT:
        return block.level <= 2 or builder.length > _LONG // 2  # noqa: PLR2004 - chapters and sections, not their parts
    return builder.length > _LONG
