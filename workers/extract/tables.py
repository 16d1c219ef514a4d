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
    head: Sequence[str] = ()
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > limits.CELLS:
            raise Unreadable(Refusal.TOO_MANY_CELLS)
        filled = [cell for cell in row if cell.strip()]
        if not filled:
            head = ()
        elif len(filled) == 1 and not (head and _FIGURES.fullmatch(filled[0])):
            yield Block(SegmentKind.PARAGRAPH, filled[0])
        elif not head and _is_head(filled):
            head = row
            yield blocks.row(filled)
        else:
            yield blocks.row(_headed(head, row))


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


def _headed(head: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    for at, cell in enumerate(row):
        if cell.strip():
            name = head[at].strip() if at < len(head) else ""
            yield f"{name.rstrip(':')}: {cell}" if name else cell
