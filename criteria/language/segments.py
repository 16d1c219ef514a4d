"""The segments of a page as columns of numbers, made into values when they are asked.

A sheet of two million cells has as many spans: as values they take 250 MB and most of
the time that reading a sheet takes. Nearly all of them can be found again in the text.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, islice, repeat
from operator import add, le
from typing import TYPE_CHECKING, overload

from criteria.evidence import Segment, SegmentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BETWEEN_CELLS = " | "
KINDS = tuple(SegmentKind)
CODES = {kind: code for code, kind in enumerate(KINDS)}
_STEP = len(BETWEEN_CELLS).__add__
_HIGHEST = 255
_flat = chain.from_iterable


def numbers(values: Iterable[int] = ()) -> array[int]:
    """Make a column of numbers from 0 to 2**32 - 1."""
    return array("I", values)


@dataclass(slots=True, eq=False, repr=False)
class Segments(Sequence[Segment]):
    """Segments in the order of their page. It equals a tuple of the same segments.

    ``parted`` has how many cells of a segment BETWEEN_CELLS parts in the text, and
    ``given`` how many of others stand in ``spans``, start and end by turns.
    """

    text: str = ""
    kinds: bytearray = field(default_factory=bytearray)
    levels: bytearray = field(default_factory=bytearray)
    starts: array[int] = field(default_factory=numbers)
    ends: array[int] = field(default_factory=numbers)
    parted: array[int] = field(default_factory=numbers)
    given: array[int] = field(default_factory=numbers)
    spans: array[int] = field(default_factory=numbers)

    @classmethod
    def of(cls, found: Sequence[Segment], text: str) -> Segments:
        """Write the segments of a text as columns."""
        if isinstance(found, Segments):
            return found
        into = cls(text)
        if not found:
            return into
        kinds, starts, ends, levels, cells = zip(*found, strict=True)
        into.kinds.extend(map(CODES.__getitem__, kinds))
        into.levels.extend(map(min, levels, repeat(_HIGHEST)))
        into.starts.extend(starts)
        into.ends.extend(ends)
        into.parted.extend(repeat(0, len(found)))
        into.given.extend(map(len, cells))
        for at, spans in enumerate(cells):
            if spans and into._parts(at, spans):
                into.parted[at], into.given[at] = len(spans), 0
            elif spans:
                into.spans.extend(_flat(spans))
        return into

    def extend(
        self,
        kinds: Sequence[int],
        levels: Sequence[int],
        starts: Sequence[int],
        ends: Sequence[int],
        parted: Sequence[int],
    ) -> None:
        """Append segments whose cells BETWEEN_CELLS parts, or that have none."""
        self.kinds.extend(kinds)
        self.levels.extend(map(min, levels, repeat(_HIGHEST)))
        self.starts += numbers(starts)
        self.ends += numbers(ends)
        self.parted += numbers(parted)
        self.given += numbers([0]) * len(kinds)

    def add_cells(self, row: str, cells: Sequence[str]) -> None:
        """Say what the cells of the last segment are, which BETWEEN_CELLS joins."""
        start, sizes = self.starts[-1], [*map(len, cells)]
        if sizes == [*map(len, row.split(BETWEEN_CELLS))]:
            self.parted[-1] = len(cells)
        else:  # a cell holds what stands between cells
            self.given[-1] = len(cells)
            self.spans.extend(_flat(_spans(start, sizes)))

    def _parts(self, at: int, spans: Sequence[tuple[int, int]]) -> bool:
        """Tell whether BETWEEN_CELLS parts a segment into just these cells."""
        if len(spans) > 1 and self.text[spans[0][1] : spans[1][0]] != BETWEEN_CELLS:
            return False
        start = self.starts[at]
        sizes = [*map(len, self.text[start : self.ends[at]].split(BETWEEN_CELLS))]
        return [*_flat(spans)] == [*_flat(_spans(start, sizes))]

    def check(self) -> None:
        """Raise ValueError unless all of them lie inside of their text."""
        length, count = len(self.text), len(self.kinds)
        columns = (self.levels, self.starts, self.ends, self.parted, self.given)
        even = {*map(len, columns)} == {count}
        known = not count or max(self.kinds) < len(KINDS)
        inside = max((0, *self.ends)) <= length and max((0, *self.spans)) <= length
        told = 2 * sum(self.given) == len(self.spans)
        ordered = all(map(le, self.starts, self.ends))
        if not (even and known and inside and told and ordered):
            raise ValueError("A segment of the child lies outside of its page.")

    def __len__(self) -> int:
        return len(self.kinds)

    def __iter__(self) -> Iterator[Segment]:
        kinds = map(KINDS.__getitem__, self.kinds)
        rows = any(self.parted) or self.spans
        cells = self._cells() if rows else repeat(())
        columns = zip(kinds, self.starts, self.ends, self.levels, cells, strict=False)
        return map(Segment._make, columns)

    @overload
    def __getitem__(self, index: int) -> Segment: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Segment, ...]: ...
    def __getitem__(self, index: int | slice) -> Segment | tuple[Segment, ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def _cells(self) -> Iterator[tuple[tuple[int, int], ...]]:
        edges = iter(self.spans)
        pairs = zip(edges, edges, strict=True)
        columns = (self.starts, self.ends, self.parted, self.given)
        for start, end, parted, given in zip(*columns, strict=True):
            if parted:
                cells = self.text[start:end].split(BETWEEN_CELLS)
                yield _spans(start, [*map(len, cells)])
            else:
                yield (*islice(pairs, given),)


def _spans(start: int, sizes: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Say where cells of some lengths are, with BETWEEN_CELLS between them."""
    starts = [*accumulate(map(_STEP, sizes), initial=start)]
    return (*zip(starts, map(add, starts, sizes), strict=False),)
