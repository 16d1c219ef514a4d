"""Word documents: python-docx opens them, our own walk reads every part of them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import docx.document
from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.opc.exceptions import OpcError
from lxml import etree

from criteria.evidence import SegmentKind
from workers.extract import blocks, packed
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened
from workers.extract.refusals import Refusal, Unreadable
from workers.extract.word_styles import Styles
from workers.extract.word_walk import BREAK, Notes, Walk, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docx.opc.part import Part

_SAFE = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
)
_TYPES = "[Content_Types].xml"
_PLAIN_DOCUMENT = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
# python-docx opens documents only, and refuses what differs from them in name alone.
_TWINS = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_FURNITURE = {"separator", "continuationSeparator", "continuationNotice"}


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a Word document.

    Its pages are those Word last drew, where it has noted them; else what its author
    parted by page breaks; else sections.
    """
    with packed.office(data) as archive:
        types = archive.read(_TYPES)
        if any(kind in types for kind in _TWINS):
            data = _renamed(archive, types)
    try:
        document = docx.Document(io.BytesIO(data))
    except (OpcError, KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile):
        raise Unreadable(Refusal.DAMAGED) from None
    part = document.part
    body = document.element.body
    walk = Walk(
        Styles(_related(part, KINDS.STYLES)),
        _notes(part),
        drawn=next(body.iter(tag("lastRenderedPageBreak")), None) is not None,
    )
    content = [*_running(part, walk, KINDS.HEADER), *walk.through(body)]
    foot = list(_running(part, walk, KINDS.FOOTER))
    title = _title(document)
    if BREAK not in content:
        return Opened(blocks.sections([*content, *foot]), title=title)
    groups = [*_groups(content)]
    groups[0].extend(foot)
    return Opened(blocks.paged(groups), len(groups), title)


def _title(document: docx.document.Document) -> str:
    """Say the document's title; many a program writes its facts wrongly."""
    try:
        return (document.core_properties.title or "").strip()
    except (AttributeError, KeyError, ValueError):
        return ""


def _renamed(archive: zipfile.ZipFile, types: bytes) -> bytes:
    """Call a template or a document with macros a document: it is one inside."""
    for kind in _TWINS:
        types = types.replace(kind, _PLAIN_DOCUMENT)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for member in archive.infolist():
            body = types if member.filename == _TYPES else archive.read(member)
            out.writestr(member.filename, body)
    return file.getvalue()


def _groups(content: Iterable[Block]) -> Iterator[list[Block]]:
    """Part the blocks at the page breaks among them."""
    group: list[Block] = []
    for block in content:
        if block is BREAK:
            yield group
            group = []
        else:
            group.append(block)
    yield group


def _related(part: Part, kind: str) -> etree._Element | None:
    """Read the part of a kind that a document has at most once."""
    found = next(_parts(part, kind), None)
    return None if found is None else etree.fromstring(found.blob, _SAFE)


def _parts(part: Part, kind: str) -> Iterator[Part]:
    for relation in part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            yield relation.target_part


def _running(part: Part, walk: Walk, kind: str) -> Iterator[Block]:
    """Read headers or footers, each text once, since they stand on every page."""
    seen: set[str] = set()
    for found in _parts(part, kind):
        for block in walk.through(etree.fromstring(found.blob, _SAFE)):
            if block.kind is SegmentKind.NOTE or block is BREAK:
                continue
            if block.text.strip() not in seen:
                seen.add(block.text.strip())
                yield Block(SegmentKind.RUNNING, block.text)


def _notes(part: Part) -> Notes:
    """Find the texts of foot- and endnotes and of comments by their numbers."""
    return Notes(
        {
            "footnoteReference": _numbered(_related(part, KINDS.FOOTNOTES)),
            "endnoteReference": _numbered(_related(part, KINDS.ENDNOTES)),
            "commentReference": _numbered(_related(part, KINDS.COMMENTS)),
        },
        {
            relation.rId: relation.target_ref
            for relation in part.rels.values()
            if relation.reltype == KINDS.HYPERLINK and relation.is_external
        },
    )


def _numbered(root: etree._Element | None) -> dict[str, etree._Element]:
    if root is None:
        return {}
    return {
        str(note.get(tag("id"))): note
        for note in root
        if note.get(tag("type")) not in _FURNITURE
    }
