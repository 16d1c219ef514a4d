"""Word documents: our own walk reads every part of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from criteria.evidence import SegmentKind
from workers.extract import blocks, word_plain
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened
from workers.extract.package import Package, parsed
from workers.extract.refusals import Refusal, Unreadable
from workers.extract.word_beside import Beside
from workers.extract.word_styles import Styles
from workers.extract.word_walk import BREAK, Notes, Walk, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workers.extract.package import Relation

_DRAWN = b"lastRenderedPageBreak"
_FURNITURE = {"separator", "continuationSeparator", "continuationNotice"}


def read(data: bytes, ask: Ask) -> Opened:
    """Open a Word document, a template, or one with macros.

    Its pages are those Word last drew, where it has noted them; else what its author
    parted by page breaks; else sections.
    """
    if not ask.second:
        try:
            return _read(data)
        except Unreadable as problem:
            if problem.code is not Refusal.DAMAGED:
                raise
    from workers.extract import docx_second  # noqa: PLC0415 - slow to start, seldom needed

    return docx_second.read(data)


def _read(data: bytes) -> Opened:
    package = Package(data)
    content, foot = _blocks(package, _inner)
    title = _title(package)
    if not any(block is BREAK for block in content):
        return Opened(blocks.sections([*content, *foot]), title=title)
    groups = [*_groups(content)]
    groups[0].extend(foot)
    return Opened(blocks.paged(groups), len(groups), title)


def _blocks(
    package: Package, inner: Callable[[bytes], Iterable[Block]]
) -> tuple[list[Block], list[Block]]:
    """Read all but the footers, and these."""
    try:
        name, body = package.main()
        beside = _Beside(package, list(package.relations(name)))
        styles = Styles(beside.body("styles"))
        drawn = _DRAWN in body.replace(b"\x00", b"")
        walk = Walk(styles, beside.notes(inner), drawn=drawn)
        content = [*beside.running(walk, "header"), *_content(body, walk, styles)]
        return content, list(beside.running(walk, "footer"))
    except etree.XMLSyntaxError:
        raise Unreadable(Refusal.DAMAGED) from None


def _inner(data: bytes) -> Iterable[Block]:
    """Read a document inside of another; one that is inside of it is left out."""
    content, _ = _blocks(Package(data), lambda _: [])
    return [one for one in content if one is not BREAK]


def _content(part: bytes, walk: Walk, styles: Styles) -> Iterable[Block]:
    try:
        return word_plain.through(part, b"<w:body", walk, styles)
    except word_plain.Unusual:
        body = parsed(part).find(tag("body"))
    if body is None:
        raise Unreadable(Refusal.DAMAGED)
    return walk.through(body)


def _title(package: Package) -> str:
    """Say the document's title; many a program writes its facts wrongly."""
    try:
        return package.title()
    except (etree.XMLSyntaxError, Unreadable):
        return ""


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


class _Beside:
    """The parts beside a document's own text."""

    def __init__(self, package: Package, relations: list[Relation]) -> None:
        self._package = package
        self._relations = relations

    def _parts(self, kind: str) -> Iterator[etree._Element]:
        for relation in self._relations:
            if relation.kind == kind and not relation.outside:
                root = self._package.root(relation.target)
                if root is not None:
                    yield root

    def root(self, kind: str) -> etree._Element | None:
        """Read the part of a kind that a document has at most once."""
        return next(self._parts(kind), None)

    def body(self, kind: str) -> bytes:
        """Unpack the part of a kind that a document has at most once; b"" if none."""
        for relation in self._relations:
            if relation.kind == kind and not relation.outside:
                return self._package.body(relation.target) or b""
        return b""

    def running(self, walk: Walk, kind: str) -> Iterator[Block]:
        """Read headers or footers, each text once, since they stand on every page."""
        seen: set[str] = set()
        for root in self._parts(kind):
            for block in walk.through(root):
                if block.kind is SegmentKind.NOTE or block is BREAK:
                    continue
                if block.text.strip() not in seen:
                    seen.add(block.text.strip())
                    yield Block(SegmentKind.RUNNING, block.text)

    def notes(self, inner: Callable[[bytes], Iterable[Block]]) -> Notes:
        """Find the texts of foot- and endnotes and of comments by their numbers."""
        return Notes(
            {
                "footnoteReference": _numbered(self.root("footnotes")),
                "endnoteReference": _numbered(self.root("endnotes")),
                "commentReference": _numbered(self.root("comments")),
            },
            {
                relation.key: relation.target
                for relation in self._relations
                if relation.kind == "hyperlink" and relation.outside
            },
            Beside(self._package, self._relations, inner).blocks,
        )


def _numbered(root: etree._Element | None) -> dict[str, etree._Element]:
    if root is None:
        return {}
    return {
        str(note.get(tag("id"))): note
        for note in root
        if note.get(tag("type")) not in _FURNITURE
    }
