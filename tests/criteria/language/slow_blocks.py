"""The blocks of a page once more, slowly: line by line, segment by segment."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from criteria.evidence import SegmentKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.evidence import Page, Segment

P, H = SegmentKind.PARAGRAPH, SegmentKind.HEADING
ITEM, ROW = SegmentKind.ITEM, SegmentKind.ROW
Block: TypeAlias = tuple[SegmentKind, int, int]

_WORDS = (
    r"section|sec\.|chapter|title|part|article|cap[ií]tulo|t[ií]tulo|secci[oó]n|"
    r"se[cç][aã]o|chapitre|titre|anexo|annex|appendix"
)
_BEGINS = re.compile(
    r"[ \t\r>]*+(?:[-*+•‣▪·–—■●◦➢✓#|=_:(0-9]|[^\W_]{1,4}+[.)]|[IVXL]+\s|"
    rf"(?i:{_WORDS})\b|[^\W\d_a-zß-öø-ÿ]{{2}}|$)"
)
_ITEM = re.compile(
    r"[ \t>]*(?:[-*+•‣▪·–—■●◦➢✓]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)](?!\d))[ \t]+"
)
_NUMBERED = re.compile(
    rf"(?:(?:{_WORDS}|annexe)\s+)?"
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVXL]{1,6})[.)]?\s+[^\W\d_]",
    re.IGNORECASE,
)


def blocks(page: Page) -> list[Block]:
    """Return the blocks of a page that hold a letter, in order."""
    text = re.sub("[\v\f\x85\u2028\u2029]", "\n", page.text)
    found: list[Block] = []
    at = 0
    for segment in sorted(page.segments, key=lambda one: (one.start, one.end)):
        end = min(segment.end, len(text))
        if end > at:
            start = min(max(segment.start, at), end)
            found += _by_lines(text, at, start)
            is_row = segment.kind is ROW and segment.cells
            parts = _cells(segment, start, end) if is_row else [(start, end)]
            found += [(segment.kind, *part) for part in parts]
            at = end
    found += _by_lines(text, at, len(text))
    return [block for block in found if any(map(str.isalnum, text[slice(*block[1:])]))]


def _cells(segment: Segment, start: int, end: int) -> Iterator[tuple[int, int]]:
    for cell_start, cell_end in sorted(segment.cells):
        first, last = max(cell_start, start), min(cell_end, end)
        if first < last:
            yield start, first
            yield first, last
            start = last
    yield start, end


def _by_lines(text: str, start: int, end: int) -> Iterator[Block]:
    kind, since, at = P, start, start
    for line in text[start:end].split("\n"):
        stop = at + len(line)
        is_last = stop == end and not line.strip("> \t\r")
        may = at == start or (not is_last and _BEGINS.match(line))
        opened = _opened(line) if may else None
        if opened:
            yield kind, since, at
            kind, since = opened, at
            if opened is H:
                yield H, at, stop
            if opened is ROW:
                bars = [at + n for n, char in enumerate(line) if char == "|"]
                yield from ((ROW, one + 1, other) for one, other in pairwise(bars))
            if opened in (H, ROW) or not line.strip():
                kind, since = P, stop
        at = stop + 1
    yield kind, since, end


def _opened(line: str) -> SegmentKind | None:
    bare = line.strip()
    if not re.sub(r"[\s|:=+_-]", "", bare):
        return P
    if re.match(r"[ \t]*\|.*\|\s*$", line):
        return ROW
    if bare[0] in "-*+•‣▪·–—":
        return ITEM if _ITEM.match(line) else None
    if re.match(r"[ \t]*#{1,6}[ \t]+\S", line) or _is_heading(bare):
        return H
    return ITEM if _ITEM.match(line) else None


def _is_heading(line: str) -> bool:
    closed = line.rstrip("'\"”’»)] \t")
    if len(line) > 100 or not closed or closed[-1] in ".!?…;:,":
        return False
    if len(line.split()) > 10:
        return False
    if _NUMBERED.match(line):
        return not line[-1].isdigit()
    return line.isupper() and len(line) > 3
