"""What is plain in a part of a Word document, read from its bytes.

Most of any document is paragraphs of plain runs, and tables of those. They are found
by patterns; a paragraph or table that holds more is parsed and left to the walk.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from lxml import etree

from criteria.evidence import SegmentKind
from workers.extract import blocks, literal, word_styles
from workers.extract.blocks import Block
from workers.extract.word_walk import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.extract.word_styles import Styles
    from workers.extract.word_walk import Walk

# Python 3.11 takes long to look up a member of an enumeration.
_A_PARAGRAPH = SegmentKind.PARAGRAPH
_TEXT = re.compile(rb'<w:t(?: xml:space="preserve")?>([^<]*)')
_OPENING = re.compile(rb"<w:(p|tbl)[ >]")
_EMPTY = re.compile(rb"<w:p [^<>]*/>")
_TABLE = re.compile(rb"<w:tbl[ >]|</w:tbl>")
_BOLD = re.compile(rb"<w:b[ />]")
# What a paragraph of plain runs does not hold, and the rarer ways to write one. The
# letters that have an element of their own may stand in it.
_MORE = re.compile(
    rb"<(?:w:(?:(tab|cr|br|noBreakHyphen)(?: ?/)?>|br |hyperlink|lastRenderedPageBreak"
    rb"|del|moveFrom|rt[ />]|vanish|(?:footnote|endnote|comment)Reference"
    rb'|pageBreakBefore|pPrChange|ptab|t[cr] ?/|t (?!xml:space="preserve">)'
    rb'|sym |ffData|vertAlign w:val="superscript"|(txbxContent|altChunk))'
    rb"|m:t|mc:AlternateContent|wp:docPr|v:textpath)"
)
_ODD_LETTERS = re.compile(rb'="Wingdings')
_LETTERS = {b"tab": b"\t", b"cr": b"\n", b"br": b"\n", b"noBreakHyphen": b"-"}

# A root goes before each paragraph that is parsed: a long one would be read for each.
_LONGEST_ROOT = 16 * 1024


class Unusual(Exception):
    """The part is to be walked as a whole."""


def through(body: bytes, inside: bytes, walk: Walk, styles: Styles) -> list[Block]:
    """Read a part from the first tag that begins with ``inside``. Raises Unusual."""
    part = literal.literal(body, NAMESPACES)
    if part is None:
        raise Unusual
    begin = part.find(inside)
    if begin < 0:
        raise Unusual
    found = [*_Plain(part, walk, styles).through(begin, len(part))]
    if not found:
        raise Unusual
    return found


class _Plain:
    """The reading of one part. Places are those of its bytes."""

    def __init__(self, part: bytes, walk: Walk, styles: Styles) -> None:
        self._part = part
        self._walk = walk
        self._styles = styles
        self._more: list[int] = []
        self._letters: dict[bytes, bytes] = {}
        for found in _MORE.finditer(part):
            if found[1]:
                self._letters[found[0]] = b"<w:t>" + _LETTERS[found[1]]
            elif found[2]:  # blocks that stand among others, or in a paragraph
                raise Unusual
            else:
                self._more.append(found.start())
        if b'="Wingdings' in part:
            self._more += (found.start() for found in _ODD_LETTERS.finditer(part))
            self._more.sort()
        self._more.append(len(part))
        root = part[: part.find(b">") + 1]
        if len(root) > _LONGEST_ROOT:
            raise Unusual
        self._root = root, b"</%b>" % root.split(b" ", 1)[0][1:]

    def through(self, at: int, stop: int) -> Iterator[Block]:
        """Yield the blocks that stand between two places."""
        part = self._part
        while found := _OPENING.search(part, at, stop):
            start = found.start()
            if start > at and self._has_more(at, start):
                raise Unusual
            if found[0] == b"<w:p " and (empty := _EMPTY.match(part, start)):
                at = empty.end()
            elif found[1] == b"p":
                at = self._end(b"</w:p>", start)
                yield from self._paragraph(start, at)
            else:
                at = self._end(b"</w:tbl>", start)
                if self._has_more(start, at) or _TABLE.search(part, start + 6, at - 8):
                    at = self._outer_end(start)
                    yield from self._walk.through(self._parsed(start, at))
                else:
                    yield from self._table(start, at)

    def _end(self, closing: bytes, start: int) -> int:
        end = self._part.find(closing, start)
        if end < 0:
            raise Unusual
        return end + len(closing)

    def _outer_end(self, start: int) -> int:
        """Find where a table ends that holds others."""
        depth = 0
        for found in _TABLE.finditer(self._part, start):
            depth += -1 if found[0].startswith(b"</") else 1
            if not depth:
                return found.end()
        raise Unusual

    def _has_more(self, start: int, end: int) -> bool:
        at = bisect_left(self._more, start)
        return self._more[at] < end

    def _parsed(self, start: int, end: int) -> etree._Element:
        """Make an element that holds what stands between two places."""
        opening, closing = self._root
        try:
            return etree.fromstring(opening + self._part[start:end] + closing)
        except etree.XMLSyntaxError:
            raise Unusual from None

    def _paragraph(self, start: int, end: int) -> Iterator[Block]:
        if self._has_more(start, end):
            yield from self._walk.full(self._parsed(start, end)[0])
            return
        written = self._part[start:end]
        text = self._text(written)
        if not text.strip():
            return
        marks, runs = _parted(written)
        judged = self._styles.judge_marks(marks, text)
        if judged is not None:
            yield Block(judged[0], text, judged[1])
        elif word_styles.may_be_emphasised(text) and _BOLD.search(runs):
            kind, level = self._styles.judge(self._parsed(start, end)[0], text)
            yield Block(kind, text, level)
        else:
            yield Block(_A_PARAGRAPH, text)

    def _text(self, written: bytes) -> str:
        """Write out a paragraph, or a cell of one."""
        if self._letters:  # a tab stands among the marks too, and there it is none
            written = _parted(written)[1]
            for element, letter in self._letters.items():
                written = written.replace(element, letter)
        return literal.text(b"".join(_TEXT.findall(written)))

    def _table(self, start: int, end: int) -> Iterator[Block]:
        at = start
        for row in self._part[start:end].split(b"</w:tr>")[:-1]:
            cells = row.split(b"</w:tc>")[:-1]
            if len(cells) == 1:
                # A table of one cell is a frame around text.
                yield from self.through(at + row.find(b"<w:tc"), at + len(row))
            else:
                yield blocks.row(map(self._cell, cells))
            at += len(row) + len(b"</w:tr>")

    def _cell(self, cell: bytes) -> str:
        if cell.count(b"</w:p>") == 1:
            text = self._text(cell)
            return text if text.strip() else ""
        texts = map(self._text, cell.split(b"</w:p>"))
        return " ".join(text for text in texts if text.strip())


def _parted(paragraph: bytes) -> tuple[bytes, bytes]:
    """Part the marks of a paragraph from its runs."""
    end = paragraph.find(b"</w:pPr>")
    if end < 0:
        return b"", paragraph
    start, end = paragraph.find(b"<w:pPr"), end + len(b"</w:pPr>")
    return paragraph[start:end], paragraph[:start] + paragraph[end:]
