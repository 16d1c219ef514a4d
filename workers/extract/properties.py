"""What a file says of itself beside its text: who made it, by which program.

Runs in the child.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from workers.extract import kinds, packed, pdf
from workers.extract.kinds import Kind
from workers.extract.package import Package, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_OFFICE = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX})
_OPEN = frozenset({Kind.ODT, Kind.ODS, Kind.ODP})
_AUTHOR, _PROGRAM, _SIGNED = "author", "program", "signed"
_NAMES = {
    "initial-creator": _AUTHOR,
    "creator": _AUTHOR,
    "Application": _PROGRAM,
    "generator": _PROGRAM,
}
_SIGNATURE = re.compile(r"_xmlsignatures/[^/]+\.xml|META-INF/documentsignatures\.xml")
_LONGEST = 200


def of(data: bytes, name: str) -> dict[str, str]:
    """Say ``author`` and ``program``, and ``signed`` where it has a digital signature.

    What the file does not say is left out.
    """
    kind = kinds.of(data, name)
    if kind is Kind.PDF:
        said = _of_pdf(data)
    elif kind in _OFFICE | _OPEN:
        said = _told(_office(data) if kind in _OFFICE else _open(data))
        said[_SIGNED] = "yes" if _is_signed(data) else ""
    else:
        said = {}
    return {key: value[:_LONGEST] for key, value in said.items() if value}


def _of_pdf(data: bytes) -> dict[str, str]:
    document = pdf.document_of(data)
    if document is None:
        return {}
    programs = dict.fromkeys((document.fact("Creator"), document.fact("Producer")))
    said = {
        _AUTHOR: document.fact("Author"),
        _PROGRAM: ", ".join(filter(None, programs)),
        _SIGNED: "yes" if document.is_signed() else "",
    }
    document.close()
    return said


def _office(data: bytes) -> Iterator[etree._Element]:
    package = Package(data)
    for one in package.relations("", "core-properties", "extended-properties"):
        root = package.root(one.target)
        if root is not None:
            yield root


def _open(data: bytes) -> Iterator[etree._Element]:
    with packed.office(data) as archive:
        if "meta.xml" in archive.namelist():
            packed.bound(archive.getinfo("meta.xml"))
            yield parsed(archive.read("meta.xml"))


def _is_signed(data: bytes) -> bool:
    """Say whether an Office or OpenDocument file holds a signature, by its parts."""
    with packed.archive(data) as archive:
        return any(map(_SIGNATURE.fullmatch, archive.namelist()))


def _told(parts: Iterator[etree._Element]) -> dict[str, str]:
    """Gather what some parts say; a part that cannot be read says nothing."""
    said: dict[str, str] = {}
    try:
        for part in parts:
            for element in part.iter(etree.Element):
                key = _NAMES.get(str(element.tag).rpartition("}")[2])
                if key and element.text:
                    said.setdefault(key, element.text.strip())
    except etree.XMLSyntaxError:
        pass
    return said
