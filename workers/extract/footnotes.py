"""Finds the notes at the foot of a page: small letters that a sign in the text calls.

The number of a note that stands elsewhere, as at the end, is found by its being raised.

Pure: lines and a way to measure letters in, spans of lines out.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from workers.extract.boxes import Box, Line

    Measure = Callable[[int], Box]

_SMALLER = 0.93  # than the running text
_RAISED = 0.85  # of the letter beside it, at most, is a sign's height
_SAME = 0.15
_APART = 1.5  # heights between two lines of a note
_FOOTERS = 2  # lines that may stand below, in letters as large as the text's
_MOST_CALLS = 200
_HIGH = "*†‡§¹²³⁰⁴⁵⁶⁷⁸⁹"  # signs that need not be raised
_SIGN = re.compile(rf"\d{{1,3}}|[{_HIGH}]{{1,3}}|[a-z](?![^\W\d_])")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Letters, digits and what may stand between them: that one follows the other is found
# in a sixth of the time that the pattern below takes.
_KINDS = bytes(
    ord("1" if chr(n).isdecimal() else "a" if chr(n).isalpha() else " ")
    if chr(n) not in '.,;:!?")]'
    else ord(".")
    for n in range(256)
)
# A number, or several, behind a word. To look for the digit first is quicker.
_BEHIND_WORD = re.compile(
    r"[0-9](?:(?<=[^\W\d_]{3}[0-9])|(?<=[^\W\d_][.,;:!?”\"’)\]][0-9]))[0-9]{0,2}"
    r"(?:, ?[0-9]{1,3})*(?![\w.%])"
)
_DIGITS = re.compile("[0-9]+")
_BEHIND = re.compile(r"[.)]?\s")


class Note(NamedTuple):
    """A note: its first line, the one behind its last, and where raised signs stand.

    These are its number, each a span of the page's text, where it calls the note and
    where it begins it.
    """

    first: int
    after: int
    raised: tuple[tuple[int, int], ...]


def found(
    text: str, lines: Sequence[Line], body: float, measure: Measure
) -> list[Note]:
    """Find the notes of a page.

    ``measure`` gives the box of the letter at a place of the text.
    """
    small = _SMALLER * body
    heads = {
        at: (size, raised)
        for at, line in enumerate(lines)
        if line.size < small
        and (sign := _SIGN.match(text, line.start, line.end))
        and (size := _size(text, lines, at, sign.end(), measure)) < small
        and _is_at_foot(lines, line, small)
        and (raised := _raised(text, _cut(sign, line, measure), line, size, measure))
    }
    return [
        Note(at, _end(lines, at, size, heads.keys()), tuple(raised))
        for at, (size, raised) in heads.items()
    ]


def written(text: str, notes: Sequence[Note], measure: Measure) -> str:
    """Write raised numbers of notes raised: *policy²* is a word, *policy2* none."""
    spans = [span for note in notes for span in note.raised]
    kinds = text.encode("latin-1", "replace").translate(_KINDS)
    calls = _BEHIND_WORD.finditer(text) if _may_call(kinds) else ()
    spans += (span for call in calls for span in _numbers(text, call, measure))
    letters = list(text) if spans else []
    for start, end in spans:
        letters[start:end] = raised(text[start:end])
    return "".join(letters) or text


def _numbers(
    text: str, call: re.Match[str], measure: Measure
) -> Iterator[tuple[int, int]]:
    """Yield the numbers behind a word that are raised, up to one that is not."""
    word = measure(_word(text, call.start()))
    for number in _DIGITS.finditer(text, *call.span()):
        if not _is_raised(measure(number.start()), word):
            return
        yield number.span()


def _may_call(kinds: bytes) -> bool:
    return b"aaa1" in kinds or b"a.1" in kinds


def raised(number: str) -> str:
    """Write a number raised, so that it is no part of the word before it."""
    return number.translate(_SUPERSCRIPT)


def _word(text: str, at: int) -> int:
    """Say where the last letter of the word before a number stands."""
    return at - 1 if text[at - 1].isalpha() else at - 2


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


def _raised(
    text: str, sign: str, line: Line, size: float, measure: Measure
) -> list[tuple[int, int]]:
    """List where a sign stands raised behind a word before a line, then in the line."""
    calls = _calls(text, sign, line.start)
    places = [
        (at, at + len(sign))
        for word, at in calls
        if sign[0] in _HIGH or _is_raised(measure(at), measure(word))
    ]
    if places and line.size < _RAISED * size:
        places.append((line.start, line.start + len(sign)))
    return places


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


def _end(lines: Sequence[Line], at: int, size: float, heads: Container[int]) -> int:
    """Find the line behind the last one of a note."""
    after = at + 1
    while after < len(lines) and after not in heads:
        line, down = lines[after], lines[after - 1].bottom - lines[after].bottom
        if abs(line.size - size) > _SAME * size or not -size < down < _APART * size:
            break
        after += 1
    return after
