from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import ImageDraw, ImageFilter

from tests.workers.extract import making
from workers.extract import drawing, ink, pdf, scans

if TYPE_CHECKING:
    from PIL import Image

    from workers.extract.pdfium import Sheet

TEXT = "the city publishes every dataset it holds and a council reviews them " * 20


def page(lines: int, size: int, letters: int) -> Sheet:
    """Print lines that differ."""
    starts = [TEXT.index(" ", 11 * line % 70) + 1 for line in range(lines)]
    printed = [TEXT[start : start + letters].rsplit(" ", 1)[0] for start in starts]
    document = pdf.document_of(making.pdf(printed, size=size))
    sheet = document and document.page(0)
    assert sheet
    return sheet


def scanned(sheet: Sheet) -> Image.Image:
    return drawing.grey(sheet).filter(ImageFilter.GaussianBlur(0.7))


@pytest.mark.parametrize(
    ("lines", "size", "letters", "said"),
    [(34, 12, 76, 0.75), (15, 12, 76, 1.0), (75, 7, 130, 1.0), (56, 9, 104, 0.7)],
)
def test_page_is_narrowed_if_it_is_full_of_print_that_is_not_small(
    lines: int, size: int, letters: int, said: float
) -> None:
    image = scanned(page(lines, size, letters))

    assert ink.narrowing(image) == said


def test_rules_between_the_rows_of_a_table_hide_no_print() -> None:
    image = scanned(page(34, 12, 76))
    pen = ImageDraw.Draw(image)
    for row in range(40, image.height, 40):
        pen.line((150, row, image.width - 150, row), fill=0, width=3)

    assert ink.narrowing(image) == 0.75


@pytest.mark.skipif(not scans.packs(), reason="Tesseract is not installed")
def test_words_of_a_page_shown_narrower_stand_where_they_are_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")  # as in the child
    sheet = page(34, 12, 76)
    image = scanned(sheet)

    words = scans.Reader().words(image)

    assert ink.narrowing(image) < 1
    found = [word.box for word in words if word.text == "council"]
    start = sheet.text.rindex("council")
    [printed] = sheet.boxes(start, start + len("council"))
    dots = image.height / sheet.size()[1]
    left, top, right, bottom = found[-1]
    assert [left, right] == pytest.approx(
        [printed.left * dots, printed.right * dots], abs=8
    )
    middle = image.height - (printed.top + printed.bottom) / 2 * dots
    assert top < middle < bottom < top + 50
