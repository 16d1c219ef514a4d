"""What a line of plain text opens: a heading, a list item, a table row, or nothing."""

from __future__ import annotations

import re
from typing import Final

from criteria.evidence import SegmentKind
from criteria.language.tokens import KINDS

_NUMBER: Final = {kind: number for number, kind in enumerate(KINDS)}
PARAGRAPH: Final = _NUMBER[SegmentKind.PARAGRAPH]
HEADING: Final = _NUMBER[SegmentKind.HEADING]
ITEM: Final = _NUMBER[SegmentKind.ITEM]
ROW: Final = _NUMBER[SegmentKind.ROW]
BLANK: Final = len(KINDS)
"""Stands for a line of spaces, behind which a paragraph begins."""
NOTHING: Final = len(KINDS) + 1
"""Stands for a line that goes on with the block before it."""
LEVEL: Final = 16
"""A heading's level is told by the multiples of this above its kind's number."""

BREAKS: Final = "\n\v\f\x85\u2028\u2029"
BULLETS: Final = "-*+•‣▪·–—"
OTHER_BULLETS: Final = "■●◦➢✓"
RULE_MARKS: Final = "|:=+_-"
_RULED: Final = RULE_MARKS + "".join(filter(str.isspace, map(chr, range(0x3001))))

KEYWORD_STARTS: Final = (
    *("sec", "seç", "cha", "tit", "tít", "par", "art", "cap", "ane", "ann", "app"),
)
_KEYWORDS: Final = (
    r"section|sec\.|chapter|title|part|article|cap[ií]tulo|t[ií]tulo|secci[oó]n|"
    r"se[cç][aã]o|chapitre|titre|anexo|annex|appendix"
)
_INDENT: Final = r"[ \t\r>]*+"
# Of all lines but the first: others go on with what is before them.
_MAY_OPEN = re.compile(
    rf"{_INDENT}(?:[{BREAKS}{re.escape(BULLETS + OTHER_BULLETS)}#|=_:(0-9]|"
    rf"[^\W_]{{1,4}}+[.)]|[IVXL]+\s|(?i:{_KEYWORDS})\b|[^\W\d_a-zß-öø-ÿ]{{2}})"
)
# What opens something has a mark, a number or a keyword in front, or no small letter.
_LIKELY = re.compile(
    rf"{_INDENT}(?:\Z|[\W_]|\d{{1,2}}[.)\s]|[a-zA-Z][.)]|(?i:[ivxl]{{1,6}}[.)\s])|"
    rf"(?i:{_KEYWORDS}|annexe)|[^a-z]*+\Z)"
)
_MARKED_ITEM = re.compile(
    rf"[ \t>]*(?:[{re.escape(BULLETS + OTHER_BULLETS)}]|"
    r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)](?!\d))[ \t]+"
)
_MARKDOWN_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+\S")
_TABLE_ROW = re.compile(r"[ \t]*\|.*\|\s*$")
_NUMBERED_HEADING = re.compile(
    rf"(?:(?:{_KEYWORDS}|annexe)\s+)?"
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVXL]{1,6})[.)]?\s+[^\W\d_]",
    re.IGNORECASE,
)
_HEADING_LONGEST: Final = 100
_HEADING_SHORTEST: Final = 4
_HEADING_WORDS: Final = 10
_TRAILING: Final = ".!?…;:,"  # and nothing, which every text holds
_TRAILING_QUOTES: Final = "'\"”’»)] \t"


def may_open(text: str, start: int) -> bool:
    """Tell whether a line that is not the first may open a block, by how it begins."""
    return _MAY_OPEN.match(text, start) is not None


def opened_by(text: str, start: int, end: int) -> int:
    """Return the kind that a line's block has, and the level of a heading above it."""
    if not _LIKELY.match(text, start, end):
        return NOTHING
    line = text[start:end]
    bare = line.strip()
    first = bare[:1]
    if first in RULE_MARKS and not bare.strip(_RULED):
        return PARAGRAPH if bare else BLANK
    if first == "|" and _TABLE_ROW.match(line):
        return ROW
    heading = _MARKDOWN_HEADING.match(line) if first == "#" else None
    if heading:
        return HEADING + LEVEL * len(heading.group(1))
    if first not in BULLETS and _looks_like_heading(bare):
        return HEADING + LEVEL * 2
    return ITEM if _MARKED_ITEM.match(line) else NOTHING


def _looks_like_heading(line: str) -> bool:
    if len(line) > _HEADING_LONGEST or len(line.split()) > _HEADING_WORDS:
        return False
    if line.rstrip(_TRAILING_QUOTES)[-1:] in _TRAILING:
        return False
    in_capitals = line.isupper() and len(line) >= _HEADING_SHORTEST
    if in_capitals != line[-1].isdigit():
        return in_capitals
    # With a number in front and none behind, it needs no capitals.
    return (_NUMBERED_HEADING.match(line) is not None) != in_capitals
