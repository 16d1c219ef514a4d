"""Writes a source as DOCX."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from papers.source import Grid, Heading, Items, Paragraph, spans

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as DocxParagraph

    from papers.source import Block, Source

_ACCENT = RGBColor(0x0B, 0x55, 0x63)
_GREY = RGBColor(0x5D, 0x66, 0x70)
# The earliest moment that a ZIP archive can hold: every build has the same.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_LANGUAGES = {"en": "en-US", "es": "es-419", "pt": "pt-BR", "fr": "fr-CA"}


def make(source: Source) -> bytes:
    """Write a source; the same source always gives the same parts."""
    document = docx.Document()
    _dress(document, source)
    _line(document, source.office, 9, _GREY)
    document.add_heading(source.title, level=0)
    document.add_paragraph().add_run(source.reference).bold = True
    _line(document, source.date, 10, _GREY)
    for block in source.blocks:
        _add(document, block)
    stream = io.BytesIO()
    document.save(stream)
    return _packed(stream)


def _dress(document: Document, source: Source) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    for name in ("Title", "Heading 1", "Heading 2"):
        font = document.styles[name].font
        font.name, font.color.rgb = "Calibri", _ACCENT
    document.styles["Title"].font.size = Pt(22)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LANGUAGES[source.lang])
    normal.element.get_or_add_rPr().append(language)
    about = document.core_properties
    about.title, about.author, about.comments = source.title, source.office, ""
    about.created = about.modified = datetime(2026, 1, 1)  # noqa: DTZ001 - DOCX has none
    section = document.sections[0]
    if source.banner:
        section.header.paragraphs[0].text = source.banner
    section.footer.paragraphs[0].text = f"{source.title} · {source.reference}"


def _line(document: Document, text: str, size: float, color: RGBColor) -> None:
    run = document.add_paragraph().add_run(text)
    run.font.size, run.font.color.rgb = Pt(size), color


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading(level, text):
            document.add_heading(text, level=level)
        case Paragraph(text):
            _write(document.add_paragraph(), text)
        case Items(texts, numbered):
            style = "List Number" if numbered else "List Bullet"
            for text in texts:
                _write(document.add_paragraph(style=style), text)
        case Grid(rows):
            _tabulate(document, rows)


def _tabulate(document: Document, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Light Grid Accent 1")
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            _write(table.cell(number, column).paragraphs[0], text)
    document.add_paragraph()


def _write(paragraph: DocxParagraph, text: str) -> None:
    for span in spans(text):
        run = paragraph.add_run(span.text)
        run.bold = True if span.style == "bold" else None
        run.italic = True if span.style == "italic" else None


def _packed(stream: io.BytesIO) -> bytes:
    """Pack the parts anew in a fixed order and with a fixed date."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(stream) as parts,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in parts.infolist():
            member = zipfile.ZipInfo(part.filename, _MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, parts.read(part))
    return packed.getvalue()
