"""The blocks of a document's pages, in the order of a reader.

A block is a paragraph, a heading, a list item, or one cell of a table: no phrase
reaches from one into the next. What no segment of its page covers is parted by its
lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.language.lines import parted, table
from criteria.language.openings import ROW
from criteria.language.segments import BETWEEN_CELLS, Segments
from criteria.language.stops import SPACE, skipped
from criteria.language.text import points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from criteria.evidence import Page
    from criteria.language.stops import Flags, Found
    from criteria.language.text import Numbers, Points

_PARTED, _GIVEN = 1, 2
_STEP: Final = len(BETWEEN_CELLS)
_NO_LETTER: Final = "\0"


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks as columns: entry *n* of every field belongs to block *n*.

    ``pages`` and ``kinds`` are numbers; ``starts`` and ``ends`` are places in the text
    of all pages. The cells of one table row share a number in ``rows`` that no other
    row of their page has; it is 0 for every other block.
    """

    pages: Numbers
    kinds: Numbers
    starts: Numbers
    ends: Numbers
    levels: Numbers
    rows: Numbers

    def at(self, which: Found) -> Blocks:
        """The blocks at these places."""
        return Blocks(
            self.pages[which],
            self.kinds[which],
            self.starts[which],
            self.ends[which],
            self.levels[which],
            self.rows[which],
        )


@dataclass(frozen=True, slots=True)
class _Covers:
    """The segments of all pages in order, and behind those of each page an empty one.

    ``since`` is how far those before reach, and ``begins`` where what they leave of it
    begins. ``cells`` says how those of a row are known; of the given ones, ``given``
    has the rows, the starts and the ends.
    """

    since: Numbers
    starts: Numbers
    begins: Numbers
    ends: Numbers
    kinds: Numbers
    levels: Numbers
    cells: Numbers
    given: Numbers


def blocks(
    text: str, points: Points, flags: Flags, pages: Sequence[Page], bases: Numbers
) -> Blocks:
    """Return the blocks of all pages; some have no word.

    ``text`` is that of all pages, which start at ``bases``; what stands between them is
    neither a space nor part of a word. ``points`` and ``flags`` are its characters.
    """
    stops = bases + np.array([len(page.text) for page in pages], np.int64)
    if any(page.segments for page in pages):
        found = _with_segments(text, points, flags, _covers(pages, bases, stops))
    else:
        found = parted(text, points, bases, stops)
    found = found[:, found[0] < found[1]]
    starts, ends, kinds, levels, rows = found[:, np.argsort(found[0], kind="stable")]
    owners = np.searchsorted(bases, starts, "right") - 1
    return Blocks(owners, kinds, starts, ends, levels, rows)


def _covers(pages: Sequence[Page], bases: Numbers, stops: Numbers) -> _Covers:
    having = [number for number, page in enumerate(pages) if page.segments]
    every = [Segments.of(pages[n].segments, pages[n].text) for n in having]

    def column(name: str, kind: npt.DTypeLike = np.uint32) -> Numbers:
        values = b"".join([getattr(segments, name) for segments in every])
        return np.frombuffer(values, kind).astype(np.int64)

    counts = np.array([len(segments) for segments in every], np.int64)
    owners = np.repeat(np.array(having, np.int64), counts)
    base, given = bases[owners], column("given")
    starts, ends, kinds = column("starts"), column("ends"), column("kinds", np.uint8)
    cells = np.where(given > 0, _GIVEN, np.where(column("parted") > 0, _PARTED, 0))
    columns = (starts + base, ends + base, kinds, column("levels", np.uint8))
    found = np.stack((owners, *columns, np.where(kinds == ROW, cells, 0)))
    nothing = np.zeros(len(pages), np.int64)
    behind = (np.arange(len(pages)), stops, stops, nothing, nothing, nothing)
    found = np.concatenate((found, behind), axis=1)
    order = np.lexsort((found[2], found[1], found[0]))
    of = np.repeat(np.arange(len(given)), given)
    spans = column("spans").reshape(-1, 2).T + base[of]
    owners, starts, ends, kinds, levels, cells = found[:, order]
    ends = np.minimum(ends, stops[owners])
    since = np.maximum(np.maximum.accumulate(np.append(0, ends))[:-1], bases[owners])
    begins = np.minimum(np.maximum(starts, since), ends)
    rows = np.argsort(order)[of]
    return _Covers(
        since, starts, begins, ends, kinds, levels, cells, np.stack((rows, *spans))
    )


def _with_segments(text: str, points: Points, flags: Flags, of: _Covers) -> Numbers:
    """Return a table of the blocks of pages with segments, in no order."""
    gaps = np.flatnonzero(of.begins > of.since)
    starts, ends = of.since[gaps], of.begins[gaps]
    worded = skipped(flags, starts, SPACE) < ends
    found = (
        _of_segments(text, points, of),
        _of_gaps(text, starts[worded], ends[worded]),
    )
    return np.concatenate(found, axis=1)


def _of_gaps(text: str, starts: Numbers, ends: Numbers) -> Numbers:
    """Return a table of the blocks of what no segment covers."""
    if not len(starts):
        return table(starts, ends, 0)
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    parts = _NO_LETTER.join([text[start:end] for start, end in spans])
    sizes = ends - starts
    begins = np.cumsum(sizes + 1) - sizes - 1
    found = parted(parts, points_of(parts), begins, begins + sizes)
    moved = (starts - begins)[np.searchsorted(begins, found[0], "right") - 1]
    found[:2] += moved
    found[4] += np.where(found[4] > 0, moved, 0)
    return found


def _of_segments(text: str, points: Points, of: _Covers) -> Numbers:
    """Return a table of the segments, and of the cells of rows where they are known."""
    plain = np.flatnonzero(of.cells == 0)
    found = table(of.begins[plain], of.ends[plain], of.kinds[plain], of.levels[plain])
    rows = np.flatnonzero((of.cells > 0) & (of.begins < of.ends))
    if not len(rows):
        return found
    begins, cuts = (
        of.begins[rows],
        np.concatenate((_given(of), _parted(text, points, of))),
    )
    starts = np.sort(np.concatenate((begins, cuts)), kind="stable")
    stops = np.sort(np.concatenate((cuts, of.ends[rows])), kind="stable")
    names = of.starts[rows][np.searchsorted(begins, starts, "right") - 1] + 1
    # What a row holds between its cells must not be lost.
    cells = table(starts, stops, ROW, 0, names)
    return np.concatenate((found, cells), axis=1)


def _given(of: _Covers) -> Numbers:
    """Return where the given cells of rows start and end, as far as these reach."""
    rows, starts, ends = of.given[:, np.lexsort(of.given[::-1])]
    real = (of.cells[rows] == _GIVEN) & (of.begins[rows] < of.ends[rows])
    real &= starts < ends
    rows, edges = rows[real], np.stack((starts[real], ends[real]), axis=1)
    inside = edges.clip(of.begins[rows, None], of.ends[rows, None])
    return np.maximum.accumulate(inside.ravel())


def _parted(text: str, points: Points, of: _Covers) -> Numbers:
    """Return where the cells of other rows start and end, by what stands between."""
    rows = np.flatnonzero((of.cells == _PARTED) & (of.begins < of.ends))
    if not len(rows):
        return rows
    space, bar, _ = map(ord, BETWEEN_CELLS)
    marks = np.flatnonzero(points[1:-1] == bar)
    marks = marks[(points[marks] == space) & (points[marks + 2] == space)]
    owners = rows[np.searchsorted(of.begins[rows], marks + _STEP) - 1]
    if (marks[1:] - marks[:-1] < _STEP).any():
        marks, owners = _one_by_one(text, of, rows)
    real = (marks + _STEP > of.begins[owners]) & (marks + _STEP <= of.ends[owners])
    real &= marks >= of.starts[owners]
    marks, owners = marks[real], owners[real]
    return np.concatenate((np.maximum(marks, of.begins[owners]), marks + _STEP))


def _one_by_one(text: str, of: _Covers, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Return the marks between cells, and their rows, where two may share a space."""
    found = []
    for row in rows.tolist():
        start, end = int(of.starts[row]), int(of.ends[row])
        at = text.find(BETWEEN_CELLS, start, end)
        while at >= 0:
            found.append((at, row))
            at = text.find(BETWEEN_CELLS, at + _STEP, end)
    marks, owners = np.array(found, np.int64).reshape(-1, 2).T
    return marks, owners
