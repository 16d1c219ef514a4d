"""Rows of a sheet as blocks: each says its column's heading before its value.

A reviewer sees a passage alone, and a rule reads one row: "Owner: Ana Ruiz" says what
"Ana Ruiz" does not.
"""

from __future__ import annotations

import re
from itertools import repeat
from operator import eq
from typing import TYPE_CHECKING, Any

from criteria.evidence import SegmentKind
from criteria.segments import BETWEEN_CELLS
from workers.extract import blocks, limits
from workers.extract.blocks import Block, Rows
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from criteria.evidence import Page

    _Texts = Callable[[Sequence[Any]], Sequence[str]]

_LONGEST_HEAD = 160
_LONG_PAGE = 20_000
_FIGURES = re.compile(r"[\d\s.,:;/%$€£+-]+")
_TOGETHER = 64  # rows that are looked at together: where one is odd, each is by itself
_MOST_SHAPES = 1_000
_ASCII = bytes(range(32, 127))


def read(
    rows: Iterable[Sequence[Any]],
    texts: _Texts = list,
) -> Iterator[Block | Rows]:
    """Yield the blocks of a sheet; an empty row ends a table.

    A row with a single filled cell is a title or a remark, thus a paragraph. Cells may
    be other values than texts if ``texts`` writes a row of them; but for truth values
    it must write a number with ``.15g`` and anything else with ``str``.
    """
    table, cells = _Table((), texts), 0
    for row in rows:
        cells += len(row)
        if cells > limits.CELLS:
            raise Unreadable(Refusal.TOO_MANY_CELLS)
        if not table.takes(row):
            yield from table.released()
            table, block = _alone(table, texts(row), texts)
            if block is not None:
                yield block
        elif len(table.held) == _TOGETHER:
            yield from table.released()
    yield from table.released()


def _alone(
    table: _Table, row: Sequence[str], texts: _Texts
) -> tuple[_Table, Block | None]:
    """Make what a row by itself is, and say under which head the next one stands."""
    openings = table.openings
    if len(row) > len(openings) > 0:
        openings = [*openings, *[""] * (len(row) - len(openings))]
        table = _Table(openings, texts)
    filled = [*filter(str.strip, row)]
    if not filled:
        return _Table((), texts), None
    if len(filled) == 1 and not (openings and _FIGURES.fullmatch(filled[0])):
        return table, Block(SegmentKind.PARAGRAPH, filled[0])
    if openings:
        return table, _headed(openings, row)
    if _is_head(filled):
        table = _Table([_opening(cell) for cell in row], texts)
    return table, blocks.row(filled)


class _Table:
    """Rows under one head, written many at a time.

    Python writes a row by a pattern in the time that it takes to write two cells of it
    one by one, and finds what has to be cleaned as quickly in many rows as in one.
    """

    def __init__(self, openings: Sequence[str], texts: _Texts) -> None:
        self.openings = openings
        self.held: list[Sequence[Any]] = []
        self._texts = texts
        self._written: list[str] = []
        self._counts: list[int] = []
        self._shapes = _Shapes(openings)

    def takes(self, row: Sequence[Any]) -> bool:
        """Hold a row back to be released with others, if it is such a one."""
        if len(row) > len(self.openings):
            return False
        empty = (*map(eq, row, repeat("")),) if "" in row else ()
        pattern, count = self._shapes[(*map(type, row),), empty]
        if not pattern:
            return False
        self.held.append(row)
        self._written.append(pattern % (*row,))
        self._counts.append(count)
        return True

    def released(self) -> Iterator[Block | Rows]:
        """Let go of the rows held back."""
        held, written, counts = self.held, self._written, self._counts
        if held:
            self.held, self._written, self._counts = [], [], []
            rows = _rows(written, counts)
            yield from [rows] if rows else self._each(held, written, counts)

    def _each(
        self, held: list[Sequence[Any]], written: list[str], counts: list[int]
    ) -> Iterator[Block | Rows]:
        for row, text, count in zip(held, written, counts, strict=True):
            one = _rows([text], [count])
            yield one or _headed(self.openings, self._texts(row))


class _Shapes(dict[tuple[tuple[type, ...], tuple[bool, ...]], tuple[str, int]]):
    """Patterns for rows by the types of their cells and by which of them are empty.

    Each with the number of filled cells; there is none where cells want more care.
    """

    def __init__(self, openings: Sequence[str]) -> None:
        self._openings = [
            f"{' '.join(blocks.clean(one).split())} ".replace("%", "%%") if one else ""
            for one in openings
        ]

    def __missing__(
        self, shape: tuple[tuple[type, ...], tuple[bool, ...]]
    ) -> tuple[str, int]:
        types, empty = shape
        pattern, count = "", 0
        for opening, kind, bare in zip(
            self._openings, types, empty or repeat(""), strict=False
        ):
            if bare:
                pattern += "%.0s"
                continue
            between = BETWEEN_CELLS if count else ""
            mark = "%.15g" if kind in (float, int) else "%s"
            pattern += f"{between}{opening}{mark}"
            count += 1
        # A cell that is alone in its row may be a title; a truth value is in capitals.
        careful = count < 2 or bool in types  # noqa: PLR2004 - a row has two cells
        found = ("", 0) if careful else (pattern, count)
        if len(self) < _MOST_SHAPES:
            self[shape] = found
        return found


def _rows(written: list[str], counts: list[int]) -> Rows | None:
    """Make rows of their texts; None where anything is to be folded or replaced."""
    whole = BETWEEN_CELLS.join(written)
    # Two blanks are also where a cell is blank, begins or ends with one.
    if not _prints(whole) or "  " in whole or whole != whole.strip():
        return None
    # A cell may hold what stands between cells, or end in half of it.
    if whole.count(BETWEEN_CELLS) != sum(counts) - 1 or "| |" in whole:
        return None
    return Rows(written, counts)


def _prints(text: str) -> bool:
    """Do as ``isprintable`` does, and six times as fast in ASCII."""
    if text.isascii():
        return not text.encode().translate(None, _ASCII)
    return text.isprintable()


def _headed(openings: Sequence[str], row: Sequence[str]) -> Block:
    headed = zip(openings, row, strict=False)
    return blocks.row([name + cell for name, cell in headed if cell.strip()])


def pages(sheets: Iterable[tuple[str, Iterable[Block | Rows]]]) -> Iterator[Page]:
    """Make a page of each sheet, and several of a long one, under the sheet's name."""
    number = 0
    for label, content in sheets:
        builder = blocks.PageBuilder(label=label)
        for one in content:
            at, stop = 0, len(one.texts) if isinstance(one, Rows) else 1
            while at < stop:
                if builder.length > _LONG_PAGE:
                    number += 1
                    yield builder.page(number)
                    builder = blocks.PageBuilder(label=label)
                if isinstance(one, Rows):
                    at = builder.rows(one, at, _LONG_PAGE)
                else:
                    builder.add(one)
                    at = stop
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
