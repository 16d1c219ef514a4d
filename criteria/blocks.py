"""The blocks of a page.

A block is a paragraph, a heading, a list item, or one cell of a table: no phrase
reaches from one into the next. Pages without segments are parted by their blank
lines, bullets, numbers, table bars and short lines.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from criteria.evidence import Segment, SegmentKind

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
_BLANK: Final = (SegmentKind.PARAGRAPH, 0)
_TRAILING: Final = ".!?…;:,"
_TRAILING_QUOTES: Final = "'\"”’»)] \t"


class Block(NamedTuple):
    """A stretch of a page that no phrase leaves: ``text[start:end]``.

    ``row`` is the same for the cells of one table row and for no others; 0 elsewhere.
    """

    kind: SegmentKind
    start: int
    end: int
    level: int = 0
    row: int = 0


def blocks(page: Page) -> list[Block]:
    """Return the blocks of a page in the order of its text."""
    text = page.text
    for mark in _OTHER_BREAKS:
        text = text.replace(mark, "\n")
    found: list[Block] = []
    at = 0
    for segment in sorted(page.segments, key=lambda s: (s.start, s.end)):
        end = min(segment.end, len(text))
        if end <= at:
            continue
        start = min(max(at, segment.start), end)
        found.extend(_derived(text, at, start))
        found.extend(_of_segment(segment, start, end))
        at = end
    found.extend(_derived(text, at, len(text)))
    return found


def _of_segment(segment: Segment, start: int, end: int) -> Iterator[Block]:
    if segment.kind is not SegmentKind.ROW or not segment.cells:
        yield Block(segment.kind, start, end, segment.level)
        return
    row, at = segment.start + 1, start
    for cell_start, cell_end in sorted(segment.cells):
        first, stop = max(at, cell_start), min(end, cell_end)
        if first < stop:
            # What a row holds between its cells must not be lost.
            yield Block(SegmentKind.ROW, at, first, row=row)
            yield Block(SegmentKind.ROW, first, stop, row=row)
            at = stop
    yield Block(SegmentKind.ROW, at, end, row=row)


def _derived(text: str, start: int, end: int) -> Iterator[Block]:
    """Part what no segment covers by its lines."""
    kind, level, since = SegmentKind.PARAGRAPH, 0, start
    for at in _openings(text, start, end):
        is_blank = text[at : at + 1] == "\n"
        stop = at if is_blank else _line_end(text, at, end)
        line = text[at:stop]
        opened = _BLANK if is_blank else _opened_by(line)
        if opened is None:
            continue
        if since < at:
            yield Block(kind, since, at, level)
        kind, level, since = *opened, at
        if kind is SegmentKind.ROW:
            yield from _cells(line, at)
        elif kind is SegmentKind.HEADING:
            yield Block(kind, at, stop, level)
        elif line.strip():
            continue
        kind, level, since = SegmentKind.PARAGRAPH, 0, stop
    if since < end:
        yield Block(kind, since, end, level)


def _openings(text: str, start: int, end: int) -> Iterator[int]:
    if start < end:
        yield start
    for found in _MAY_OPEN.finditer(text, start, end):
        yield found.end()


def _line_end(text: str, at: int, end: int) -> int:
    found = text.find("\n", at, end)
    return end if found < 0 else found


def _opened_by(line: str) -> tuple[SegmentKind, int] | None:
    """Return kind and level of the block a line opens; None if it goes on with one."""
    first = line.lstrip()[:1]
    if first in _RULE_MARKS and _RULE.match(line):
        return _BLANK
    if first == "|" and _ROW.match(line):
        return SegmentKind.ROW, 0
    heading = _MARKDOWN_HEADING.match(line) if first == "#" else None
    if heading:
        return SegmentKind.HEADING, len(heading.group(1))
    if _looks_like_heading(line.strip()):
        return SegmentKind.HEADING, 2
    return (SegmentKind.ITEM, 0) if _ITEM.match(line) else None


def _cells(line: str, at: int) -> Iterator[Block]:
    row = at + 1
    bars = [bar.start() for bar in _BAR.finditer(line)]
    for left, right in pairwise(bars):
        yield Block(SegmentKind.ROW, at + left + 1, at + right, row=row)
    if len(bars) == 1:
        yield Block(SegmentKind.ROW, at, at + len(line), row=row)


def _looks_like_heading(line: str) -> bool:
    if len(line) > _HEADING_LONGEST or line[:1] in _BULLET_MARKS:
        return False
    if line.rstrip(_TRAILING_QUOTES)[-1:] in _TRAILING:
        return False
    few_words = len(line.split()) <= _HEADING_WORDS
    if _NUMBERED_HEADING.match(line):
        return few_words and not line[-1].isdigit()
    return few_words and line.isupper() and len(line) >= _HEADING_SHORTEST
