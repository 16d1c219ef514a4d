"""PowerPoint presentations: slides with their notes, diagrams, charts and comments.

A part is read from its bytes where it is written as programs write it; any other is
parsed and walked, with the same outcome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from lxml import etree

from criteria.evidence import Page, SegmentKind, UnreadPage
from workers.extract import blocks, refusals, slide_plain, slide_walk
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened
from workers.extract.package import Package, parsed
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workers.extract.package import Relation
    from workers.extract.slide_walk import Shape, Slide

# Python 3.11 takes long to look up a member of an enumeration.
_A_PARAGRAPH, _A_NOTE = SegmentKind.PARAGRAPH, SegmentKind.NOTE
_A_RUNNING, _A_HEADING = SegmentKind.RUNNING, SegmentKind.HEADING
_AN_ITEM = SegmentKind.ITEM
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
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
_TOGETHER = 16  # slides
_LARGE = 1 << 20  # bytes
_Found = TypeVar("_Found")


class _Slide(NamedTuple):
    """A slide's part, and those that belong to it; None if nobody can say which.

    ``size`` is what all of them unpack to, in bytes.
    """

    name: str
    beside: list[Relation] | None
    size: int


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
    number = 0
    for batch in _batches(package, names):
        slides = [
            _part(package, one.name, slide_plain.slide, slide_walk.slide)
            for one in batch
        ]
        besides = [[*_beside(package, one.beside)] for one in batch]
        for slide, beside in zip(slides, besides, strict=True):
            number += 1
            yield from _page(number, _blocks(slide, beside))


def _batches(package: Package, names: list[str]) -> Iterator[list[_Slide]]:
    """Part the slides into batches, and those that are large into single ones.

    What is done for many, one step after the other, finds its code still in the
    processor's cache; it takes a sixth less.
    """
    for at in range(0, len(names), _TOGETHER):
        some = [_listed(package, name) for name in names[at : at + _TOGETHER]]
        small = sum(one.size for one in some) < _LARGE
        yield from [some] if small else ([one] for one in some)


def _listed(package: Package, name: str) -> _Slide:
    try:
        relations = package.relations(name, *_BESIDE)
        beside = [one for one in relations if not one.outside]
    except etree.XMLSyntaxError:
        return _Slide(name, None, package.size(name))
    parts = (name, *(one.target for one in beside))
    return _Slide(name, beside, sum(map(package.size, parts)))


def _page(number: int, found: Iterable[Block]) -> Iterator[Page | UnreadPage]:
    builder, whole = blocks.PageBuilder(), True
    for block in found:
        whole = whole and block is not _LOST
        builder.label = builder.label or block.label
        builder.add(block)
    if whole or builder.length:
        yield builder.page(number)
    if not whole:
        yield UnreadPage(number, refusals.PAGE_BROKEN)


def _blocks(slide: Slide | None, beside: list[Block]) -> Iterator[Block]:
    if slide is None:
        yield _LOST
        return
    yield Block(_A_PARAGRAPH, label="hidden" if slide.hidden else "")
    yield from _shapes(slide.shapes)
    yield from beside


def _part(
    package: Package,
    name: str,
    plain: Callable[[bytes], _Found],
    walk: Callable[[etree._Element], _Found],
) -> _Found | None:
    """Read a part in one of two ways; None if it is not there or broken."""
    try:
        body = package.body(name)
        if body is None:
            return None
        try:
            return plain(body)
        except slide_plain.Unusual:
            return walk(parsed(body))
    except etree.XMLSyntaxError:
        return None
    except Unreadable as problem:
        if problem.code is not Refusal.DAMAGED:
            raise
        return None


def _beside(package: Package, relations: list[Relation] | None) -> Iterator[Block]:
    """Read what belongs to a slide in parts of their own."""
    if relations is None:
        yield _LOST
        return
    for relation in relations:
        texts = _texts(package, relation)
        if texts is None:
            yield _LOST
        elif text := "\n".join(filter(str.strip, texts)):
            said = _BESIDE[relation.kind]
            kind = _A_NOTE if said else _A_PARAGRAPH
            yield Block(kind, said + text)


def _texts(package: Package, relation: Relation) -> list[str] | None:
    name = relation.target
    match relation.kind:
        case "chart":
            return _part(package, name, slide_plain.chart, slide_walk.chart)
        case "comments":
            return _part(package, name, slide_plain.comments, slide_walk.comments)
        case "notesSlide":
            notes = _part(package, name, slide_plain.slide, slide_walk.slide)
            if notes is None:
                return None
            found = _shapes(notes.shapes)
            return [b.text for b in found if b.kind is not _A_RUNNING]
        case _:
            return _part(package, name, slide_plain.paragraphs, slide_walk.paragraphs)


def _shapes(shapes: Iterable[Shape]) -> Iterator[Block]:
    for role, texts in shapes:
        if role == slide_walk.ROW:
            yield blocks.row(texts)
        elif role in _RUNNING:
            yield Block(_A_RUNNING, "\n".join(texts))
        elif role in _TITLES:
            yield Block(_A_HEADING, " ".join(texts), 1)
        else:
            kind = _AN_ITEM if role == "body" else _A_PARAGRAPH
            for text in texts:
                yield Block(kind, text)
