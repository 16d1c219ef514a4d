"""OpenDocument texts and presentations: lxml over their contents and page styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from criteria.evidence import SegmentKind
from workers.extract import blocks, packed
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened
from workers.extract.package import parsed
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

# Python 3.11 takes long to look up a member of an enumeration.
_A_RUNNING, _A_HEADING = SegmentKind.RUNNING, SegmentKind.HEADING
_A_NOTE = SegmentKind.NOTE
_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT = f"{{{_NAMES}text:1.0}}"
_TABLE = f"{{{_NAMES}table:1.0}}"
_OFFICE = f"{{{_NAMES}office:1.0}}"
_DRAW = f"{{{_NAMES}drawing:1.0}}"
_STYLE = f"{{{_NAMES}style:1.0}}"
_PRESENTATION = f"{{{_NAMES}presentation:1.0}}"
_SVG = f"{{{_NAMES}svg-compatible:1.0}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DC = "{http://purl.org/dc/elements/1.1/}"
_SKIPPED = {
    _TEXT + "page-number",
    _TEXT + "page-count",
    _TEXT + "tracked-changes",
    _TEXT + "sequence-decls",
    _OFFICE + "forms",
    _OFFICE + "annotation-end",
    _SVG + "title",
    _TEXT + "ruby-text",
}
_WRITTEN = {_TEXT + "tab": "\t", _TEXT + "line-break": "\n"}
_HANGING = {
    *(_TEXT + "note", _OFFICE + "annotation"),
    *(_DRAW + "text-box", _SVG + "desc"),
}
_PAGES = {_TEXT + "soft-page-break", _DRAW + "page"}
_WITHIN = {
    _TEXT + "list-item": SegmentKind.ITEM,
    _PRESENTATION + "notes": SegmentKind.NOTE,
}
_DEEPEST = 200
_MOST_BLANKS = 100
BREAK = Block(SegmentKind.PARAGRAPH, "\f")


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a text or a presentation; a slide, or a page as last drawn, is a page."""
    archive = packed.office(data)
    content = _part(archive, "content.xml")
    body = None if content is None else content.find(_OFFICE + "body")
    if body is None:
        raise Unreadable(Refusal.DAMAGED)
    walk = _Walk()
    found = [*_running(archive, walk), *walk.through(body)]
    groups = list(_groups(found))
    title = _title(archive)
    if len(groups) == 1:
        return Opened(blocks.sections(groups[0]), title=title)
    return Opened(blocks.paged(groups), len(groups), title)


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    try:
        packed.bound(archive.getinfo(name))
        return parsed(archive.read(name))
    except (KeyError, etree.XMLSyntaxError):
        return None


def _title(archive: zipfile.ZipFile) -> str:
    facts = _part(archive, "meta.xml")
    found = None if facts is None else next(facts.iter(_DC + "title"), None)
    return "" if found is None else (found.text or "").strip()


def _groups(content: list[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for block in content:
        if block is not BREAK:
            group.append(block)
        elif group:
            yield group
            group = []
    yield group


def _running(archive: zipfile.ZipFile, walk: _Walk) -> Iterator[Block]:
    """Read headers and footers once, since they stand on every page."""
    styles = _part(archive, "styles.xml")
    if styles is None:
        return
    seen: set[str] = set()
    for part in styles.iter(_STYLE + "header", _STYLE + "footer"):
        for block in walk.through(part):
            if block is not BREAK and block.text not in seen:
                seen.add(block.text)
                yield Block(_A_RUNNING, block.text)


class _Walk:
    """Yields the blocks of a part, in reading order."""

    def __init__(self) -> None:
        self._depth = 0

    def through(
        self, root: etree._Element, kind: SegmentKind = SegmentKind.PARAGRAPH
    ) -> Iterator[Block]:
        """Walk the blocks inside of a body, a cell, a list, a note or a header."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RecursionError
        for child in root:
            if child.tag == _TEXT + "h":
                level = str(child.get(_TEXT + "outline-level") or "1")
                number = int(level) if level.isdecimal() else 1
                yield from self._paragraph(child, _A_HEADING, number)
            elif child.tag == _TEXT + "p":
                yield from self._paragraph(child, kind)
            elif child.tag not in _SKIPPED:
                yield from self._holder(child, kind)
        self._depth -= 1

    def _holder(self, child: etree._Element, kind: SegmentKind) -> Iterator[Block]:
        """Walk an element that holds blocks."""
        if child.tag == _TABLE + "table-row":
            yield from self._row(child)
        elif child.tag == _SVG + "desc":
            yield from self._hanging(child)
        elif child.tag == _DRAW + "frame":
            yield from self._frame(child, kind)
        else:
            if child.tag in _PAGES:
                yield BREAK
            yield from self.through(child, _WITHIN.get(child.tag, kind))

    def _frame(self, frame: etree._Element, kind: SegmentKind) -> Iterator[Block]:
        """Walk a frame on a slide; a slide's title is its heading."""
        if frame.get(_PRESENTATION + "class") == "title":
            text = " ".join(b.text for b in self.through(frame) if b is not BREAK)
            yield Block(_A_HEADING, text, 1)
        else:
            yield from self.through(frame, kind)

    def _paragraph(
        self, element: etree._Element, kind: SegmentKind, level: int = 0
    ) -> Iterator[Block]:
        after: list[Block] = []
        text = self._written(element, after)
        if text.strip():
            yield Block(kind, text, level)
        yield from after

    def _written(self, element: etree._Element, after: list[Block]) -> str:
        """Write out running text; what hangs on it, and page breaks, come after."""
        parts = [_folded(element.text)]
        for child in element:
            if child.tag == _TEXT + "s":
                count = str(child.get(_TEXT + "c") or "1")
                parts.append(" " * min(int(count), _MOST_BLANKS))
            elif child.tag in _WRITTEN:
                parts.append(_WRITTEN[child.tag])
            elif child.tag in _PAGES:
                after.append(BREAK)
            elif child.tag in _HANGING:
                after.extend(self._hanging(child))
            elif child.tag == _TEXT + "a":
                parts.append(self._link(child, after))
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                parts.append(self._written(child, after))
            parts.append(_folded(child.tail))
        return "".join(parts)

    def _link(self, element: etree._Element, after: list[Block]) -> str:
        text = self._written(element, after)
        target = element.get(_HREF) or ""
        if target.startswith(("http:", "https:")) and target not in text:
            after.append(Block(_A_NOTE, f"{text.strip()}: {target}"))
        return text

    def _hanging(self, element: etree._Element) -> Iterator[Block]:
        if element.tag == _DRAW + "text-box":
            yield from self.through(element)
            return
        if element.tag == _SVG + "desc":
            said = " ".join("".join(map(str, element.itertext())).split())
            if said:
                yield Block(_A_NOTE, f"Picture: {said}")
            return
        inside = element.find(_TEXT + "note-body")
        texts = self.through(element if inside is None else inside)
        text = "\n".join(block.text for block in texts if block is not BREAK)
        author = element.findtext(_DC + "creator")
        yield Block(_A_NOTE, f"Comment by {author}: {text}" if author else text)

    def _row(self, row: etree._Element) -> Iterator[Block]:
        """Yield a row, and behind it what hangs on its cells."""
        cells = row.iterchildren(_TABLE + "table-cell", _TABLE + "covered-table-cell")
        read = [
            [block for block in self.through(cell) if block is not BREAK]
            for cell in cells
        ]
        note = _A_NOTE
        yield blocks.row(
            " ".join(block.text for block in cell if block.kind is not note)
            for cell in read
        )
        yield from (block for cell in read for block in cell if block.kind is note)


def _folded(text: str | None) -> str:
    """Fold blanks as the format says: it writes out those that count."""
    if not text:
        return ""
    lead = " " if text[0].isspace() else ""
    tail = " " if text[-1].isspace() and text.strip() else ""
    return lead + " ".join(text.split()) + tail
