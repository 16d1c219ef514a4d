"""Rows of a sheet as blocks: each says its column's heading before its value.

A reviewer sees a passage alone, and a rule reads one row: "Owner: Ana Ruiz" says what
"Ana Ruiz" does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind
from workers.extract import blocks, limits
from workers.extract.blocks import Block
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from criteria.evidence import Page

_LONGEST_HEAD = 160
_LONG_PAGE = 20_000
_FIGURES = re.compile(r"[\d\s.,:;/%$€£+-]+")


def read(rows: Iterable[Sequence[str]]) -> Iterator[Block]:
    """Yield the blocks of a sheet; an empty row ends a table.

    A row with a single filled cell is a title or a remark, thus a paragraph.
    """
    openings: Sequence[str] = ()
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > limits.CELLS:
            raise Unreadable(Refusal.TOO_MANY_CELLS)
        if len(row) > len(openings) > 0:
            openings = [*openings, *[""] * (len(row) - len(openings))]
        filled = [*filter(str.strip, row)]
        if not filled:
            openings = ()
        elif len(filled) == 1 and not (openings and _FIGURES.fullmatch(filled[0])):
            yield Block(SegmentKind.PARAGRAPH, filled[0])
        elif openings:
            headed = zip(openings, row, strict=False)
            yield blocks.row([name + cell for name, cell in headed if cell.strip()])
        else:
            yield blocks.row(filled)
            if _is_head(filled):
                openings = [_opening(cell) for cell in row]


def pages(sheets: Iterable[tuple[str, Iterable[Block]]]) -> Iterator[Page]:
    """Make a page of each sheet, and several of a long one, under the sheet's name."""
    number = 0
    for label, content in sheets:
        builder = blocks.PageBuilder(label=label)
        for block in content:
            if builder.length > _LONG_PAGE:
                number += 1
                yield builder.page(number)
                builder = blocks.PageBuilder(label=label)
            builder.add(block)
        number += 1
        yield builder.page(number)


def _is_head(filled: Sequence[str]) -> bool:
    return all(
        len(cell) <= _LONGEST_HEAD and not _FIGURES.fullmatch(cell) for cell in filled
    )


def _opening(head: str) -> str:
    """Say what stands before each value of a column."""
    name = head.strip()
    return f"{name.rstrip(':')}: " if name else ""
