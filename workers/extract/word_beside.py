"""What a Word document shows of parts beside its text: diagrams, charts, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from criteria.evidence import SegmentKind
from workers.extract import kinds, slide_walk, text
from workers.extract.blocks import Block
from workers.extract.kinds import Kind
from workers.extract.package import parsed
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from workers.extract.package import Package, Relation

_DRAWN = {"diagramData": slide_walk.paragraphs, "chart": slide_walk.chart}
_FILE = "aFChunk"
_PARAGRAPH = SegmentKind.PARAGRAPH


class Beside:
    """The parts that a document's text shows, each once, by the keys it names them by.

    ``inner`` reads a Word document that was put into this one.
    """

    def __init__(
        self,
        package: Package,
        relations: Iterable[Relation],
        inner: Callable[[bytes], Iterable[Block]],
    ) -> None:
        self._package, self._inner = package, inner
        self._waiting: Mapping[str, Relation] = {
            one.key: one
            for one in relations
            if not one.outside and one.kind in (*_DRAWN, _FILE)
        }
        self._shown: set[str] = set()

    def blocks(self, key: str) -> Iterable[Block]:
        """Read a part; nothing of one that is not there or cannot be read."""
        relation = self._waiting.get(key)
        if relation is None or relation.target in self._shown:
            return []
        self._shown.add(relation.target)
        try:
            body = self._package.body(relation.target) or b""
            if relation.kind == _FILE:
                return self._file(body, relation.target)
            found = _DRAWN[relation.kind](parsed(body))
        except (etree.XMLSyntaxError, Unreadable):
            return []
        return [Block(_PARAGRAPH, line) for line in found if line.strip()]

    def _file(self, body: bytes, name: str) -> Iterable[Block]:
        kind = kinds.of(body, name)
        if kind is Kind.DOCX:
            return self._inner(body)
        from workers.extract import mail, webpage  # noqa: PLC0415 - seldom needed

        if kind is Kind.HTML:
            return [Block(*one) for one in webpage.written(body)]
        if b"mime-version:" in body[: kinds.HEAD].lower():
            return [Block(*one) for one in mail.told(body)]
        return [*mail.written(text.decode(body))] if kind is Kind.TEXT else []
