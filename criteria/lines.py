"""Text that came without blocks, parted by its lines, all of them at once.

Blank lines, bullets, numbers, table bars and short lines in capitals open a block. Most
lines go on with one, which classes of their first characters tell; and what blank
lines, bullets and bars open needs no second look.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.openings import (
    BLANK,
    BREAKS,
    BULLETS,
    HEADING,
    ITEM,
    KEYWORD_STARTS,
    LEVEL,
    NOTHING,
    OTHER_BULLETS,
    PARAGRAPH,
    ROW,
    RULE_MARKS,
    has_number_or_keyword,
    opened_by,
)
from criteria.stops import skipped
from criteria.text import CharTable

if TYPE_CHECKING:
    from criteria.stops import Flags, Found
    from criteria.text import Numbers, Points

# What a character may be among the first of a line.
_OPENS: Final = 1  # a block, whatever follows
_INDENT: Final = 2
_CAPITAL: Final = 4
_WORD: Final = 8
_CLOSES: Final = 16  # a short number or word
_ROMAN: Final = 32
_SPACE: Final = 64
_RULE: Final = 128
_BULLET: Final = _OPENS | _ROMAN
_HEAD: Final = 8  # characters of a line that are looked at together
# Where among them a number is closed.
_CLOSED: Final = np.frombuffer(bytes((0, *[_CLOSES] * 4, 0, 0, 0)), np.uint64)[0]
_BAR: Final = ord("|")
_FIRST_BREAK, _LAST_BREAK = ord("\n"), ord("\f")
_NEXT_LINE, _LINE_SEPARATOR = 0x85, 0x2028
_CASELESS: Final = 31  # the bits of a letter that are the same in any case
_THREE: Final = np.array((1 << 10, 1 << 5, 1))


def _class_of(char: str) -> int:
    found = _OPENS * (char in BULLETS + OTHER_BULLETS + "#|=_:(0123456789")
    found |= _OPENS * (char in BREAKS)
    found |= _INDENT * (char in " \t\r>") | _CLOSES * (char in ".)")
    found |= _ROMAN * (char in "IVXL" + BULLETS) | _RULE * (char in RULE_MARKS)
    small = "a" <= char <= "z" or "ß" <= char <= "ö" or "ø" <= char <= "ÿ"
    capital = char.isalnum() and not char.isdecimal() and not small
    return found | _WORD * char.isalnum() | _CAPITAL * capital | _SPACE * char.isspace()


_CLASSES: Final = CharTable(_class_of)


def _keyword_starts() -> Found:
    """Return which three letters may begin a keyword, in any case."""
    found = np.zeros(1 << 15, np.bool_)
    also = {"s": "sſ", "i": "iİı"}
    for start in KEYWORD_STARTS:
        for letters in product(*(also.get(letter, letter) for letter in start)):
            low = np.array([ord(letter) & _CASELESS for letter in letters])
            found[low @ _THREE] = True
    return found


_BEGINS_KEYWORD: Final = _keyword_starts()


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of a text: where each begins, where it ends, and where its indent does.

    ``heads`` are the characters from there on, and ``classes`` what they are.
    """

    begins: Numbers
    ends: Numbers
    marks: Numbers
    heads: Points
    classes: Flags

    def at(self, which: Numbers) -> _Lines:
        return _Lines(
            self.begins[which],
            self.ends[which],
            self.marks[which],
            self.heads[which],
            self.classes[which],
        )


def table(
    starts: Numbers,
    ends: Numbers,
    kinds: Numbers | int,
    levels: Numbers | int = 0,
    rows: Numbers | int = 0,
) -> Numbers:
    """Return blocks as a table: their starts, ends, kinds' numbers, levels and rows."""
    found = np.empty((5, len(starts)), np.int64)
    found[0], found[1], found[2], found[3], found[4] = starts, ends, kinds, levels, rows
    return found


def parted(text: str, points: Points, starts: Numbers, ends: Numbers) -> Numbers:
    """Return a table of the blocks of stretches of a text, in no order.

    ``points`` are the characters of the text. One that is neither a space nor part of a
    word stands between two stretches. Some blocks have no word, or are empty.
    """
    lines = _lines(points, ends)
    opens = _may_open(text, lines)
    opens[np.searchsorted(lines.begins, starts)] = True
    lines = lines.at(np.flatnonzero(opens))
    kinds, levels = _opened(text, points, lines)
    stretches = np.searchsorted(starts, lines.begins, "right") - 1
    kinds[(kinds == NOTHING) & (lines.begins == starts[stretches])] = PARAGRAPH
    real = np.flatnonzero(kinds != NOTHING)
    begins, stops, kinds = lines.begins[real], lines.ends[real], kinds[real]
    headings, rows = np.flatnonzero(kinds == HEADING), np.flatnonzero(kinds == ROW)
    levels = levels[real[headings]]
    found = (
        _up_to_the_next(begins, stops, kinds, ends[stretches[real]]),
        table(begins[headings], stops[headings], HEADING, levels),
        _cells(points, begins[rows], stops[rows]),
    )
    return np.concatenate(found, axis=1)


def _lines(points: Points, ends: Numbers) -> _Lines:
    """Return all lines of the stretches of a text."""
    is_stop = np.zeros(len(points) + 1, np.bool_)
    is_stop[:-1] = points - _FIRST_BREAK <= _LAST_BREAK - _FIRST_BREAK
    is_stop[:-1] |= points == _NEXT_LINE
    if points.itemsize > 1:
        is_stop[:-1] |= points - _LINE_SEPARATOR <= 1  # or a paragraph's
    is_stop[ends] = True
    stops = np.flatnonzero(is_stop)
    begins = np.zeros(len(stops), np.int64)
    begins[1:] = stops[:-1] + 1
    padded = np.concatenate((points, np.zeros(_HEAD, points.dtype)))
    size = points.itemsize
    every = np.ndarray(len(points) + 1, f"V{_HEAD * size}", padded, strides=(size,))
    marks, heads = begins, every[begins].view(points.dtype)
    classes = _CLASSES.look_up(heads)
    indented = np.flatnonzero(classes[::_HEAD] & _INDENT)
    if len(indented):
        marks = begins.copy()
        whole = _CLASSES.look_up(points, behind=1)
        marks[indented] = skipped(whole, begins[indented], _INDENT)
        heads = every[marks].view(points.dtype)
        classes = _CLASSES.look_up(heads)
    shape = (-1, _HEAD)
    return _Lines(begins, stops, marks, heads.reshape(shape), classes.reshape(shape))


def _may_open(text: str, lines: _Lines) -> Found:
    """Tell which lines may open a block, by their first characters."""
    first, second = lines.classes[:, 0], lines.classes[:, 1]
    opens = (first & _OPENS) > 0
    opens |= (first & second & _CAPITAL) > 0
    opens |= ((first & _ROMAN) > 0) & ((second & _SPACE) > 0)
    numbered = (lines.classes.view(np.uint64)[:, 0] & _CLOSED) > 0
    numbered &= (first & _WORD) > 0
    numbered |= _BEGINS_KEYWORD[(lines.heads[:, :3] & _CASELESS) @ _THREE]
    for line in np.flatnonzero(numbered & ~opens).tolist():
        opens[line] = has_number_or_keyword(text, int(lines.marks[line]))
    return opens


def _opened(text: str, points: Points, lines: _Lines) -> tuple[Numbers, Numbers]:
    """Return kind and level of the block each line opens; NOTHING where it goes on."""
    kinds = np.where(lines.begins == lines.ends, BLANK, NOTHING)
    ruled = (lines.classes & (_SPACE | _RULE)) > 0
    plain = ~ruled.all(axis=1) & (lines.marks + ruled.argmin(axis=1) < lines.ends)
    plain &= lines.begins == lines.marks
    first, second = lines.heads[:, 0], lines.heads[:, 1]
    bullets = plain & ((lines.classes[:, 0] & _BULLET) == _BULLET)
    kinds[bullets & ((second == ord(" ")) | (second == ord("\t")))] = ITEM
    rows = np.flatnonzero(plain & (first == _BAR) & (lines.begins < lines.ends - 1))
    kinds[rows[points[lines.ends[rows] - 1] == _BAR]] = ROW
    unsure = np.flatnonzero((kinds == NOTHING) & ~bullets)
    spans = (lines.begins[unsure], lines.marks[unsure], lines.ends[unsure])
    columns = (places.tolist() for places in spans)
    kinds[unsure] = [opened_by(text, *line) for line in zip(*columns, strict=True)]
    return kinds % LEVEL, kinds // LEVEL


def _up_to_the_next(
    begins: Numbers, stops: Numbers, kinds: Numbers, ends: Numbers
) -> Numbers:
    """Return what begins at each opening line, or behind it, up to the next one.

    A heading, a row and a blank line end with their line: a paragraph is behind them.
    ``ends`` are those of the lines' stretches.
    """
    over = (kinds == HEADING) | (kinds == ROW) | (kinds == BLANK)
    starts = np.where(over, stops, begins)
    nexts = ends.copy()
    nexts[:-1] = np.minimum(begins[1:], ends[:-1])
    # The mere end of a line is no block.
    real = nexts - starts > (nexts < ends)
    return table(starts, nexts, np.where(over, PARAGRAPH, kinds))[:, real]


def _cells(points: Points, begins: Numbers, ends: Numbers) -> Numbers:
    """Return the cells of table rows, which bars part."""
    bars = np.flatnonzero(points == _BAR) if len(begins) else begins
    owners = np.searchsorted(begins, bars, "right") - 1
    inside = (owners >= 0) & (bars < ends[owners])
    bars, owners = bars[inside], owners[inside]
    cells = owners[1:] == owners[:-1]
    rows = begins[owners[1:][cells]] + 1
    return table(bars[:-1][cells] + 1, bars[1:][cells], ROW, 0, rows)
