"""The walk through the parts of a Word document, in reading order.

Inserted text stands as if accepted, deleted text is left out. What hangs on a paragraph
(notes, comments, text boxes, the addresses of links) follows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind
from workers.extract import blocks
from workers.extract.blocks import Block
from workers.extract.word_styles import Styles, W

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lxml import etree

BREAK = Block(SegmentKind.PARAGRAPH, "\f")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
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
_WRITTEN = {
    tag("tab"): "\t",
    tag("ptab"): "\t",
    tag("cr"): "\n",
    tag("noBreakHyphen"): "-",
    tag("softHyphen"): "",
}
NOTED = ("footnoteReference", "endnoteReference", "commentReference")
_P, _R_RUN, _T, _TABLE = tag("p"), tag("r"), tag("t"), tag("tbl")
_RUN_MARKS, _VANISH = tag("rPr"), tag("vanish")
# What a paragraph of plain runs does not hold: any of it has the paragraph walked.
_CARE = (
    *map(tag, ("del", "moveFrom", "rt", "vanish", "br", "lastRenderedPageBreak")),
    *map(tag, NOTED),
    *map(tag, ("hyperlink", "txbxContent", "pageBreakBefore")),
    *(_MATH + "t", _MC + "AlternateContent", _DRAWING + "docPr"),
)
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Notes:
    """What a document's text refers to: notes and comments by number, links by id."""

    texts: Mapping[str, Mapping[str, etree._Element]]
    links: Mapping[str, str]


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
        self._looked_at: tuple[str, ...] = (_T, *_WRITTEN)
        for texts in notes.texts.values():
            for note in texts.values():
                self._learn(note)
        self._handlers: dict[str, Callable[[etree._Element, _Line], None]] = {
            tag("t"): self._text,
            _MATH + "t": self._text,
            tag("br"): self._break,
            tag("lastRenderedPageBreak"): self._drawn_break,
            tag("footnoteReference"): self._note,
            tag("endnoteReference"): self._note,
            tag("commentReference"): self._comment,
            tag("hyperlink"): self._link,
            tag("txbxContent"): self._box,
            _MC + "AlternateContent": self._alternative,
            _DRAWING + "docPr": self._picture,
            tag("r"): self._run,
        }

    def _learn(self, root: etree._Element) -> None:
        """Note what of it a part holds at all: each paragraph is searched for that."""
        held = (one for one in _CARE if next(root.iter(one), None) is not None)
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
            elif name not in _SKIPPED and isinstance(name, str):
                yield from self.through(child)
        self._depth -= 1

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        text = _plain(element, self._looked_at)
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
            elif name in _WRITTEN:
                line.written.append(_WRITTEN[name])
            elif name not in _SKIPPED and isinstance(name, str):
                self._gather(child, line)
        self._depth -= 1

    def _text(self, element: etree._Element, line: _Line) -> None:
        line.written.append(element.text or "")

    def _run(self, element: etree._Element, line: _Line) -> None:
        marks = next(element.iterchildren(_RUN_MARKS), None)
        hidden = None if marks is None else next(marks.iterchildren(_VANISH), None)
        if hidden is None or hidden.get(tag("val")) in ("0", "false"):
            self._gather(element, line)

    def _break(self, element: etree._Element, line: _Line) -> None:
        if element.get(tag("type")) != "page":
            line.written.append("\n")
        elif not self._drawn:
            line.turn_page()

    def _drawn_break(self, _: etree._Element, line: _Line) -> None:
        line.turn_page()

    def _note(self, element: etree._Element, line: _Line) -> None:
        self._hang(element, line, "")

    def _comment(self, element: etree._Element, line: _Line) -> None:
        comments = self._notes.texts["commentReference"]
        found = comments.get(str(element.get(tag("id"))))
        author = "" if found is None else str(found.get(tag("author")) or "")
        self._hang(element, line, f"Comment by {author}: " if author else "Comment: ")

    def _hang(self, element: etree._Element, line: _Line, opening: str) -> None:
        name = str(element.tag).removeprefix(W)
        note = self._notes.texts[name].get(str(element.get(tag("id"))))
        if note is None:
            return
        text = "\n".join(block.text for block in self.through(note))
        line.after.append(Block(SegmentKind.NOTE, opening + text.strip()))

    def _link(self, element: etree._Element, line: _Line) -> None:
        begin = len(line.written)
        self._gather(element, line)
        shown = "".join(line.written[begin:]).strip()
        target = self._notes.links.get(str(element.get(_R + "id")), "")
        if target.startswith(("http:", "https:")) and target not in shown:
            line.after.append(Block(SegmentKind.NOTE, f"{shown}: {target}"))

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
            line.after.append(Block(SegmentKind.NOTE, f"Picture: {said}"))

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
            yield from [BREAK] * max((breaks for _, breaks in read), default=0)

    def _cell(self, cell: etree._Element) -> tuple[list[str], int]:
        """Read the texts of a cell, and how many pages end in it."""
        texts = []
        for child in cell:
            written = _plain(child, self._looked_at) if child.tag == _P else None
            if written is None and child.tag not in _SKIPPED:
                found = list(self.through(cell))
                texts = [block.text for block in found if block is not BREAK]
                return texts, len(found) - len(texts)
            if written and written.strip():
                texts.append(written)
        return texts, 0

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


def _plain(paragraph: etree._Element, looked_at: tuple[str, ...]) -> str | None:
    """Write out a paragraph of plain runs, which most are; None of any other.

    One look through it costs a fifth of walking it.
    """
    written = []
    for one in paragraph.iter(*looked_at):
        name = one.tag
        if name == _T:
            written.append(one.text or "")
        elif name not in _WRITTEN:
            return None
        elif (parent := one.getparent()) is not None and parent.tag == _R_RUN:
            # A tab stands among a paragraph's marks too, and there it is none.
            written.append(_WRITTEN[str(name)])
    return "".join(written)


def _is_deleted(table_row: etree._Element) -> bool:
    marks = table_row.find(tag("trPr"))
    return marks is not None and marks.find(tag("del")) is not None
