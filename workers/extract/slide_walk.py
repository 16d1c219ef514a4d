"""The parts of a presentation, walked by their elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SHAPE, _PLACE = f"{_P}sp", f"{_P}ph"
_TABLE, _ROW, _CELL = f"{_A}tbl", f"{_A}tr", f"{_A}tc"
_PARAGRAPH, _TEXT, _BREAK = f"{_A}p", f"{_A}t", f"{_A}br"
ROW = "row"


class Shape(NamedTuple):
    """The paragraphs of a shape that say something, or the cells of a table's ROW.

    ``role`` is what its placeholder is for, such as *title*; "" if it is none.
    """

    role: str
    texts: list[str]


class Slide(NamedTuple):
    """A slide, or the notes of one, with its shapes in the order they are kept."""

    hidden: bool
    shapes: list[Shape]


def slide(root: etree._Element) -> Slide:
    """Walk a slide, and the groups in it too."""
    if next(root.iter(_FALLBACK), None) is not None:
        etree.strip_elements(root, _FALLBACK, with_tail=False)
    return Slide(root.get("show") == "0", [*_shapes(root)])


def _shapes(root: etree._Element) -> Iterator[Shape]:
    for element in root.iter(_SHAPE, _TABLE):
        if element.tag == _SHAPE:
            yield Shape(_role(element), paragraphs(element))
            continue
        for row in element.iter(_ROW):
            cells = row.iterchildren(_CELL)
            yield Shape(ROW, [" ".join(paragraphs(cell)) for cell in cells])


def _role(shape: etree._Element) -> str:
    place = next(shape.iter(_PLACE), None)
    return "" if place is None else str(place.get("type") or "body")


def paragraphs(root: etree._Element) -> list[str]:
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


def chart(root: etree._Element) -> list[str]:
    """Read a chart's texts, and its names of series and categories, each name once.

    Its figures are left out.
    """
    caches = root.iter(_C + "strCache")
    names = (str(v.text or "") for cache in caches for v in cache.iter(_C + "v"))
    return [*paragraphs(root), *dict.fromkeys(names)]


def comments(root: etree._Element) -> list[str]:
    """Take what people wrote beside a slide."""
    return [str(one.text or "") for one in root.iter(_P + "text", "{*}t")]
