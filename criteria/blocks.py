"""The blocks of a page.

A block is a paragraph, a heading, a list item, or one cell of a table: no phrase
reaches from one into the next. Pages without segments are parted by their blank
lines, bullets, numbers, table bars and short lines.
"""

from __future__ import annotations

import re
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from criteria.evidence import Segment, SegmentKind
from criteria.tokens import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.evidence import Page

_BULLET_MARKS: Final = frozenset("-*+•‣▪·–—")
_HEADING_LONGEST: Final = 100
_HEADING_SHORTEST: Final = 4
_HEADING_WORDS: Final = 10
_OTHER_BREAKS: Final = "\f\v\x85\u2028\u2029"
_BULLETS: Final = r"\-*+•▪■●◦‣–—·➢✓"
# Where a line starts that may open a block; what it really is, is looked at then.
_MAY_OPEN = re.compile(
    rf"\n(?=[ \t\r>]*(?:[\n{_BULLETS}#|=_:(0-9]|[^\W_]{{1,4}}[.)]|"
    r"[IVXL]+\s|(?i:section|sec\.|chapter|title|part|article|cap[ií]tulo|t[ií]tulo|"
    r"secci[oó]n|se[cç][aã]o|chapitre|titre|anexo|annex|appendix)\b|"
    r"[^\W\d_a-zß-öø-ÿ]{2}))"
)
_ITEM = re.compile(
    rf"[ \t>]*(?:[{_BULLETS}]|\(?(?:\d{{1,2}}|[a-zA-Z]|[ivx]{{1,4}})[.)](?!\d))[ \t]+"
)
_MARKDOWN_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+\S")
_ROW = re.compile(r"[ \t]*\|.*\|\s*$")
_BAR = re.compile(r"\|")
_RULE_MARKS: Final = "|:=+_-"  # and nothing, which every text holds
_RULE = re.compile(r"[\s|:=+_-]*$")
_NUMBERED_HEADING = re.compile(
    r"(?:(?:section|sec\.|chapter|title|part|article|cap[ií]tulo|t[ií]tulo|secci[oó]n|"
    r"se[cç][aã]o|chapitre|titre|anexo|annex|appendix|annexe)\s+)?"
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVXL]{1,6})[.)]?\s+[^\W\d_]",
    re.IGNORECASE,
)
_NUMBER: Final = {kind: number for number, kind in enumerate(KINDS)}
_PARAGRAPH: Final = _NUMBER[SegmentKind.PARAGRAPH]
_HEADING: Final = _NUMBER[SegmentKind.HEADING]
_ITEM_NUMBER: Final = _NUMBER[SegmentKind.ITEM]
_ROW_NUMBER: Final = _NUMBER[SegmentKind.ROW]
_place: Final = itemgetter(1, 2)
_BLANK: Final = (_PARAGRAPH, 0)
_TRAILING: Final = ".!?…;:,"
_TRAILING_QUOTES: Final = "'\"”’»)] \t"


Block: TypeAlias = tuple[int, int, int, int, int]
"""A stretch of a page that no phrase leaves: kind's number, start, end, level, row.

``row`` is the same for the cells of one table row and for no others; 0 elsewhere.
"""


def blocks(page: Page) -> list[Block]:
    """Return the blocks of a page in the order of its text; some have no word."""
    text = page.text
    for mark in _OTHER_BREAKS:
        text = text.replace(mark, "\n")
    found: list[Block] = []
    at = 0
    length = len(text)
    for segment in sorted(page.segments, key=_place):
        kind, start, end, level, cells = segment
        end = min(end, length)
        if end <= at:
            continue
        if start > at:
            start = min(start, end)
            if not text[at:start].isspace():
                found += _derived(text, at, start)
        else:
            start = at
        if cells and kind is SegmentKind.ROW:
            found += _cells_of(segment, start, end)
        else:
            found.append((_NUMBER[kind], start, end, level, 0))
        at = end
    found += _derived(text, at, len(text))
    return found


def _cells_of(segment: Segment, start: int, end: int) -> Iterator[Block]:
    row, at = segment.start + 1, start
    for cell_start, cell_end in sorted(segment.cells):
        first, stop = max(at, cell_start), min(end, cell_end)
        if first < stop:
            # What a row holds between its cells must not be lost.
            yield _ROW_NUMBER, at, first, 0, row
            yield _ROW_NUMBER, first, stop, 0, row
            at = stop
    yield _ROW_NUMBER, at, end, 0, row


def _derived(text: str, start: int, end: int) -> Iterator[Block]:
    """Part what no segment covers by its lines."""
    kind, since = _PARAGRAPH, start
    for at in _openings(text, start, end):
        is_blank = text[at : at + 1] == "\n"
        stop = at if is_blank else _line_end(text, at, end)
        line = text[at:stop]
        opened = _BLANK if is_blank else _opened_by(line)
        if opened is None:
            continue
        if since < at:
            yield kind, since, at, 0, 0
        kind, level = opened
        since = at
        if kind == _ROW_NUMBER:
            yield from _cells(line, at)
        elif kind == _HEADING:
            yield _HEADING, at, stop, level, 0
        elif line.strip():
            continue
        kind, since = _PARAGRAPH, stop
    if since < end:
        yield kind, since, end, 0, 0


def _openings(text: str, start: int, end: int) -> Iterator[int]:
    if start < end:
        yield start
    for found in _MAY_OPEN.finditer(text, start, end):
        yield found.end()


def _line_end(text: str, at: int, end: int) -> int:
    found = text.find("\n", at, end)
    return end if found < 0 else found


def _opened_by(line: str) -> tuple[int, int] | None:
    """Return kind and level of the block a line opens; None if it goes on with one."""
    first = line.lstrip()[:1]
    if first in _RULE_MARKS and _RULE.match(line):
        return _BLANK
    if first == "|" and _ROW.match(line):
        return _ROW_NUMBER, 0
    heading = _MARKDOWN_HEADING.match(line) if first == "#" else None
    if heading:
        return _HEADING, len(heading.group(1))
    if _looks_like_heading(line.strip()):
        return _HEADING, 2
    return (_ITEM_NUMBER, 0) if _ITEM.match(line) else None


def _cells(line: str, at: int) -> Iterator[Block]:
    row = at + 1
    bars = [bar.start() for bar in _BAR.finditer(line)]
    for left, right in pairwise(bars):
        yield _ROW_NUMBER, at + left + 1, at + right, 0, row
    if len(bars) == 1:
        yield _ROW_NUMBER, at, at + len(line), 0, row


def _looks_like_heading(line: str) -> bool:
    if len(line) > _HEADING_LONGEST or line[:1] in _BULLET_MARKS:
        return False
    if line.rstrip(_TRAILING_QUOTES)[-1:] in _TRAILING:
        return False
    few_words = len(line.split()) <= _HEADING_WORDS
    if _NUMBERED_HEADING.match(line):
        return few_words and not line[-1].isdigit()
    return few_words and line.isupper() and len(line) >= _HEADING_SHORTEST
