"""The walk through the parts of a Word document, in reading order.

Inserted text stands as if accepted, deleted text is left out. What hangs on a paragraph
(notes, comments, text boxes, the addresses of links) follows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind
from workers.extract import blocks, word_signs
from workers.extract.blocks import Block
from workers.extract.word_styles import Styles, W

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lxml import etree

_NOTE = SegmentKind.NOTE  # Python 3.11 takes long to look it up
BREAK = Block(SegmentKind.PARAGRAPH, "\f")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
# What they are usually called.
NAMESPACES = {
    name: address[1:-1].encode()
    for name, address in ((b"w", W), (b"m", _MATH), (b"mc", _MC), (b"wp", _DRAWING))
}


def tag(name: str) -> str:
    """Say a name as it stands in Word's own namespace."""
    return W + name


_SKIPPED = {
    tag(name)
    for name in (
        *("del", "moveFrom", "delText", "delInstrText", "instrText", "pPr", "rPr"),
        *("tblPr", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "rt", "proofErr"),
        *("bookmarkStart", "bookmarkEnd", "tblGrid"),
    )
}
NOTED = ("footnoteReference", "endnoteReference", "commentReference")
_P, _T, _TABLE, _CHUNK = tag("p"), tag("t"), tag("tbl"), tag("altChunk")
_RUN_MARKS, _VANISH = tag("rPr"), tag("vanish")
# What a paragraph of plain runs does not hold: any of it has the paragraph walked.
_CARE = (
    *map(tag, ("del", "moveFrom", "rt", "vanish", "br", "lastRenderedPageBreak")),
    *map(tag, NOTED),
    *map(tag, ("hyperlink", "txbxContent", "pageBreakBefore", "vertAlign")),
    *(_MATH + "t", _MC + "AlternateContent", _DRAWING + "docPr", *word_signs.SIGNS),
)
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Notes:
    """What a document's text refers to: notes and comments by number, links by id.

    ``parts`` reads what it shows of another part, by the id of that.
    """

    texts: Mapping[str, Mapping[str, etree._Element]]
    links: Mapping[str, str]
    parts: Callable[[str], Iterable[Block]]


@dataclass(slots=True)
class _Line:
    """A paragraph in the making, and what will follow it."""

    written: list[str] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    breaks_before: int = 0
    breaks_after: int = 0

    def turn_page(self) -> None:
        """Note a page break: before the paragraph if nothing of it is written yet."""
        if "".join(self.written).strip():
            self.breaks_after += 1
        else:
            self.breaks_before += 1


class Walk:
    """Yields the blocks of a part. ``drawn``: Word has noted where its pages ended."""

    def __init__(self, styles: Styles, notes: Notes, *, drawn: bool) -> None:
        self._styles = styles
        self._notes = notes
        self._drawn = drawn
        self._depth = 0
        self._looked_at: tuple[str, ...] = (_T, *word_signs.WRITTEN)
        for texts in notes.texts.values():
            for note in texts.values():
                self._learn(note)
        self._handlers: dict[str, Callable[[etree._Element, _Line], None]] = {
            tag("t"): self._text,
            _MATH + "t": self._text,
            tag("br"): self._break,
            tag("lastRenderedPageBreak"): lambda _, line: line.turn_page(),
            tag("footnoteReference"): self._hang,
            tag("endnoteReference"): self._hang,
            tag("commentReference"): self._comment,
            tag("hyperlink"): self._link,
            tag("txbxContent"): self._box,
            _MC + "AlternateContent": self._alternative,
            _DRAWING + "docPr": self._picture,
            tag("r"): self._run,
            _CHART: self._shown,
            _DIAGRAM: self._shown,
        }
        self._handlers.update(dict.fromkeys(word_signs.SIGNS, self._sign))

    def _learn(self, root: etree._Element) -> None:
        """Note what of it a part holds at all: each paragraph is searched for that."""
        held = [one for one in _CARE if next(root.iter(one), None) is not None]
        held += [word_signs.FONTS] * any(
            map(word_signs.has_signs, root.iter(word_signs.FONTS))
        )
        self._looked_at = (*dict.fromkeys((*self._looked_at, *held)),)

    def through(self, root: etree._Element) -> Iterator[Block]:
        """Walk the blocks inside of a body, a cell, a text box, a note or a header."""
        if not self._depth:
            self._learn(root)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RecursionError
        for child in root:
            name = child.tag
            if name == _P:
                yield from self._paragraph(child)
            elif name == _TABLE:
                yield from self._table(child)
            elif name == _CHUNK:
                yield from self._notes.parts(str(child.get(_R + "id")))
            elif name not in _SKIPPED and isinstance(name, str):
                yield from self.through(child)
        self._depth -= 1

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        text = word_signs.plain(element, self._looked_at)
        if text is None:
            yield from self.full(element)
        elif text.strip():
            kind, level = self._styles.judge(element, text)
            yield Block(kind, text, level)

    def full(self, element: etree._Element) -> Iterator[Block]:
        """Walk a paragraph that holds more than plain runs."""
        line = _Line()
        marks = element.find(tag("pPr"))
        if marks is not None and not self._drawn:
            line.breaks_before += marks.find(tag("pageBreakBefore")) is not None
        self._gather(element, line)
        text = "".join(line.written)
        yield from [BREAK] * line.breaks_before
        if text.strip():
            kind, level = self._styles.judge(element, text)
            yield Block(kind, text, level)
        yield from line.after
        yield from [BREAK] * line.breaks_after

    def _gather(self, element: etree._Element, line: _Line) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RecursionError
        for child in element:
            name = child.tag
            handler = self._handlers.get(name)
            if handler is not None:
                handler(child, line)
            elif name in word_signs.WRITTEN:
                line.written.append(word_signs.WRITTEN[name])
            elif name not in _SKIPPED and isinstance(name, str):
                self._gather(child, line)
        self._depth -= 1

    def _text(self, element: etree._Element, line: _Line) -> None:
        line.written.append(element.text or "")

    def _run(self, element: etree._Element, line: _Line) -> None:
        marks = next(element.iterchildren(_RUN_MARKS), None)
        hidden = None if marks is None else next(marks.iterchildren(_VANISH), None)
        if hidden is None or hidden.get(tag("val")) in ("0", "false"):
            begin = len(line.written)
            self._gather(element, line)
            if marks is not None:
                line.written[begin:] = [
                    word_signs.marked(marks, "".join(line.written[begin:]))
                ]

    def _sign(self, element: etree._Element, line: _Line) -> None:
        line.written.append(word_signs.sign(element))

    def _shown(self, element: etree._Element, line: _Line) -> None:
        key = element.get(_R + "id") or element.get(_R + "dm")
        line.after.extend(self._notes.parts(str(key)))

    def _break(self, element: etree._Element, line: _Line) -> None:
        if element.get(tag("type")) != "page":
            line.written.append("\n")
        elif not self._drawn:
            line.turn_page()

    def _comment(self, element: etree._Element, line: _Line) -> None:
        comments = self._notes.texts["commentReference"]
        found = comments.get(str(element.get(tag("id"))))
        author = "" if found is None else str(found.get(tag("author")) or "")
        self._hang(element, line, f"Comment by {author}: " if author else "Comment: ")

    def _hang(self, element: etree._Element, line: _Line, opening: str = "") -> None:
        name = str(element.tag).removeprefix(W)
        note = self._notes.texts[name].get(str(element.get(tag("id"))))
        if note is None:
            return
        text = "\n".join(block.text for block in self.through(note))
        line.after.append(Block(_NOTE, opening + text.strip()))

    def _link(self, element: etree._Element, line: _Line) -> None:
        begin = len(line.written)
        self._gather(element, line)
        shown = "".join(line.written[begin:]).strip()
        target = self._notes.links.get(str(element.get(_R + "id")), "")
        if target.startswith(("http:", "https:")) and target not in shown:
            line.after.append(Block(_NOTE, f"{shown}: {target}"))

    def _box(self, element: etree._Element, line: _Line) -> None:
        line.after.extend(one for one in self.through(element) if one is not BREAK)

    def _alternative(self, element: etree._Element, line: _Line) -> None:
        """Take the first way a thing is written; the others repeat it."""
        chosen = element.find(_MC + "Choice")
        if chosen is None:
            chosen = element.find(_MC + "Fallback")
        if chosen is not None:
            self._gather(chosen, line)

    def _picture(self, element: etree._Element, line: _Line) -> None:
        said = (element.get("descr") or "").strip()
        if said:
            line.after.append(Block(_NOTE, f"Picture: {said}"))

    def _table(self, table: etree._Element) -> Iterator[Block]:
        for one in self._inside(table, "tr"):
            cells = self._inside(one, "tc")
            if _is_deleted(one):
                continue
            if len(cells) == 1:
                # A table of one cell is a frame around text.
                yield from self.through(cells[0])
                continue
            read = [self._cell(cell) for cell in cells]
            yield blocks.row(" ".join(texts) for texts, _ in read)
            after = [block for _, some in read for block in some]
            yield from (block for block in after if block is not BREAK)
            breaks = (some.count(BREAK) for _, some in read)
            yield from [BREAK] * max(breaks, default=0)

    def _cell(self, cell: etree._Element) -> tuple[list[str], list[Block]]:
        """Read the texts of a cell, and its notes and breaks, which come behind."""
        texts = []
        for child in cell:
            written = (
                word_signs.plain(child, self._looked_at) if child.tag == _P else None
            )
            if written is None and child.tag not in _SKIPPED:
                found = list(self.through(cell))
                after = [one for one in found if one.kind is _NOTE or one is BREAK]
                return [one.text for one in found if one not in after], after
            if written and written.strip():
                texts.append(written)
        return texts, []

    def _inside(self, element: etree._Element, name: str) -> list[etree._Element]:
        """Find rows or cells, also those inside of content controls and insertions."""
        found: list[etree._Element] = []
        wanted = tag(name)
        for child in element:
            called = child.tag
            if called == wanted:
                found.append(child)
            elif called not in _SKIPPED and isinstance(called, str):
                found.extend(self._inside(child, name))
        return found


def _is_deleted(table_row: etree._Element) -> bool:
    marks = table_row.find(tag("trPr"))
    return marks is not None and marks.find(tag("del")) is not None
