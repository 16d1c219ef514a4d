"""Plain text: its encoding, its pages, its paragraphs."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind
from workers.extract import blocks
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator

# Python 3.11 takes long to look up a member of an enumeration.
_A_HEADING, _AN_ITEM = SegmentKind.HEADING, SegmentKind.ITEM
_A_PARAGRAPH = SegmentKind.PARAGRAPH
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ITEM = re.compile(
    r"\s*(?:[-*•·▪◦‣●■–—\ue000-\uf8ff]\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+)\S",
    re.IGNORECASE,
)
_PART = (
    r"(?:article|section|chapter|title|part|artículo|artigo|sección|seção|capítulo"
    r"|título|chapitre|titre|partie|parte|anexo|annexe?|appendix)\s+[\dIVXLC]+\b"
)
_NAMES_PART = re.compile(_PART, re.IGNORECASE)
_HEADING = re.compile(
    rf"(?:{_PART}"
    r"|(?:ordinance|resolution|decree|by-?law|decreto|resolución|resolução|ordenanza"
    r"|portaria|lei|ley|loi|décret|arrêté|règlement)(?:\s+\w+)?\s+n[.ºo°]+\s*\d)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\d+(?:\.\d+)*\.?|[IVX]{1,5}\.)\s+([^\W\d_].*)")
_MOST_WORDS = 9  # in a heading that only its number gives away
LONGEST_HEADING = 90
_LONGEST_LINE = 140
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_WINDOWS_BLANKS = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))  # cp1252 leaves these open


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a plain text; form feeds part its pages where it has any."""
    text = decode(data)
    if "\f" in text.strip("\f\n "):
        parts = text.strip("\f").split("\f")
        return Opened(blocks.paged(_blocks(part) for part in parts), len(parts))
    return Opened(blocks.sections(_blocks(text)))


def decode(data: bytes, declared: str = "") -> str:
    """Decode a text by its mark, as UTF-8, as declared, or as Windows wrote it."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return lines(data[len(mark) :].decode(encoding, "replace"))
    for encoding in ("utf-8", declared):
        try:
            return lines(data.decode(encoding))
        except (UnicodeError, LookupError):
            continue
    return lines(data.translate(None, _WINDOWS_BLANKS).decode("cp1252"))


def lines(text: str) -> str:
    """Write every kind of line end as one letter."""
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _blocks(text: str) -> Iterator[Block]:
    for part in apart(text):
        yield from paragraph(part)


def apart(text: str) -> Iterator[str]:
    """Part a text at its blank lines."""
    for part in _BLANK_LINES.split(text):
        if part.strip():
            yield part.strip("\n")


def paragraph(part: str) -> Iterator[Block]:
    """Make the blocks of lines that no blank line parts: a paragraph, or its items."""
    lines = part.split("\n")
    if len(lines) == 1:
        kind = _kind(lines[0])
        level = int(kind is _A_HEADING)
        yield Block(kind, lines[0], level)
        return
    # Lines this long were not broken by hand: each is a paragraph.
    unbroken = max(map(len, lines)) > _LONGEST_LINE
    gathered: list[str] = []
    for line in lines:
        heading = not gathered and looks_like_heading(line)
        if gathered and (unbroken or _ITEM.match(line)):
            yield _gathered(gathered)
            gathered = []
        if heading:
            yield Block(_A_HEADING, line, 1)
        else:
            gathered.append(line)
    if gathered:
        yield _gathered(gathered)


def _gathered(lines: list[str]) -> Block:
    item = _AN_ITEM if _ITEM.match(lines[0]) else _A_PARAGRAPH
    return Block(item, "\n".join(lines))


def _kind(line: str) -> SegmentKind:
    if looks_like_heading(line):
        return _A_HEADING
    return _AN_ITEM if _ITEM.match(line) else _A_PARAGRAPH


def may_be_item(text: str, start: int) -> bool:
    """Rule out at little cost what cannot begin an item: most lines of running text."""
    head = text[start : start + 6]
    return not head[:1].isalpha() or "." in head or ")" in head


def is_item(line: str) -> bool:
    """Tell whether a line begins as an item of a list does."""
    return _ITEM.match(line) is not None


def names_part(line: str) -> bool:
    """Tell whether a line begins with the number of a part: ``Chapter 2``."""
    return _NAMES_PART.match(line) is not None


def looks_like_heading(line: str) -> bool:
    """Tell whether a line by itself is a heading: short, and in capitals or numbered.

    It is so for ``2. Our goals``, ``OPEN DATA POLICY`` and ``Artículo 4``.
    """
    line = line.strip()
    if not line or len(line) > LONGEST_HEADING or line[-1] in ".;,":
        return False
    if line.isupper() or _HEADING.match(line):
        return True
    numbered = _NUMBERED.match(line)
    if numbered is None or not numbered[1][0].isupper():
        return False
    return len(numbered[1].split()) <= _MOST_WORDS
