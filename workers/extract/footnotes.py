"""Finds the notes at the foot of a page: small letters that a sign in the text calls.

Pure: lines and a way to measure letters in, spans of lines out.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workers.extract.boxes import Box
    from workers.extract.pdfium import Line

    Measure = Callable[[int], Box]

_SMALLER = 0.93  # than the running text
_RAISED = 0.85  # of the letter beside it, at most, is a sign's height
_SAME = 0.15
_APART = 1.5  # heights between two lines of a note
_FOOTERS = 2  # lines that may stand below, in letters as large as the text's
_MOST_CALLS = 200
_HIGH = "*†‡§¹²³⁰⁴⁵⁶⁷⁸⁹"  # signs that need not be raised
_SIGN = re.compile(rf"\d{{1,3}}|[{_HIGH}]{{1,3}}|[a-z](?![^\W\d_])")
_BEHIND = re.compile(r"[.)]?\s")


def found(
    text: str, lines: Sequence[Line], body: float, measure: Measure
) -> list[tuple[int, int]]:
    """Say which lines are notes: each one's first, and the one behind its last.

    ``measure`` gives the box of the letter at a place of the text.
    """
    small = _SMALLER * body
    heads = {
        at: size
        for at, line in enumerate(lines)
        if line.size < small
        and (sign := _SIGN.match(text, line.start, line.end))
        and (size := _size(text, lines, at, sign.end(), measure)) < small
        and _is_at_foot(lines, line, small)
        and _is_called(text, _cut(sign, line, measure), line.start, measure)
    }
    return [(at, _end(lines, at, size, heads)) for at, size in heads.items()]


def _size(
    text: str, lines: Sequence[Line], at: int, end: int, measure: Measure
) -> float:
    """Measure the letters behind what may be a sign; infinite if none can be a note."""
    line = lines[at]
    if end < line.end:
        high = _height(measure(line.end - 1))
        free = _BEHIND.match(text, end) or text[line.start] in _HIGH
        return high if free or line.size < _RAISED * high else float("inf")
    beside = lines[at + 1] if at + 1 < len(lines) else line
    level = abs(beside.bottom - line.bottom) < beside.size
    return beside.size if level and beside.left > line.left else float("inf")


def _cut(sign: re.Match[str], line: Line, measure: Measure) -> str:
    """Take a raised sign apart from a number that begins its note: ³2019."""
    found = sign[0]
    for more, at in enumerate(range(sign.start() + 1, sign.end()), 1):
        if line.size < _RAISED * _height(measure(at)):
            return found[:more]
    return found


def _is_at_foot(lines: Sequence[Line], line: Line, small: float) -> bool:
    """Tell whether no running text stands below a line, but for a footer."""
    below = (
        one
        for one in lines
        if one.bottom < line.bottom
        and one.size >= small
        and one.left < line.right
        and one.right > line.left
    )
    return len([*islice(below, _FOOTERS + 1)]) <= _FOOTERS


def _is_called(text: str, sign: str, end: int, measure: Measure) -> bool:
    """Tell whether a sign stands behind a word before, raised."""
    calls = _calls(text, sign, end)
    if sign[0] in _HIGH:
        return any(True for _ in calls)
    return any(_is_raised(measure(at), measure(word)) for word, at in calls)


def _calls(text: str, sign: str, end: int) -> Iterator[tuple[int, int]]:
    """Yield where a sign stands behind a word: the word's last letter, and the sign."""
    pattern = rf"(?<![\s{_HIGH}])\n?{re.escape(sign)}(?![\w{_HIGH}])"
    for call in islice(re.finditer(pattern, text[:end]), _MOST_CALLS):
        if call.start():
            yield call.start() - 1, call.end() - len(sign)


def _is_raised(sign: Box, word: Box) -> bool:
    return _height(sign) < _RAISED * _height(word) and sign.bottom > word.bottom


def _height(box: Box) -> float:
    return box.top - box.bottom


def _end(lines: Sequence[Line], at: int, size: float, heads: dict[int, float]) -> int:
    """Find the line behind the last one of a note."""
    after = at + 1
    while after < len(lines) and after not in heads:
        line, down = lines[after], lines[after - 1].bottom - lines[after].bottom
        if abs(line.size - size) > _SAME * size or not -size < down < _APART * size:
            break
        after += 1
    return after
