"""The blocks of a page.

A block is a paragraph, a heading, a list item, or one cell of a table: no phrase
reaches from one into the next. Pages without segments are parted by their blank
lines, bullets, numbers, table bars and short lines.
"""

from __future__ import annotations

import re
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
# A line that may open a block; what it really is, is looked at then.
_MAY_OPEN = re.compile(
    rf"\n(?=[ \t\r>]*+(?:[\n{_BULLETS}#|=_:(0-9]|[^\W_]{{1,4}}+[.)]|[IVXL]+\s|"
    r"(?i:(?=[acpst])(?:section|sec\.|chapter|title|part|article|cap[ií]tulo|"
    r"t[ií]tulo|secci[oó]n|se[cç][aã]o|chapitre|titre|anexo|annex|appendix)\b)|"
    r"[^\W\d_a-zß-öø-ÿ]{2}))([^\n]*)"
)
_ITEM = re.compile(
    rf"[ \t>]*(?:[{_BULLETS}]|\(?(?:\d{{1,2}}|[a-zA-Z]|[ivx]{{1,4}})[.)](?!\d))[ \t]+"
)
_MARKDOWN_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+\S")
_ROW = re.compile(r"[ \t]*\|.*\|\s*$")
_RULE_MARKS: Final = "|:=+_-"  # and nothing, which every text holds
_RULED: Final = _RULE_MARKS + "".join(filter(str.isspace, map(chr, range(0x3001))))
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
_ENDED_BY_LINE: Final = (_HEADING, _ROW_NUMBER)
_NEWLINE: Final = 1
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


def _derived(text: str, start: int, end: int) -> list[Block]:
    """Part what no segment covers by its lines."""
    found: list[Block] = []
    kind, since, at = _PARAGRAPH, start, start
    for line, rest in _openings(text[start:end]):
        stop = at + len(line)
        opened = _opened_by(line) if line else _BLANK
        if opened:
            if at - since > _NEWLINE:
                found.append((kind, since, at, 0, 0))
            kind, level = opened
            since = at
            if kind == _HEADING:
                found.append((_HEADING, at, stop, level, 0))
            elif kind == _ROW_NUMBER:
                found += _cells(line, at)
            if kind in _ENDED_BY_LINE or not line or line.isspace():
                kind, since = _PARAGRAPH, stop
        at = stop + len(rest) + _NEWLINE
    if since < end:
        found.append((kind, since, end, 0, 0))
    return found


def _openings(text: str) -> Iterator[tuple[str, str]]:
    """Take a text apart into the lines that may open a block, and what follows each."""
    head, *parts = _MAY_OPEN.split(text)
    line, newline, rest = head.partition("\n")
    lines, rests = [line, *parts[::2]], [newline + rest, *parts[1::2]]
    return zip(lines, rests, strict=True)


def _opened_by(line: str) -> tuple[int, int] | None:
    """Return kind and level of the block a line opens; None if it goes on with one."""
    first = line.lstrip()[:1]
    if first in _RULE_MARKS and line[-1:] in _RULED and not line.strip(_RULED):
        return _BLANK
    if first == "|" and _ROW.match(line):
        return _ROW_NUMBER, 0
    if first in _BULLET_MARKS:
        return (_ITEM_NUMBER, 0) if _ITEM.match(line) else None
    heading = _MARKDOWN_HEADING.match(line) if first == "#" else None
    if heading:
        return _HEADING, len(heading.group(1))
    if _looks_like_heading(line.strip()):
        return _HEADING, 2
    return (_ITEM_NUMBER, 0) if _ITEM.match(line) else None


def _cells(line: str, at: int) -> Iterator[Block]:
    row = at + 1
    before, *cells, _ = line.split("|")
    at += len(before)
    for cell in cells:
        yield _ROW_NUMBER, at + 1, at + 1 + len(cell), 0, row
        at += 1 + len(cell)


def _looks_like_heading(line: str) -> bool:
    if len(line) > _HEADING_LONGEST:
        return False
    if line.rstrip(_TRAILING_QUOTES)[-1:] in _TRAILING:
        return False
    few_words = len(line.split()) <= _HEADING_WORDS
    if _NUMBERED_HEADING.match(line):
        return few_words and not line[-1].isdigit()
    return few_words and line.isupper() and len(line) >= _HEADING_SHORTEST
