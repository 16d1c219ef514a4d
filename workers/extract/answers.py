"""Answers to what a worker may ask about a file. Runs in the child."""

from __future__ import annotations

import importlib
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, cast

from criteria.evidence import UnreadPage
from workers.extract import kinds, limits, wire
from workers.extract.kinds import Kind
from workers.extract.opened import Ask
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workers.extract.children import Child
    from workers.extract.opened import Opened


class _Format(Protocol):
    def read(self, data: bytes, ask: Ask) -> Opened:
        """Open a file and say how its pages come."""

    def children(self, data: bytes, name: str) -> Iterator[Child]:
        """Take out the files inside, where the format holds any."""

    def cells(self, data: bytes) -> Iterator[Iterable[list[str]]]:
        """Give the rows of each sheet, where the format is a table."""


# Each is imported only when a file of its kind comes: some take a tenth of a second.
_MODULES = {
    Kind.PDF: "pdf",
    Kind.DOCX: "docx",
    Kind.HTML: "webpage",
    Kind.MARKDOWN: "markdown",
    Kind.TEXT: "text",
    Kind.XLSX: "sheets",
    Kind.ODS: "sheets",
    Kind.XLS: "sheets",
    Kind.CSV: "csv_table",
    Kind.PPTX: "pptx",
    Kind.ODT: "opendocument",
    Kind.ODP: "opendocument",
    Kind.RTF: "rich",
    Kind.DOC: "old",
    Kind.PPT: "old",
    Kind.EML: "mail",
    Kind.MSG: "outlook",
    Kind.ZIP: "archive",
    Kind.PNG: "pictures",
    Kind.JPEG: "pictures",
    Kind.TIFF: "pictures",
}
_REFUSED = {Kind.LOCKED: Refusal.PASSWORD}
_TABLES = {Kind.XLSX, Kind.ODS, Kind.XLS, Kind.CSV, Kind.TEXT}
_HOLDERS = {Kind.PDF, Kind.ZIP, Kind.EML, Kind.MSG}


def to(message: dict[str, Any], data: bytes) -> Iterator[dict[str, Any] | bytes]:
    """Answer a question about the bytes of a file."""
    name = str(message["name"])
    do = message["do"]
    if do == "children":
        return _children(name, data)
    if do == "cells":
        return _cells(name, data)
    if do == "properties":
        return _properties(name, data)
    if do in ("image", "places", "pictured"):
        return _looked(message, name, data)
    ask = Ask(
        name,
        int(message.get("first", 1)),
        message.get("last"),
        bool(message.get("second")),
    )
    return _read(ask, data)


def _children(name: str, data: bytes) -> Iterator[dict[str, Any] | bytes]:
    kind = kinds.of(data, name)
    if kind not in _HOLDERS:
        return
    for child in _module(kind).children(data, name):
        yield {"name": child.name, "problem": child.problem}
        yield child.data


def _properties(name: str, data: bytes) -> Iterator[dict[str, Any]]:
    from workers.extract import properties  # noqa: PLC0415 - brings PDFium along

    yield {"properties": properties.of(data, name)}


def _cells(name: str, data: bytes) -> Iterator[dict[str, Any]]:
    kind = kinds.of(data, name)
    if kind in _REFUSED or kind not in _TABLES:
        raise Unreadable(_REFUSED.get(kind, Refusal.UNKNOWN_KIND))
    room = limits.LIST_CHARACTERS
    for sheet in islice(_module(kind).cells(data), limits.LIST_SHEETS):
        rows = [
            [cell[: limits.LIST_CELL] for cell in row[: limits.LIST_COLUMNS]]
            for row in islice(sheet, limits.LIST_ROWS)
        ]
        room -= sum(len(cell) for row in rows for cell in row)
        if room < 0:
            raise Unreadable(Refusal.UNPACKS_TOO_LARGE)
        yield {"sheet": rows}


def _looked(
    message: dict[str, Any], name: str, data: bytes
) -> Iterator[dict[str, Any] | bytes]:
    from workers.extract import looking  # noqa: PLC0415 - brings Pillow along

    if message["do"] == "pictured":
        numbers = [int(number) for number in message["pages"]]
        yield {"pictured": looking.pictured(data, name, numbers)}
        return
    page = int(message["page"])
    if message["do"] == "image":
        yield looking.image(data, name, page, int(message["dpi"]))
        return
    spans = [(int(start), int(end)) for start, end in message["spans"]]
    yield {"places": looking.places(data, name, page, spans)}


def _module(kind: Kind) -> _Format:
    module = importlib.import_module(f"workers.extract.{_MODULES[kind]}")
    return cast("_Format", module)


def _read(ask: Ask, data: bytes) -> Iterator[dict[str, Any]]:
    kind = kinds.of(data, ask.name)
    if kind not in _MODULES:
        raise Unreadable(_REFUSED.get(kind, Refusal.UNKNOWN_KIND))
    opened = _module(kind).read(data, ask)
    remark = kinds.remark(kind, ask.name)
    remarks = (remark, *opened.remarks) if remark else opened.remarks
    about = wire.Contents(kind, opened.count, opened.title, remarks)
    yield {"contents": wire.from_contents(about)}
    written = 0
    for page in opened.pages:
        if isinstance(page, UnreadPage):
            yield {"unread": wire.from_unread(page)}
            continue
        written += len(page.text)
        if written > limits.CHARACTERS:
            raise Unreadable(Refusal.UNPACKS_TOO_LARGE)
        yield {"page": page}
