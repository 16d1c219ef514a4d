"""PowerPoint presentations: lxml over slides, notes, diagrams, charts and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from criteria.evidence import Page, SegmentKind, UnreadPage
from workers.extract import blocks, refusals
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened
from workers.extract.package import Package, parsed
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SHAPE, _PLACE = f"{_P}sp", f"{_P}ph"
_TABLE, _ROW, _CELL = f"{_A}tbl", f"{_A}tr", f"{_A}tc"
_PARAGRAPH, _TEXT, _BREAK = f"{_A}p", f"{_A}t", f"{_A}br"
_TITLES = ("title", "ctrTitle")
# What a placeholder of these repeats stands on every slide.
_RUNNING = ("ftr", "hdr", "dt", "sldNum")
_BESIDE = {
    "diagramData": "",
    "chart": "",
    "comments": "Comment: ",
    "notesSlide": "Notes: ",
}

_LOST = Block(SegmentKind.PARAGRAPH)  # stands for a part that cannot be read


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a presentation: one page per slide; a hidden one says so in its label."""
    package = Package(data)
    try:
        main, body = package.main()
        root = parsed(body)
        targets = {one.key: one.target for one in package.relations(main)}
    except etree.XMLSyntaxError:
        raise Unreadable(Refusal.DAMAGED) from None
    ids = [str(slide.get(_R + "id")) for slide in root.iter(_P + "sldId")]
    names = [targets[key] for key in ids if key in targets]
    return Opened(_pages(package, names), len(names))


def _pages(package: Package, names: list[str]) -> Iterator[Page | UnreadPage]:
    for number, name in enumerate(names, 1):
        builder, whole = blocks.PageBuilder(), True
        for block in _slide(package, name):
            whole = whole and block is not _LOST
            builder.label = builder.label or block.label
            builder.add(block)
        if whole or builder.length:
            yield builder.page(number)
        if not whole:
            yield UnreadPage(number, refusals.PAGE_BROKEN)


def _slide(package: Package, name: str) -> Iterator[Block]:
    root = _part(package, name)
    if root is None:
        yield _LOST
        return
    yield Block(
        SegmentKind.PARAGRAPH, label="hidden" if root.get("show") == "0" else ""
    )
    yield from _shapes(root)
    try:
        relations = [*package.relations(name, *_BESIDE)]
    except etree.XMLSyntaxError:
        yield _LOST
        return
    for relation in relations:
        if not relation.outside:
            beside = _part(package, relation.target)
            yield from [_LOST] if beside is None else _beside(beside, relation.kind)


def _part(package: Package, name: str) -> etree._Element | None:
    """Parse a part; None if it is not there or broken."""
    try:
        return package.root(name)
    except etree.XMLSyntaxError:
        return None
    except Unreadable as problem:
        if problem.code is not Refusal.DAMAGED:
            raise
        return None


def _beside(root: etree._Element, kind: str) -> Iterator[Block]:
    """Read what belongs to a slide in a part of its own."""
    if kind == "chart":
        texts = [*_paragraphs(root), *_chart_words(root)]
    elif kind == "comments":
        texts = [str(t.text or "") for t in root.iter(_P + "text", "{*}t")]
    elif kind == "notesSlide":
        texts = [b.text for b in _shapes(root) if b.kind is not SegmentKind.RUNNING]
    else:
        texts = _paragraphs(root)
    text = "\n".join(filter(str.strip, texts))
    if text:
        block = SegmentKind.NOTE if _BESIDE[kind] else SegmentKind.PARAGRAPH
        yield Block(block, _BESIDE[kind] + text)


def _chart_words(root: etree._Element) -> Iterator[str]:
    """Take a chart's names of series and categories, each once, but not its figures."""
    seen: dict[str, None] = {}
    for cache in root.iter(_C + "strCache"):
        seen.update((str(v.text or ""), None) for v in cache.iter(_C + "v"))
    yield from seen


def _shapes(root: etree._Element) -> Iterator[Block]:
    """Walk the shapes of a slide, those in groups too, in the order they are kept."""
    if next(root.iter(_FALLBACK), None) is not None:
        etree.strip_elements(root, _FALLBACK, with_tail=False)
    for element in root.iter(_SHAPE, _TABLE):
        if element.tag == _SHAPE:
            yield from _shape(element)
            continue
        for row in element.iter(_ROW):
            cells = row.iterchildren(_CELL)
            yield blocks.row(" ".join(_paragraphs(cell)) for cell in cells)


def _shape(shape: etree._Element) -> Iterator[Block]:
    place = next(shape.iter(_PLACE), None)
    role = "" if place is None else str(place.get("type") or "body")
    texts = _paragraphs(shape)
    if role in _RUNNING:
        yield Block(SegmentKind.RUNNING, "\n".join(texts))
    elif role in _TITLES:
        yield Block(SegmentKind.HEADING, " ".join(texts), 1)
    else:
        kind = SegmentKind.ITEM if role == "body" else SegmentKind.PARAGRAPH
        for text in texts:
            yield Block(kind, text)


def _paragraphs(root: etree._Element) -> list[str]:
    """Write out each paragraph that says something."""
    found: list[list[str]] = []
    for one in root.iter(_PARAGRAPH, _TEXT, _BREAK):
        name = one.tag
        if name == _PARAGRAPH:
            found.append([])
        elif found:
            found[-1].append("\n" if name == _BREAK else one.text or "")
    texts = ["".join(parts) for parts in found]
    return [text for text in texts if text.strip()]
