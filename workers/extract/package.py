"""An Office file as its parts, each unpacked and parsed only when it is asked for."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from workers.extract import literal, packed
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SAFE = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
)
# The strict form of the standard differs in the names of its namespaces alone.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"
# A list of relations as programs write it, and one of it.
_LIST = re.compile(
    rb'<\?xml [^<>]*\?>\s*<Relationships xmlns="http://schemas\.openxmlformats\.org/'
    rb'package/2006/relationships">(?:<Relationship(?: \w+="'
    rb"[!#-%'-;=?-~]*(?:&amp;[!#-%'-;=?-~]*)*"
    rb'")+ ?/>)*</Relationships>\s*'
)
_ONE = re.compile(rb"<Relationship ([^<>]*)/>")
_SAID = re.compile(r'(\w+)="([^"]*)"')
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def parsed(body: bytes) -> etree._Element:
    """Parse a part. Raises XMLSyntaxError, or Unreadable where it declares entities.

    The guard before reads no letters but the usual ones; the parser knows all others.
    """
    root = etree.fromstring(body, _SAFE)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(Refusal.FORBIDDEN_XML)
    return root


class Relation(NamedTuple):
    """What a part points at: another part, or an address outside of the file.

    ``kind`` is the last word of the relation's type, such as *footnotes*.
    """

    key: str
    kind: str
    target: str
    outside: bool


def _listed(body: bytes) -> Iterable[Mapping[str, str] | etree._Element]:
    """Give what a list of relations says of each, in the file's order."""
    if not _LIST.fullmatch(body):
        return parsed(body)
    return [dict(_SAID.findall(literal.text(one))) for one in _ONE.findall(body)]


class Package:
    """An open Office file. Raises Unreadable where the guard before zips does."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._archive = packed.archive(data)

    def main(self) -> tuple[str, bytes]:
        """Give the name and the contents of the part that the others hang on.

        Raises Unreadable when there is none.
        """
        for relation in self.relations("", "officeDocument"):
            body = self.body(relation.target)
            if body is not None:
                return relation.target, body
        raise Unreadable(Refusal.DAMAGED)

    def root(self, name: str) -> etree._Element | None:
        """Parse a part; None if there is none of that name."""
        body = self.body(name)
        return None if body is None else parsed(body)

    def body(self, name: str) -> bytes | None:
        """Unpack a part; None if there is none of that name."""
        member = self._archive.NameToInfo.get(name)
        if member is None:
            return None
        body = packed.part(self._data, member)
        if b"purl.oclc.org/ooxml" in body:
            body = _STRICT.sub(_TRANSITIONAL, body)
        return body

    def size(self, name: str) -> int:
        """Say to how many bytes a part unpacks; 0 if there is none of that name."""
        member = self._archive.NameToInfo.get(name)
        return 0 if member is None else member.file_size

    def relations(self, name: str, *kinds: str) -> Iterator[Relation]:
        """Yield what a part points at, in the file's order, all of it or some kinds.

        The part "" is the file itself.
        """
        folder, called = posixpath.split(name)
        body = self.body(posixpath.join(folder, "_rels", f"{called}.rels"))
        for one in () if body is None else _listed(body):
            kind = str(one.get("Type")).rpartition("/")[2]
            if kinds and kind not in kinds:
                continue
            target = str(one.get("Target"))
            outside = one.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target))[1:]
            yield Relation(str(one.get("Id")), kind, target, outside)

    def title(self) -> str:
        """Say the title that the file's own facts name; "" if they name none."""
        for relation in self.relations("", "core-properties"):
            facts = self.root(relation.target)
            found = None if facts is None else facts.find(_DC_TITLE)
            return "" if found is None else (found.text or "").strip()
        return ""
