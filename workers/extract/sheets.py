"""Workbooks: one page per sheet, values as their reader sees them where that is known.

calamine is quick and exact and knows only values; office-oxide is slower and also shows
them as they are formatted (45.5 %, not 0.455); `ods_shown` does so for OpenDocument.
Comments of today's Excel are read by `sheet_comments`.
"""

from __future__ import annotations

import contextlib
import datetime
import io
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from office_oxide import Document, OfficeOxideError
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from criteria.evidence import SegmentKind
from workers.extract import (
    kinds,
    limits,
    ods_shown,
    packed,
    sheet_comments,
    tables,
    unmerged,
)
from workers.extract.blocks import Block, Rows
from workers.extract.kinds import Kind
from workers.extract.opened import Ask, Opened
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SHOWN = 20_000  # cells up to which the slower reader is asked as well
_HIDDEN = " (hidden)"
_NOTES = ("endnote", "footnote", "comment")
_Shown = Mapping[float, str]
_PLAIN: _Shown = {}


def read(data: bytes, ask: Ask) -> Opened:
    """Open a workbook of Excel or OpenDocument; hidden sheets say so in their label."""
    kind = kinds.of(data, ask.name)
    if kind is not Kind.XLS:
        packed.office(data).close()
    if ask.second:
        return _by_second(data, kind)
    try:
        book, sheets = _loaded(data, kind)
    except PasswordError:
        raise Unreadable(Refusal.PASSWORD) from None
    except CalamineError:
        return _by_second(data, kind)
    if any(sheet.height * sheet.width > limits.CELLS for sheet in sheets):
        raise Unreadable(Refusal.TOO_MANY_CELLS)
    small = sum(sheet.height * sheet.width for sheet in sheets) <= _SHOWN
    beside = _told(data, kind, small=small)
    contents = (_sheet(sheet, beside.get(sheet.name, []), kind) for sheet in sheets)
    labels = [
        one.name + (_HIDDEN if one.visible is not SheetVisibleEnum.Visible else "")
        for one in book.sheets_metadata
    ]
    return Opened(tables.pages(zip(labels, contents, strict=True)))


def cells(data: bytes) -> Iterator[Iterable[list[str]]]:
    """Give the rows of each sheet that is shown; numbers and days as they are kept."""
    if kinds.of(data, "") is not Kind.XLS:
        packed.office(data).close()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.visible is SheetVisibleEnum.Visible:
                rows = book.get_sheet_by_name(about.name).iter_rows()
                yield map(written, rows)
    except PasswordError:
        raise Unreadable(Refusal.PASSWORD) from None
    except CalamineError:
        raise Unreadable(Refusal.DAMAGED) from None


def _loaded(data: bytes, kind: Kind) -> tuple[CalamineWorkbook, list[CalamineSheet]]:
    """Have all sheets read; as they are, where the quick way fails.

    Raises CalamineError where the first reader opens no workbook, and Unreadable where
    it opens one of which a sheet is broken.
    """
    with contextlib.suppress(CalamineError, Unreadable):
        if kind is Kind.XLSX and (quick := unmerged.unmerged(data)):
            book = CalamineWorkbook.from_filelike(quick)
            return book, _all(book)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    try:
        return book, _all(book)
    except CalamineError:
        raise Unreadable(Refusal.DAMAGED) from None


def _all(book: CalamineWorkbook) -> list[CalamineSheet]:
    return [book.get_sheet_by_name(name) for name in book.sheet_names]


def _sheet(
    sheet: CalamineSheet, elements: Sequence[dict[str, Any]], kind: Kind
) -> Iterator[Block | Rows]:
    old = kind is Kind.XLS
    shown = _placed(sheet, elements) if old else _formats(elements)
    if shown:
        yield from tables.read(written(row, shown) for row in sheet.iter_rows())
    else:
        yield from tables.read(sheet.iter_rows(), written)
    yield from _beside(_apart(sheet, elements))


def _apart(
    sheet: CalamineSheet, elements: Sequence[dict[str, Any]]
) -> Iterable[dict[str, Any]]:
    """Leave out cells that the second reader takes for paragraphs in a sparse sheet."""
    if any(one["type"] == "table" for one in elements):
        return elements
    told = {one["type"] for one in elements} - {*_NOTES}
    cells = (
        {text for row in sheet.iter_rows() for text in written(row)} if told else set()
    )
    return (one for one in elements if one["type"] in _NOTES or _flat(one) not in cells)


def _told(data: bytes, kind: Kind, *, small: bool) -> dict[str, list[dict[str, Any]]]:
    """Tell what is known of each sheet by its name: shown numbers, comments, boxes."""
    told = ods_shown.sections if kind is Kind.ODS else partial(_sections, kind=kind)
    sections = told(data) if small else []
    beside = {str(one.get("title")): list(one["elements"]) for one in sections}
    notes = sheet_comments.by_sheet(data) if kind is Kind.XLSX else {}
    for name, found in notes.items():
        others = [one for one in beside.get(name, []) if one["type"] not in _NOTES]
        beside[name] = others + found
    return beside


def _sections(data: bytes, kind: Kind) -> list[dict[str, Any]]:
    """Ask the second reader; it reads no OpenDocument, and may fail on its own."""
    if kind not in (Kind.XLSX, Kind.XLS):
        return []
    named: Literal["xls", "xlsx"] = "xls" if kind is Kind.XLS else "xlsx"
    try:
        return list(Document.from_bytes(data, named).to_ir()["sections"])
    except (OfficeOxideError, ValueError):
        return []


def _by_second(data: bytes, kind: Kind) -> Opened:
    """Read a workbook that the first reader could not open, or died of."""
    sections = _sections(data, kind)
    if not sections:
        old = kind is Kind.XLS
        raise Unreadable(Refusal.OLD_SHEET if old else Refusal.DAMAGED)
    labels = [
        str(one.get("title") or "") + (_HIDDEN if one.get("hidden") else "")
        for one in sections
    ]
    contents = (
        [*_rows(one["elements"]), *_beside(one["elements"])] for one in sections
    )
    return Opened(tables.pages(zip(labels, contents, strict=True)))


def _rows(elements: Iterable[dict[str, Any]]) -> Iterator[Block | Rows]:
    for element in elements:
        if element["type"] == "table":
            rows = ([_flat(c) for c in row["cells"]] for row in element["rows"])
            yield from tables.read(rows)


def _beside(elements: Iterable[dict[str, Any]]) -> Iterator[Block]:
    """Read comments and text boxes."""
    for element in elements:
        if element["type"] in _NOTES:
            author = (element.get("author") or "").strip()
            opening = f"Comment by {author}: " if author else "Comment: "
            yield Block(SegmentKind.NOTE, opening + _flat(element["content"]))
        elif element["type"] != "table":
            yield Block(SegmentKind.PARAGRAPH, _flat(element))


def _formats(elements: Iterable[dict[str, Any]]) -> _Shown:
    """Learn how a sheet shows its numbers; one shown in two ways stays as it is."""
    shown: dict[float, str] = {}
    for element in elements:
        for row in element.get("rows") or []:
            for cell in row["cells"]:
                if cell.get("data_type") == "number" and "raw_number" in cell:
                    text, raw = _flat(cell["content"]), float(cell["raw_number"])
                    shown[raw] = text if shown.get(raw, text) == text else ""
    return shown


def _placed(sheet: CalamineSheet, elements: Sequence[dict[str, Any]]) -> _Shown:
    """Do the same for an old workbook, of which the second reader tells only texts.

    Learns nothing where a text is not the first reader's in the same place.
    """
    tables_of = [element["rows"] for element in elements if element["type"] == "table"]
    shown: dict[float, str] = {}
    if len(tables_of) != 1 or sheet.start is None:
        return shown
    for values, row in zip(sheet.iter_rows(), tables_of[0], strict=False):
        at = -sheet.start[1]
        for cell in row["cells"]:
            value = values[at] if 0 <= at < len(values) else ""
            text = _flat(cell["content"])
            if isinstance(value, float):
                shown[value] = text if shown.get(value, text) == text else ""
            elif isinstance(value, str) and value.split() != text.split():
                return {}
            at += int(cell.get("col_span") or 1)
    return shown


def _flat(node: Any) -> str:  # noqa: ANN401 - a tree of lists and dictionaries
    """Gather the text anywhere inside of a node."""
    if isinstance(node, list):
        return " ".join(filter(None, map(_flat, node)))
    if not isinstance(node, dict):
        return ""
    if node.get("type") == "text":
        return str(node.get("text") or "")
    if node.get("type") == "paragraph":
        return "".join(_flat(part) for part in node.get("content") or [])
    inside = (v for v in node.values() if isinstance(v, (list, dict)))
    return " ".join(filter(None, map(_flat, inside)))


def written(row: Iterable[object], shown: _Shown = _PLAIN) -> list[str]:
    """Write out a row. Texts and numbers are most of any sheet, so they come first."""
    get = shown.get
    return [
        cell
        if type(cell) is str
        else get(cell) or f"{cell:.15g}"
        if type(cell) is float
        else _text(cell, shown)
        for cell in row
    ]


def _text(value: object, shown: _Shown) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        plain = f"{value:.15g}"
        return shown.get(float(value), "") or plain
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)
