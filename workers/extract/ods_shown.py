"""How an OpenDocument spreadsheet shows its numbers, and the comments on its cells.

Told in the form in which the second reader of workbooks tells it of Excel's.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from lxml import etree

from workers.extract import packed
from workers.extract.package import parsed
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE = f"{{{_NAMES}table:1.0}}"
_OFFICE = f"{{{_NAMES}office:1.0}}"
_TEXT = f"{{{_NAMES}text:1.0}}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def sections(data: bytes) -> list[dict[str, Any]]:
    """Tell of each sheet its numbers with their shown text, and its comments.

    Nothing where that cannot be read.
    """
    try:
        with packed.office(data) as archive:
            packed.bound(archive.getinfo("content.xml"))
            content = parsed(archive.read("content.xml"))
    except (KeyError, etree.XMLSyntaxError, Unreadable, zipfile.BadZipFile, zlib.error):
        return []
    return [
        {"title": sheet.get(_TABLE + "name"), "elements": list(_elements(sheet))}
        for sheet in content.iter(_TABLE + "table")
    ]


def _elements(sheet: etree._Element) -> Iterator[dict[str, Any]]:
    numbers = [
        {
            "data_type": "number",
            "raw_number": cell.get(_OFFICE + "value"),
            "content": [_said(cell)],
        }
        for cell in sheet.iter(_TABLE + "table-cell")
        if cell.get(_OFFICE + "value") is not None
    ]
    yield {"type": "table", "rows": [{"cells": numbers}]}
    for note in sheet.iter(_OFFICE + "annotation"):
        author = note.findtext(_CREATOR) or ""
        yield {"type": "comment", "author": author.strip(), "content": [_said(note)]}


def _said(holder: etree._Element) -> dict[str, str]:
    """The paragraphs of a cell or a comment; not those of a comment in the cell."""
    lines = ["".join(map(str, p.itertext())) for p in holder.iterchildren(_TEXT + "p")]
    return {"type": "text", "text": "\n".join(lines)}
