"""Decks to measure readers on, made by us: a thin one, and one as people make them.

The thin one has plain text in unformatted shapes, so that opening counts for most. The
full one is written as presentation programs write: each run says its language and its
look, each shape has a number for comparing versions, and there are footers, notes,
tables, charts, groups, links and pictures of an ordinary size.
"""

from __future__ import annotations

import copy
import io
import uuid
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.util import Pt

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

_Drawn = Any  # python-pptx has no types
_COLOURS = ("1F3864", "C55A11", "2E75B6", "548235", "7F6000", "404040")
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_NUMBER = (
    f'<a:extLst xmlns:a="{_A}"><a:ext uri="{{FF2B5EF4-FFF2-40B4-BE49-F238E27FC236}}">'
    '<a16:creationId xmlns:a16="http://schemas.microsoft.com/office/drawing/2014/main"'
    ' id="{%s}"/></a:ext></a:extLst>'
)
_TRANSITION = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-'
    'compatibility/2006"><mc:Choice xmlns:p14="http://schemas.microsoft.com/office/'
    'powerpoint/2010/main" Requires="p14"><p:transition xmlns:p="http://schemas.'
    'openxmlformats.org/presentationml/2006/main" spd="med" p14:dur="700"><p:fade/>'
    "</p:transition></mc:Choice><mc:Fallback><p:transition xmlns:p="
    '"http://schemas.openxmlformats.org/presentationml/2006/main" spd="med"><p:fade/>'
    "</p:transition></mc:Fallback></mc:AlternateContent>"
)
_RUNNING = range(10, 13)  # the numbers of a layout's date, footer and slide number
_WIDE, _HIGH = 9_144_000, 6_858_000


def thin(path: Path, chance: random.Random, said: Callable[[int], str]) -> None:
    """Write thirty slides with notes, a table now and then, and pictures."""
    deck = Presentation()
    for number in range(30):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = said(5)
        frame = slide.placeholders[1].text_frame
        frame.text = said(10)
        for _ in range(4):
            frame.add_paragraph().text = said(10)
        slide.notes_slide.notes_text_frame.text = said(40)
        if number % 3 == 0:
            table = slide.shapes.add_table(4, 4, 0, 0, 9_000_000, 3_000_000).table
            for cell in table.iter_cells():
                cell.text = said(3)
        else:
            slide.shapes.add_picture(_photograph(chance, 320, 240, 1), 0, 0)
    deck.save(str(path))


def full(path: Path, chance: random.Random, said: Callable[[int], str]) -> None:
    """Write thirty slides of six kinds, formatted, most of them with notes."""
    deck = Presentation()
    kinds = (_bullets, _columns, _table, _chart, _steps, _picture)
    for number in range(30):
        draw = kinds[number % len(kinds)]
        layout = deck.slide_layouts[{_bullets: 1, _columns: 3}.get(draw, 5)]
        slide = deck.slides.add_slide(layout)
        _write(slide.shapes.title.text_frame, chance, [said(6)], 36)
        draw(slide, chance, said)
        _foot(slide, layout, number + 1)
        if chance.random() < 0.7:  # noqa: PLR2004 - most have notes
            texts = [said(chance.randint(15, 50)) for _ in range(2)]
            _write(slide.notes_slide.notes_text_frame, chance, texts, 12)
        _as_programs_write(slide, chance)
    deck.save(str(path))


def _write(frame: _Drawn, chance: random.Random, texts: list[str], size: int) -> None:
    """Write paragraphs of a few runs each, now and then one level down."""
    for number, text in enumerate(texts):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.level = chance.choice((0, 0, 1))
        words = text.split(" ")
        cuts = sorted({0, *chance.choices(range(len(words)), k=2), len(words)})
        for start, end in pairwise(cuts):
            run = paragraph.add_run()
            run.text = " ".join(words[start:end]) + (" " if end < len(words) else "")
            run.font.size = Pt(size)
            if chance.random() < 0.4:  # noqa: PLR2004 - some stand out
                run.font.bold = True
                run.font.color.rgb = RGBColor.from_string(chance.choice(_COLOURS))


def _bullets(slide: _Drawn, chance: random.Random, said: Callable[[int], str]) -> None:
    frame = slide.placeholders[1].text_frame
    _write(frame, chance, [said(chance.randint(6, 16)) for _ in range(6)], 20)
    link = frame.paragraphs[-1].add_run()
    link.text, link.hyperlink.address = said(2), "https://example.org/plan"
    slide.shapes.add_picture(_photograph(chance, 900, 600), 0, 0, _WIDE // 3)


def _columns(slide: _Drawn, chance: random.Random, said: Callable[[int], str]) -> None:
    for place in list(slide.placeholders)[1:3]:
        texts = [said(chance.randint(5, 12)) for _ in range(5)]
        _write(place.text_frame, chance, texts, 18)


def _table(slide: _Drawn, chance: random.Random, said: Callable[[int], str]) -> None:
    table = slide.shapes.add_table(7, 5, 0, _HIGH // 4, _WIDE, _HIGH // 2).table
    for cell in table.iter_cells():
        _write(cell.text_frame, chance, [said(chance.randint(1, 4))], 12)


def _chart(slide: _Drawn, chance: random.Random, said: Callable[[int], str]) -> None:
    data = CategoryChartData()
    data.categories = [said(2) for _ in range(5)]
    for _ in range(3):
        data.add_series(said(2), [chance.randint(1, 99) for _ in range(5)])
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED
    slide.shapes.add_chart(kind, 0, _HIGH // 4, _WIDE, _HIGH // 2, data)


def _steps(slide: _Drawn, chance: random.Random, said: Callable[[int], str]) -> None:
    group = slide.shapes.add_group_shape()
    for number in range(8):
        left, kind = number * _WIDE // 9, MSO_SHAPE.ROUNDED_RECTANGLE
        box = group.shapes.add_shape(kind, left, _HIGH // 3, _WIDE // 10, _HIGH // 4)
        box.fill.solid()
        box.fill.fore_color.rgb = RGBColor.from_string(chance.choice(_COLOURS))
        _write(box.text_frame, chance, [said(3), said(5)], 12)
        line = partial(group.shapes.add_connector, MSO_CONNECTOR.STRAIGHT)
        line(left, _HIGH // 2, left + _WIDE // 9, _HIGH // 2)


def _picture(slide: _Drawn, chance: random.Random, said: Callable[[int], str]) -> None:
    slide.shapes.add_picture(_photograph(chance, 1280, 720), 0, _HIGH // 4, _WIDE)
    box = slide.shapes.add_textbox(0, _HIGH * 5 // 6, _WIDE, _HIGH // 10)
    _write(box.text_frame, chance, [said(14)], 14)


def _foot(slide: _Drawn, layout: _Drawn, number: int) -> None:
    """Give the slide its layout's date, footer and number, as programs do."""
    for place in layout.placeholders:
        if place.placeholder_format.idx in _RUNNING:
            slide.shapes._spTree.append(copy.deepcopy(place._element))  # noqa: SLF001 - there is no other way
    texts = ("26 November 2026", "City of Example", str(number))
    for place, text in zip(list(slide.placeholders)[-3:], texts, strict=True):
        place.text_frame.text = text


def _as_programs_write(slide: _Drawn, chance: random.Random) -> None:
    """Add what programs write beside what they show."""
    root = slide._element  # noqa: SLF001 - what is added here shows nowhere
    for name in root.iter("{*}cNvPr"):
        known = uuid.UUID(int=chance.getrandbits(128))
        name.append(parse_xml(_NUMBER % str(known).upper()))
    for paragraph in root.iter(f"{{{_A}}}p"):
        for run in paragraph.r_lst:
            look = run.get_or_add_rPr()
            look.set("lang", "en-US")
            look.set("dirty", "0")
        end = paragraph.get_or_add_endParaRPr()
        end.set("lang", "en-US")
        end.set("dirty", "0")
    place = root.find("{*}clrMapOvr")
    place.addnext(parse_xml(_TRANSITION))


def _photograph(
    chance: random.Random, wide: int, high: int, grain: int = 4
) -> io.BytesIO:
    file = io.BytesIO()
    wide, high = wide // grain, high // grain
    noise = Image.frombytes("L", (wide, high), chance.randbytes(wide * high))
    noise.resize((wide * grain, high * grain)).save(file, "JPEG")
    return file
