"""Text that came without blocks, parted by its lines, all of them at once.

Blank lines, bullets, numbers, table bars and short lines in capitals open a block. Most
lines go on with one, which classes of their first characters tell; and what blank
lines, bullets and bars open needs no second look.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.language.openings import (
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
    may_open,
    opened_by,
)
from criteria.language.text import CharTable

if TYPE_CHECKING:
    from criteria.language.stops import Flags, Found
    from criteria.language.text import Numbers, Points

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
_MANY: Final = 200  # lines, from which on it is quicker to look at them together
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
    begins, stops = _lines(points, ends)
    firsts = np.searchsorted(begins, starts)
    if len(begins) < _MANY:
        kinds = _opened_one_by_one(text, begins, stops, firsts)
    else:
        kinds = _opened_together(text, points, begins, stops, firsts)
    first_kinds = kinds[firsts]
    kinds[firsts] = np.where(first_kinds == NOTHING, PARAGRAPH, first_kinds)
    lines = np.flatnonzero(kinds != NOTHING)
    begins, stops, kinds = begins[lines], stops[lines], kinds[lines]
    stretches = np.searchsorted(firsts, lines, "right") - 1
    levels, kinds = kinds // LEVEL, kinds % LEVEL
    found = [_up_to_the_next(begins, stops, kinds, ends[stretches])]
    headings, rows = kinds == HEADING, kinds == ROW
    if headings.any():
        titles = (begins[headings], stops[headings])
        found.append(table(*titles, HEADING, levels[headings]))
    if rows.any():
        found.append(_cells(points, begins[rows], stops[rows]))
    return np.concatenate(found, axis=1)


def _lines(points: Points, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Return where all lines of the stretches of a text begin and end."""
    is_stop = np.zeros(len(points) + 1, np.bool_)
    is_stop[:-1] = points - _FIRST_BREAK <= _LAST_BREAK - _FIRST_BREAK
    is_stop[:-1] |= points == _NEXT_LINE
    if points.itemsize > 1:
        is_stop[:-1] |= points - _LINE_SEPARATOR <= 1  # or a paragraph's
    is_stop[ends] = True
    stops = np.flatnonzero(is_stop)
    begins = np.zeros(len(stops), np.int64)
    begins[1:] = stops[:-1] + 1
    return begins, stops


def _opened_one_by_one(
    text: str, begins: Numbers, stops: Numbers, firsts: Numbers
) -> Numbers:
    """Return the kind of the block each line opens, a heading's level above it."""
    first_ones = {*begins[firsts].tolist()}
    kinds = [
        opened_by(text, begin, stop)
        if begin in first_ones or may_open(text, begin)
        else NOTHING
        for begin, stop in zip(begins.tolist(), stops.tolist(), strict=True)
    ]
    return np.array(kinds, np.int64)


def _opened_together(
    text: str, points: Points, begins: Numbers, stops: Numbers, firsts: Numbers
) -> Numbers:
    """Return the same, without a look at most lines."""
    padded = np.concatenate((points, np.zeros(_HEAD, points.dtype)))
    size = points.itemsize
    every = np.ndarray(len(points) + 1, f"V{_HEAD * size}", padded, strides=(size,))
    heads = every[begins].view(points.dtype)
    classes = _CLASSES.look_up(heads).reshape(-1, _HEAD)
    heads = heads.reshape(-1, _HEAD)
    opens = _may_open(text, begins, heads, classes)
    opens[firsts] = True
    lines = np.flatnonzero(opens)
    kinds = np.full(len(begins), NOTHING)
    kinds[lines] = _opened(
        text, points, (begins[lines], stops[lines]), heads[lines], classes[lines]
    )
    return kinds


def _may_open(text: str, begins: Numbers, heads: Points, classes: Flags) -> Found:
    """Tell which lines may open a block, by their first characters."""
    first, second = classes[:, 0], classes[:, 1]
    opens = (first & _OPENS) > 0
    opens |= (first & second & _CAPITAL) > 0
    opens |= ((first & _ROMAN) > 0) & ((second & _SPACE) > 0)
    unsure = (classes.view(np.uint64)[:, 0] & _CLOSED) > 0
    unsure &= (first & _WORD) > 0
    unsure |= (first & _INDENT) > 0
    unsure |= _BEGINS_KEYWORD[(heads[:, :3] & _CASELESS) @ _THREE]
    for line in np.flatnonzero(unsure & ~opens).tolist():
        opens[line] = may_open(text, int(begins[line]))
    return opens


def _opened(
    text: str,
    points: Points,
    lines: tuple[Numbers, Numbers],
    heads: Points,
    classes: Flags,
) -> Numbers:
    """Return what lines open that may; most bullets and table rows are plain to see."""
    begins, stops = lines
    kinds = np.where(begins == stops, BLANK, NOTHING)
    ruled = (classes & (_SPACE | _RULE)) > 0
    plain = ~ruled.all(axis=1) & (begins + ruled.argmin(axis=1) < stops)
    bullets = plain & ((classes[:, 0] & _BULLET) == _BULLET)
    spaced = (heads[:, 1] == ord(" ")) | (heads[:, 1] == ord("	"))
    kinds[bullets & spaced] = ITEM
    rows = np.flatnonzero(plain & (heads[:, 0] == _BAR))
    kinds[rows[points[stops[rows] - 1] == _BAR]] = ROW
    unsure = np.flatnonzero((kinds == NOTHING) & ~bullets)
    spans = zip(begins[unsure].tolist(), stops[unsure].tolist(), strict=True)
    kinds[unsure] = [opened_by(text, begin, stop) for begin, stop in spans]
    return kinds


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
    return table(starts, nexts, np.where(over, PARAGRAPH, kinds))


def _cells(points: Points, begins: Numbers, ends: Numbers) -> Numbers:
    """Return the cells of table rows, which bars part."""
    bars = np.flatnonzero(points == _BAR)
    owners = np.searchsorted(begins, bars, "right") - 1
    inside = (owners >= 0) & (bars < ends[owners])
    bars, owners = bars[inside], owners[inside]
    cells = owners[1:] == owners[:-1]
    rows = begins[owners[1:][cells]] + 1
    return table(bars[:-1][cells] + 1, bars[1:][cells], ROW, 0, rows)
