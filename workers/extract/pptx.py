"""PowerPoint presentations: lxml over slides, notes, diagrams, charts and comments."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from lxml import etree

from criteria.evidence import SegmentKind
from workers.extract import blocks, packed
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_SAFE = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MAIN = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
# What a placeholder of these repeats stands on every slide.
_RUNNING = ("ftr", "hdr", "dt", "sldNum")
_BESIDE = {
    "diagramData": "",
    "chart": "",
    "comments": "Comment: ",
    "notesSlide": "Notes: ",
}


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a presentation: one page per slide; a hidden one says so in its label."""
    archive = packed.office(data)
    try:
        root = etree.fromstring(archive.read(_MAIN), _SAFE)
    except (KeyError, etree.XMLSyntaxError):
        raise Unreadable(Refusal.DAMAGED) from None
    targets = {key: target for key, _, target in _relations(archive, _MAIN)}
    ids = [str(slide.get(_R + "id")) for slide in root.iter(_P + "sldId")]
    names = [targets[key] for key in ids if key in targets]
    return Opened(blocks.paged(_slide(archive, name) for name in names), len(names))


def _relations(archive: zipfile.ZipFile, part: str) -> list[tuple[str, str, str]]:
    """List what a part relates to: its id, its kind, and the part's name."""
    folder, name = posixpath.split(part)
    beside = f"{folder}/_rels/{name}.rels"
    if beside not in archive.namelist():
        return []
    found = []
    for one in etree.fromstring(archive.read(beside), _SAFE):
        if one.get("TargetMode") != "External":
            place = posixpath.join("/" + folder, str(one.get("Target")))
            kind = str(one.get("Type")).rpartition("/")[2]
            found.append((str(one.get("Id")), kind, posixpath.normpath(place)[1:]))
    return found


def _slide(archive: zipfile.ZipFile, name: str) -> Iterator[Block]:
    root = _part(archive, name)
    if root is None:
        return
    label = "hidden" if root.get("show") == "0" else ""
    for block in _shapes(root):
        yield Block(block.kind, block.text, block.level, block.cells, label)
    for _, kind, target in _relations(archive, name):
        beside = _part(archive, target) if kind in _BESIDE else None
        if beside is not None:
            yield from _beside(beside, kind)


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    try:
        return etree.fromstring(archive.read(name), _SAFE)
    except (KeyError, etree.XMLSyntaxError):
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
        texts = list(_paragraphs(root))
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
    for element in root.iter(_P + "sp", _A + "tbl"):
        if any(True for _ in element.iterancestors(_MC + "Fallback")):
            continue
        if element.tag == _A + "tbl":
            for row in element.iter(_A + "tr"):
                cells = row.iterchildren(_A + "tc")
                yield blocks.row(" ".join(_paragraphs(cell)) for cell in cells)
        else:
            yield from _shape(element)


def _shape(shape: etree._Element) -> Iterator[Block]:
    place = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    role = "" if place is None else str(place.get("type") or "body")
    if role in _RUNNING:
        yield Block(SegmentKind.RUNNING, "\n".join(_paragraphs(shape)))
    elif role in _TITLES:
        yield Block(SegmentKind.HEADING, " ".join(_paragraphs(shape)), 1)
    else:
        kind = SegmentKind.ITEM if role == "body" else SegmentKind.PARAGRAPH
        for text in _paragraphs(shape):
            yield Block(kind, text)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(_A + "p"):
        parts = (
            "\n" if one.tag == _A + "br" else one.text or ""
            for one in paragraph.iter(_A + "t", _A + "br")
        )
        text = "".join(parts)
        if text.strip():
            yield text
