"""Prints a source as PDF, in the fonts that every reader of PDF has."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    ListFlowable,
    ListItem,
    SimpleDocTemplate,
    Table,
    TableStyle,
)
from reportlab.platypus import Paragraph as Flowing

from papers.source import Grid, Heading, Items, Paragraph, bare, spans

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import BaseDocTemplate, Flowable

    from papers.source import Block, Source

_FONTS = {
    "sans": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "serif": ("Times-Roman", "Times-Bold", "Times-Italic"),
}
_ACCENT = HexColor("#0b5563")
_GREY = HexColor("#5d6670")
_PALE = HexColor("#e6eff1")
_LINE = HexColor("#b9c6ca")
_MARGIN = 24 * mm
_PADDING = 6  # of the frame in which a page's text stands
_WIDTH = LETTER[0] - 2 * (_MARGIN + _PADDING)
_TAGS = {"": "{}", "bold": "<b>{}</b>", "italic": "<i>{}</i>"}


def make(source: Source) -> bytes:
    """Print a source; the same source always gives the same bytes."""
    plain, bold, _ = _FONTS[source.font]
    stream = io.BytesIO()
    lock = (
        StandardEncryption(source.password, strength=128) if source.password else None
    )
    document = SimpleDocTemplate(
        stream,
        pagesize=LETTER,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=22 * mm,
        bottomMargin=22 * mm,
        title=source.title,
        author=source.office,
        lang=source.lang,
        # Compressed streams differ from one version of zlib to the next.
        pageCompression=0,
        invariant=1,
        encrypt=lock,
    )
    story: list[Flowable] = [
        Flowing(escape(source.office), _style(plain, 9, color=_GREY)),
        Flowing(escape(source.title), _style(bold, 19, after=2, color=_ACCENT)),
        Flowing(escape(source.reference), _style(bold, 10.5, after=1)),
        Flowing(escape(source.date), _style(plain, 10, after=12, color=_GREY)),
    ]
    story += [_flow(block, source.font) for block in source.blocks]

    city = source.office.split(" · ")[0]

    def footer(canvas: Canvas, page: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFillColor(_ACCENT)
        canvas.rect(0, LETTER[1] - 4 * mm, LETTER[0], 4 * mm, stroke=0, fill=1)
        canvas.setFillColor(_GREY)
        canvas.setFont(plain, 8)
        canvas.drawString(_MARGIN + _PADDING, 12 * mm, city)
        canvas.drawRightString(LETTER[0] - _MARGIN - _PADDING, 12 * mm, str(page.page))
        canvas.restoreState()

    document.build(story, onFirstPage=footer, onLaterPages=footer)
    return stream.getvalue()


def _style(
    font: str, size: float, *, after: float = 4, color: HexColor | None = None
) -> ParagraphStyle:
    return ParagraphStyle(
        font,
        fontName=font,
        fontSize=size,
        leading=size * 1.38,
        spaceAfter=after,
        alignment=TA_LEFT,
        textColor=color or HexColor("#1c2326"),
    )


def _flow(block: Block, font: str) -> Flowable:
    plain, bold, _ = _FONTS[font]
    body = _style(plain, 10, after=6)
    match block:
        case Heading(level, text):
            size = 13 if level == 1 else 11
            style = _style(bold, size, after=3, color=_ACCENT)
            style.spaceBefore, style.keepWithNext = 8, 1
            return Flowing(_marked(text), style)
        case Paragraph(text):
            return Flowing(_marked(text), body)
        case Items(texts, numbered):
            items = [ListItem(Flowing(_marked(t), _style(plain, 10))) for t in texts]
            kind = "1" if numbered else "bullet"
            return ListFlowable(
                items,
                bulletType=kind,
                bulletFontName=plain,
                bulletFontSize=9.5,
                leftIndent=16,
            )
        case Grid(rows):
            return _table(rows, font)


def _table(rows: tuple[tuple[str, ...], ...], font: str) -> Flowable:
    plain, bold, _ = _FONTS[font]
    head, cell = _style(bold, 8.5, after=0), _style(plain, 9, after=0)
    cells = [
        [Flowing(_marked(text), cell if number else head) for text in row]
        for number, row in enumerate(rows)
    ]
    looks = TableStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), _PALE),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ]
    )
    table = Table(cells, colWidths=_widths(rows), repeatRows=1, spaceAfter=10)
    table.setStyle(looks)
    return table


def _widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Share the width out by the longest cell of each column, within bounds."""
    longest = [
        min(max(len(bare(row[n])) for row in rows), 40) + 6 for n in range(len(rows[0]))
    ]
    return [_WIDTH * share / sum(longest) for share in longest]


def _marked(text: str) -> str:
    return "".join(
        _TAGS[s.style].format(escape(s.text, quote=False)) for s in spans(text)
    )
