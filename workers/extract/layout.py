"""Finds the blocks of a page from where its lines stand and how large they are.

Pure: lines in, segments out. Lines that cannot be told apart stay in one paragraph,
which hurts less than a sentence that is torn in two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from criteria.evidence import Segment, SegmentKind
from workers.extract.text import is_item, looks_like_heading, may_be_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workers.extract.boxes import Line
    from workers.extract.footnotes import Note

# Python 3.11 takes long to look up a member of an enumeration.
_A_NOTE, _A_HEADING = SegmentKind.NOTE, SegmentKind.HEADING
_A_ROW, _AN_ITEM = SegmentKind.ROW, SegmentKind.ITEM
_A_PARAGRAPH = SegmentKind.PARAGRAPH
_WIDER = 1.3  # of the usual distance between lines parts two blocks
_OTHER_SIZE = 0.08
_LARGE, _LARGER, _LARGEST = 1.12, 1.35, 1.7  # of the body's size makes a heading
_LONGEST_HEADING = 160
_MOST_HEADING_LINES = 3
_ENOUGH_LETTERS = 300  # on a page to know its body's size by
_SHORT_LINE = 0.85
_LEADER = "...."  # before the page number of a table of contents
_BULLET = 5  # letters
_ROOM = 0.15  # of a line, beside its first word: so much is not left free by chance
_HANGING = 3  # sizes to the right at most, the lines of an item go on
_ENDS = '.:;!?”"»'


@dataclass(slots=True)
class Body:
    """How large the running text of a document is, learnt page by page."""

    size: float = 0.0

    def learn(self, lines: Sequence[Line]) -> float:
        """Take in a page, and say the size of its running text."""
        sizes: dict[float, int] = {}
        for line in lines:
            size = line.size
            sizes[size] = sizes.get(size, 0) + line.end - line.start
        if len(sizes) > 1:
            sizes, found = {}, sizes
            for exact, letters in found.items():
                size = round(exact, 1)
                sizes[size] = sizes.get(size, 0) + letters
        if sizes and (sum(sizes.values()) >= _ENOUGH_LETTERS or not self.size):
            self.size = max(sizes, key=lambda size: (sizes[size], -size))
        return self.size or 1.0


@dataclass(slots=True)
class _Block:
    lines: list[Line] = field(default_factory=list)
    left: float = math.inf
    right: float = 0.0

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.left = min(self.left, line.left)
        self.right = max(self.right, line.right)


def segments(
    text: str,
    lines: Sequence[Line],
    body: float,
    notes: Sequence[Note] = (),
) -> Iterator[Segment]:
    """Yield the blocks of a page in the order of its text."""
    pitch = _usual_pitch(lines)
    at = 0
    for first, after, _ in notes:
        yield from _blocks(text, lines[at:first], body, pitch)
        start, end = lines[first].start, lines[after - 1].end
        yield Segment(_A_NOTE, start, end)
        at = after
    yield from _blocks(text, lines[at:], body, pitch)


def _blocks(
    text: str, lines: Sequence[Line], body: float, pitch: float
) -> Iterator[Segment]:
    block = _Block()
    for line in lines:
        beside = line
        if line.cells and block.lines and _goes_on(text, block.lines[-1], line):
            first, beside = _cut(line)
            block.add(first)
        if block.lines and (beside is not line or _parts(text, block, line, pitch)):
            yield _segment(text, block.lines, body)
            block = _Block()
        block.add(beside)
    if block.lines:
        yield _segment(text, block.lines, body)


def _goes_on(text: str, last: Line, line: Line) -> bool:
    """Tell whether the first cell of a row goes on with the words above it.

    That is how a cell of several lines ends where those beside it stand at its foot.
    """
    if last.cells or len(line.cells) < 2 or _ends(text, last):  # noqa: PLR2004 - one cell is no row
        return False
    below = 0 < last.bottom - line.bottom < 2 * last.size
    right = line.left - last.left
    hangs = 0 < right < _HANGING * last.size and _is_item(text, last)
    level = hangs or abs(right) < last.size / 2
    return below and level and text[line.start].islower()


def _cut(line: Line) -> tuple[Line, Line]:
    """Part the first cell of a row from the others."""
    (start, end), *others = line.cells
    cells = tuple(others) if len(others) > 1 else ()
    return (
        line._replace(start=start, end=end, cells=()),
        line._replace(start=others[0][0], cells=cells),
    )


def titled(
    text: str, found: Iterable[Segment], titles: Mapping[str, int]
) -> Iterator[Segment]:
    """Yield blocks; one that a bookmark names is a heading of the bookmark's level."""
    levels = {_bare(title): level for title, level in titles.items()}
    for segment in found:
        level = 0
        if segment.end - segment.start <= _LONGEST_HEADING and not segment.cells:
            level = levels.get(_bare(text[segment.start : segment.end]), 0)
        if level:
            yield Segment(_A_HEADING, segment.start, segment.end, level)
        else:
            yield segment


def _bare(title: str) -> str:
    """Keep what a heading and its bookmark have in common: no number, no blanks."""
    letters = "".join(letter for letter in title.casefold() if letter.isalnum())
    return letters.lstrip("0123456789") or letters


def _usual_pitch(lines: Sequence[Line]) -> float:
    """Measure the usual distance of two lines, in sizes of the upper one."""
    found = [
        (one.bottom - two.bottom) / one.size
        for one, two in pairwise(lines)
        if one.size > 0 and one.bottom > two.bottom
    ]
    near = [pitch for pitch in found if pitch < 2]  # noqa: PLR2004 - beyond is a gap
    return median(near) if near else 1.2


def _parts(text: str, block: _Block, line: Line, pitch: float) -> bool:
    """Tell whether a line begins a block of its own."""
    last = block.lines[-1]
    if block.lines[0].cells and _is_row(text, block.lines[0]):
        return not _fills(text, block, line)
    begins = (line.cells and _is_row(text, line)) or _is_item(text, line)
    if begins or _is_other_size(line, last):
        return True
    if line.bold != last.bold:
        return _ends(text, last) or (last.bold and not text[line.start].islower())
    down = last.bottom - line.bottom
    if down < -last.size:  # the next column
        return _ends(text, last) or text[line.start].isupper()
    if down > _WIDER * pitch * max(last.size, 1.0) or _is_behind(text, block, line):
        return True
    return _ends(text, last) and _is_new_paragraph(block, last, line)


def _is_item(text: str, line: Line) -> bool:
    return may_be_item(text, line.start) and is_item(text[line.start : line.end])


def _fills(text: str, block: _Block, line: Line) -> bool:
    """Tell whether a line goes on with the last cell of the row above it."""
    row, last = block.lines[0], block.lines[-1]
    below = 0 < last.bottom - line.bottom < 2 * last.size
    level = abs(line.left - row.last_left) < row.size / 2
    inside = len(block.lines) > 1 and not _ends(text, last)
    goes_on = inside or text[line.start].islower()
    return below and level and goes_on and not line.cells


def _is_behind(text: str, block: _Block, line: Line) -> bool:
    """Tell a line behind an item from one of it: its first word had room before it."""
    last = block.lines[-1]
    if text[line.start].islower() or not _is_item(text, block.lines[0]):
        return False
    word, _, _ = text[line.start : line.end].partition(" ")
    width = line.right - line.left
    needed = width * (_ROOM + (len(word) + 1) / (line.end - line.start))
    return last.right + needed < line.right


def _is_other_size(line: Line, last: Line) -> bool:
    apart = line.size - last.size
    return bool(apart) and abs(apart) > _OTHER_SIZE * max(last.size, 1.0)


def _is_row(text: str, line: Line) -> bool:
    """Tell a table's row by its gaps; the gap behind a bullet or a number is none."""
    if len(line.cells) == 2 and line.cells[0][1] - line.cells[0][0] <= _BULLET:  # noqa: PLR2004 - a bullet and its text
        return not is_item(text[line.start : line.end])
    return len(line.cells) > 1


def _is_new_paragraph(block: _Block, last: Line, line: Line) -> bool:
    """Tell a new paragraph by the short line before it, or by its indent."""
    left = last.left
    width = block.right - block.left
    short = last.right - left < _SHORT_LINE * width
    indented = line.left - left > 0.8 * line.size and len(block.lines) > 1
    return short or indented


def _ends(text: str, line: Line) -> bool:
    return text[line.end - 1] in _ENDS


def _segment(text: str, lines: Sequence[Line], body: float) -> Segment:
    start, end = lines[0].start, lines[-1].end
    words = text[start:end]
    if lines[0].cells and _is_row(text, lines[0]):
        *cells, (last, _) = lines[0].cells
        return Segment(_A_ROW, start, end, cells=(*cells, (last, end)))
    level = _level(words, lines, body)
    if level:
        return Segment(_A_HEADING, start, end, level)
    item = is_item(words)
    return Segment(_AN_ITEM if item else _A_PARAGRAPH, start, end)


def _level(words: str, lines: Sequence[Line], body: float) -> int:
    """Say the level of a heading by its size; 0 if it is none."""
    if len(lines) > _MOST_HEADING_LINES or len(words) > _LONGEST_HEADING:
        return 0
    if _LEADER in words.replace("…", "...") or not _has_letters(words):
        return 0
    ratio = lines[0].size / body
    if ratio >= _LARGE:
        return 1 if ratio >= _LARGEST else 2 if ratio >= _LARGER else 3
    if words[-1] in ".;,":
        return 0
    bold = all(line.bold for line in lines)
    plain = len(lines) == 1 and looks_like_heading(words)
    return 4 if bold or plain else 0


def _has_letters(words: str) -> bool:
    return any(map(str.isalpha, words))
