from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from criteria.evidence import SegmentKind
from tests.workers.extract import making
from tests.workers.extract.test_places import inked
from workers.extract.images import image
from workers.extract.places import places

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workers.extract.conftest import Read
    from workers.extract.sandbox import Sandbox

WIDTH, HEIGHT = A4
ROWS = [
    ("Department", "Measure", "Target"),
    ("Public Works", "Potholes filled in two days", "95 %"),
    ("Library", "Visits of each resident", "4.2"),
]
PROSE = ["The council reads the table in an", "open meeting every quarter."]


def table(turn: int, shown: int) -> bytes:
    """Make a page with a table and prose, written with a turn and shown with one."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(turn)
    for down, row in enumerate(ROWS):
        for across, words in enumerate(row):
            canvas.drawString(-250 + 200 * across, 100 - 16 * down, words)
    for down, line in enumerate(PROSE):
        canvas.drawString(-250, -14 * down, line)
    canvas.save()
    with pikepdf.open(file) as document:
        document.pages[0].Rotate = shown
        document.save(turned := io.BytesIO())
    return turned.getvalue()


@pytest.mark.parametrize("shown", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_page_is_read_alike_however_it_is_turned(
    read: Read, turn: int, shown: int
) -> None:
    [page] = read(table(turn, shown), "plan.pdf").pages

    rows = [s for s in page.segments if s.kind is SegmentKind.ROW]
    assert [
        tuple(page.text[start:end] for start, end in row.cells) for row in rows
    ] == ROWS
    assert making.blocks(page)[3:] == [(SegmentKind.PARAGRAPH, "\n".join(PROSE))]


@pytest.mark.parametrize("shown", [0, 90])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_of_a_turned_page_stand_where_its_image_shows_them(
    tmp_path: Path, sandbox: Sandbox, turn: int, shown: int
) -> None:
    file, canvas = tmp_path / "blob", Canvas(body := io.BytesIO(), pagesize=A4)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(turn)
    canvas.drawString(20, 40, "Data policy")
    canvas.save()
    with pikepdf.open(body) as document:
        document.pages[0].Rotate = shown
        document.save(file)

    [[place]] = places(file, "a.pdf", 1, [(0, 11)], sandbox=sandbox)

    assert inked(image(file, "a.pdf", 1, sandbox=sandbox), place)


def test_lines_that_run_beside_the_text_are_read_from_the_first_to_the_last(
    read: Read,
) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    for down in range(3):
        canvas.drawString(72, 780 - 14 * down, f"Line {down} of the text in the page.")
    for turn, at in ((90, 300), (-90, 450)):
        canvas.saveState()
        canvas.translate(at, 400)
        canvas.rotate(turn)
        for down in range(3):
            canvas.drawString(0, -14 * down, f"Row {down} of what is turned by {turn}")
        canvas.restoreState()
    canvas.save()

    [page] = read(file.getvalue(), "plan.pdf").pages

    assert page.text.split("\n") == [
        *(f"Line {down} of the text in the page." for down in range(3)),
        *(
            f"Row {down} of what is turned by {t}"
            for t in (90, -90)
            for down in range(3)
        ),
    ]
