from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import ImageFilter

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
    [(34, 12, 76, True), (15, 12, 76, False), (75, 7, 130, False)],
)
def test_page_is_full_of_large_print_or_not(
    *, lines: int, size: int, letters: int, said: bool
) -> None:
    image = scanned(page(lines, size, letters))

    assert ink.is_plenty_and_large(image) is said


@pytest.mark.skipif(not scans.packs(), reason="Tesseract is not installed")
def test_words_of_a_page_shown_smaller_stand_where_they_are_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")  # as in the child
    sheet = page(34, 12, 76)
    image = scanned(sheet)

    words = scans.Reader().words(image)

    assert ink.is_plenty_and_large(image)
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
