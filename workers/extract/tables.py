"""Rows of a sheet as blocks: each says its column's heading before its value.

A reviewer sees a passage alone, and a rule reads one row: "Owner: Ana Ruiz" says what
"Ana Ruiz" does not.
"""

from __future__ import annotations

import re
from itertools import chain, islice, pairwise, repeat, zip_longest
from math import copysign
from typing import TYPE_CHECKING, Any

from criteria.evidence import SegmentKind
from criteria.language.segments import BETWEEN_CELLS
from workers.extract import blocks, limits
from workers.extract.blocks import Block, Rows
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from criteria.evidence import Page

    _Texts = Callable[[Sequence[Any]], Sequence[str]]

_LONGEST_HEAD = 160
_LONG_PAGE = 20_000
_LONGEST_SECOND = 40
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/-]\d{2,4})?")
_FIGURES = re.compile(r"[\d\s.,:;/%$€£+-]+")
_TOGETHER = 128
_BAR = BETWEEN_CELLS.strip()
_ASCII = bytes(range(32, 127))
_ROW = "\0"  # stands before each row while they are written together
# Years, shares, small counts: to look one up takes a quarter of writing it.
_WHOLE = {float(n): str(n) for n in range(5_000)}


def read(
    rows: Iterable[Sequence[Any]],
    texts: _Texts = list,
) -> Iterator[Block | Rows]:
    """Yield the blocks of a sheet; an empty row ends a table.

    A row with a single filled cell is a title or a remark, thus a paragraph. Cells may
    be other values than texts if ``texts`` writes any of them; it must write a float
    with ``.15g``, and a text as it is.
    """
    table, left, rows = _Table((), texts), limits.CELLS, iter(rows)
    while some := [*islice(rows, _TOGETHER)]:
        left -= sum(map(len, some))
        if left < 0:
            raise Unreadable(Refusal.TOO_MANY_CELLS)
        counts = [len(row) - row.count("") for row in some]
        at = 0
        while at < len(some):
            stop = table.reach(some, counts, at)
            if stop > at:
                yield from table.rows(some[at:stop], counts[at:stop])
            if stop < len(some):
                headed = bool(table.openings)
                table, block = _alone(table, texts(some[stop]), texts)
                if block is not None:
                    yield block
                below = texts(some[stop + 1]) if stop + 1 < len(some) else []
                if not headed and (openings := _under(table.openings, below)):
                    table = _Table(openings, texts)
                    yield blocks.row(filter(str.strip, below))
                    stop += 1
            at = stop + 1


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


def _under(openings: Sequence[str], row: Sequence[str]) -> list[str]:
    """Join a head with a second one below it, whose cells stand under wider ones.

    Below *FY 2024*, over two columns, stand *Target* and *Actual*. Gives nothing where
    the row below is no head.
    """
    wide = [*openings, *[""] * (len(row) - len(openings))]
    below = [*(cell.strip() for cell in row), *[""] * (len(wide) - len(row))]
    filled = [*filter(None, below)]
    parts = [bool(cell) and not name for cell, name in zip(below, wide, strict=True)]
    over = any(name and not cell for cell, name in zip(below, wide, strict=True))
    if len(filled) < 2 or not all((openings, any(parts))):  # noqa: PLR2004 - what parts a head is two cells
        return []
    alike = over or len({*filled}) < len(filled)
    if (wide[0] and below[0]) or not alike or not all(map(_may_head, filled)):
        return []
    group, joined = "", []
    for cell, name in zip(below, wide, strict=True):
        group = (name.removesuffix(": ") if cell else "") if name else group
        joined.append(_opening(f"{group} {cell}") if cell else name)
    return joined


def _may_head(cell: str) -> bool:
    """Tell whether a cell may be a second head: short words, or a year."""
    short = len(cell) <= _LONGEST_SECOND
    return short and (not _FIGURES.fullmatch(cell) or bool(_YEAR.fullmatch(cell)))


class _Table:
    """Rows under one head, written many at a time and column by column.

    A column mostly holds one kind of values, which Python writes in one go; and what
    has to be cleaned is found as quickly in many rows as in one.
    """

    def __init__(self, openings: Sequence[str], texts: _Texts) -> None:
        self.openings = openings
        self._texts = texts
        names = [" ".join(blocks.clean(one).split()) for one in openings]
        self._plain = _are_plain(filter(None, names))
        self._before = [BETWEEN_CELLS + name + " " * bool(name) for name in names]

    def reach(
        self, rows: Sequence[Sequence[Any]], counts: Sequence[int], at: int
    ) -> int:
        """Say up to which row they belong here, each with as many filled cells."""
        width = len(self.openings)
        for stop in range(at, len(rows)):
            # A cell that is alone in its row may be a title.
            if counts[stop] < 2 or len(rows[stop]) > width:  # noqa: PLR2004 - a row has two cells
                return stop
        return len(rows)

    def rows(
        self, rows: Sequence[Sequence[Any]], counts: Sequence[int]
    ) -> Iterator[Block | Rows]:
        """Write rows that belong here."""
        words: list[str] = []
        texts = self._written(rows, words) if self._plain else []
        if texts and _are_plain(words):
            yield Rows(texts, counts)
            return
        if len(texts) != len(rows):
            texts = [""] * len(rows)
        for row, text, count in zip(rows, texts, counts, strict=True):
            words = [value for value in row if type(value) is str and value]
            if text and _are_plain(words):
                yield Rows([text], [count])
            else:
                yield _headed(self.openings, self._texts(row))

    def _written(
        self, rows: Sequence[Sequence[Any]], words: list[str]
    ) -> Sequence[str]:
        """Write each row, and add to ``words`` what may have to be cleaned.

        It is not a text for each row if a word holds what stands between them.
        """
        columns = [*zip_longest(*rows, fillvalue="")]
        step = 1 + 2 * len(columns)
        parts = [_ROW, *chain.from_iterable((one, "") for one in self._before)][:step]
        parts *= len(rows)
        for at, (before, values) in enumerate(zip(self._before, columns, strict=False)):
            kinds = {*map(type, values)}
            if kinds == {float}:
                parts[2 * at + 2 :: step] = _numbers(values)
                continue
            texts = values if kinds == {str} else self._texts(values)
            parts[2 * at + 2 :: step] = texts
            if all(texts):
                words += texts
            else:
                words += filter(None, texts)
                parts[2 * at + 1 :: step] = [text and before for text in texts]
        return "".join(parts).split(_ROW + BETWEEN_CELLS)[1:]


def _numbers(values: Sequence[float]) -> Sequence[str]:
    if values[0] in _WHOLE:
        texts = [*filter(None, map(_WHOLE.get, values))]
        # 0.0 and -0.0 are the same key.
        zero = "0" in texts and min(map(copysign, repeat(1.0), values)) < 0
        if len(texts) == len(values) and not zero:
            return texts
    # One pattern for all takes a fifth less than one for each.
    return ("\n".join(["%.15g"] * len(values)) % (*values,)).split("\n")


def _are_plain(words: Iterable[str]) -> bool:
    """Tell whether nothing in cells is to be folded or replaced, nor parts them."""
    # Two blanks are also where a cell is blank, begins or ends with one.
    whole = f" {' '.join(words)} "
    return "  " not in whole and _BAR not in whole and _prints(whole)


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
    """Tell whether a row is a head: words, and among them years that follow a year."""
    figures = [cell for cell in filled if _FIGURES.fullmatch(cell)]
    short = all(len(cell) <= _LONGEST_HEAD for cell in filled)
    return short and (not figures or _follow(figures))


def _follow(figures: Sequence[str]) -> bool:
    if len(figures) < 2 or not all(map(_YEAR.fullmatch, figures)):  # noqa: PLR2004 - one year may be anything
        return False
    years = [int(year[:4]) for year in figures]
    return {after - before for before, after in pairwise(years)} in ({1}, {-1})


def _opening(head: str) -> str:
    """Say what stands before each value of a column."""
    name = head.strip()
    return f"{name.rstrip(':')}: " if name else ""
