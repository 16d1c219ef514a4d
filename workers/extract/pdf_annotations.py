"""What is written over a page of a PDF: comments, and the fields of a form."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, NamedTuple

from pypdfium2 import raw

from criteria.evidence import SegmentKind
from workers.extract import blocks
from workers.extract.boxes import Box
from workers.extract.pdf_marks import utf16

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LINK, _POPUP, _FIELD = 2, 16, 20  # fpdf_annot.h
_COMMENTS = frozenset({1, 9, 10, 11, 12})  # a sticky note, and marks on text
_TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_MOST = 2_000
_TICK, _NO_TICK = "\N{BALLOT BOX WITH X}", "\N{BALLOT BOX}"


class Mark(NamedTuple):
    """What an annotation says that no letter of its page does, and where it stands."""

    kind: SegmentKind
    text: str
    box: Box


def on(
    document: raw.FPDF_DOCUMENT, page: raw.FPDF_PAGE
) -> tuple[tuple[Mark, ...], bool]:
    """Read what is written over a page; tell whether some can be flattened into it.

    What is filled into a field becomes letters of the page by that. Of a box that can
    be ticked, and of a list's chosen lines, no letters tell: each is an item.
    """
    found: list[Mark] = []
    kinds = set()
    for mark in _annotations(page):
        kind = raw.FPDFAnnot_GetSubtype(mark)
        kinds.add(kind)
        if kind in _COMMENTS:
            note = _text(raw.FPDFAnnot_GetStringValue, mark, b"Contents")
            found.append(Mark(SegmentKind.NOTE, note, _box(mark)))
    if _FIELD in kinds:
        found += _fields(document, page)
    return tuple(_cleaned(found)), bool(kinds - {_LINK, _POPUP})


def _cleaned(found: Iterable[Mark]) -> Iterator[Mark]:
    for mark in found:
        text = blocks.clean(mark.text).strip()
        if text:
            yield mark._replace(text=text)


def _annotations(page: raw.FPDF_PAGE) -> Iterator[raw.FPDF_ANNOTATION]:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        mark = raw.FPDFPage_GetAnnot(page, index)
        yield mark
        raw.FPDFPage_CloseAnnot(mark)


def _fields(document: raw.FPDF_DOCUMENT, page: raw.FPDF_PAGE) -> list[Mark]:
    """Read the fields on a page; PDFium knows their states only behind a form.

    It also draws those then that no program has drawn yet.
    """
    asked = raw.FPDF_FORMFILLINFO(version=2)  # PDFium looks at it until the end
    form = raw.FPDFDOC_InitFormFillEnvironment(document, asked)
    raw.FORM_OnAfterLoadPage(page, form)
    found = [
        one
        for mark in _annotations(page)
        if raw.FPDFAnnot_GetSubtype(mark) == _FIELD
        and not raw.FPDFAnnot_GetFlags(mark) & _UNSEEN
        for one in _field(form, mark)
    ]
    raw.FORM_OnBeforeClosePage(page, form)
    raw.FPDFDOC_ExitFormFillEnvironment(form)
    return found


def _field(form: raw.FPDF_FORMHANDLE, mark: raw.FPDF_ANNOTATION) -> Iterator[Mark]:
    kind = raw.FPDFAnnot_GetFormFieldType(form, mark)
    if kind in _TICKED:
        sign = _TICK if raw.FPDFAnnot_IsChecked(form, mark) else _NO_TICK
        yield _item(mark, sign, _name(form, mark), _meaning(form, mark, kind))
    elif kind == raw.FPDF_FORMFIELD_LISTBOX:
        for index in range(min(raw.FPDFAnnot_GetOptionCount(form, mark), _MOST)):
            if raw.FPDFAnnot_IsOptionSelected(form, mark, index):
                option = _text(raw.FPDFAnnot_GetOptionLabel, form, mark, index)
                yield _item(mark, _TICK, _name(form, mark), option)


def _item(mark: raw.FPDF_ANNOTATION, sign: str, name: str, meaning: str) -> Mark:
    said = ": ".join(filter(None, (name, meaning)))
    return Mark(SegmentKind.ITEM, f"{sign} {said}", _box(mark))


def _name(form: raw.FPDF_FORMHANDLE, mark: raw.FPDF_ANNOTATION) -> str:
    """Say what a form calls a field: to people, else the last part of its name."""
    told = _text(raw.FPDFAnnot_GetFormFieldAlternateName, form, mark)
    name = _text(raw.FPDFAnnot_GetFormFieldName, form, mark)
    return told or name.rpartition(".")[2].partition("[")[0]


def _meaning(form: raw.FPDF_FORMHANDLE, mark: raw.FPDF_ANNOTATION, kind: int) -> str:
    """Say which of several boxes of one field this is; "" where it is the only one."""
    alone = raw.FPDFAnnot_GetFormControlCount(form, mark) == 1
    if alone and kind == raw.FPDF_FORMFIELD_CHECKBOX:
        return ""
    return _text(raw.FPDFAnnot_GetFormFieldExportValue, form, mark)


def _box(mark: raw.FPDF_ANNOTATION) -> Box:
    edges = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(mark, edges)
    return Box(edges.left, edges.bottom, edges.right, edges.top)


def _text(ask: Callable[..., int], *about: object) -> str:
    """Ask PDFium for a text, which first says how long it is."""
    size = ask(*about, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    ask(*about, buffer, size)
    return utf16(bytes(buffer))
