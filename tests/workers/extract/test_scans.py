from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.workers.extract import making
from workers.extract import documents, drawing, pdf, pictures, scans, tesseract
from workers.extract.places import places
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workers.extract.conftest import Read
    from workers.extract.sandbox import Sandbox

LINES = [
    "The city publishes its budget every year",
    "and the council reviews it at meetings.",
]
installed = pytest.mark.skipif(
    not scans.packs(), reason="Tesseract is not installed: apt install tesseract-ocr"
)


def picture(kind: str, *pages: list[str]) -> bytes:
    """Make a scan of lines, a little dirty."""
    images = []
    for lines in pages:
        page = Image.new("L", (1240, 700), 225)
        pen = ImageDraw.Draw(page)
        font = ImageFont.load_default(40)
        for at, line in enumerate(lines):
            pen.text((120, 160 + 54 * at), line, fill=40, font=font)
        for dot in range(0, 1200, 97):
            pen.point((dot, dot % 600), 0)
        images.append(page)
    file = io.BytesIO()
    if kind == "TIFF":
        images[0].save(file, kind, save_all=True, append_images=images[1:])
    else:
        images[0].save(file, kind)
    return file.getvalue()


@installed
@pytest.mark.parametrize(
    ("kind", "name"), [("PNG", "scan.png"), ("JPEG", "scan.jpg"), ("TIFF", "scan.tif")]
)
def test_picture_is_read_by_recognition_and_says_so(
    read: Read, kind: str, name: str
) -> None:
    reading = read(picture(kind, LINES), name)

    [page] = reading.pages
    assert (page.text, page.by_ocr) == ("\n".join(LINES), True)
    assert [page.text[start:end] for start, end, _ in page.sure] == page.text.split()
    assert min(sure for _, _, sure in page.sure) > 50
    assert reading.remarks == (
        "Pages that are pictures: 1. Their text was recognised and may hold errors.",
    )


@pytest.mark.parametrize(
    ("dots", "size"), [(None, (1240, 700)), (200, (1240, 700)), (400, (620, 350))]
)
def test_picture_of_more_dots_than_recognition_needs_is_read_smaller(
    dots: int | None, size: tuple[int, int]
) -> None:
    file = io.BytesIO()
    given = {} if dots is None else {"dpi": (dots, dots)}
    Image.open(io.BytesIO(picture("PNG", LINES))).save(file, "TIFF", **given)

    assert pictures.frame(pictures.opened(file.getvalue()), 1).size == size


@installed
def test_each_frame_of_a_picture_is_a_page(read: Read) -> None:
    reading = read(picture("TIFF", LINES, LINES[::-1]), "scan.tif")

    assert [p.text for p in reading.pages] == [
        "\n".join(LINES),
        "\n".join(LINES[::-1]),
    ]


@pytest.mark.skipif(
    "spa" not in scans.packs(), reason="Tesseract has no Spanish: tesseract-ocr-spa"
)
def test_page_is_read_in_its_own_language_and_in_its_paragraphs(read: Read) -> None:
    lines = ["La ciudad publica los datos de cada año", "para que todos los vean."]
    document = pdf.document_of(making.pdf([*lines, "", "", *lines], size=14))
    sheet = document and document.page(0)
    assert sheet

    [page] = read(drawing.jpeg(sheet, 150), "scan.jpg").pages

    assert page.text == "\n\n".join(["\n".join(lines)] * 2)


@installed
def test_recognised_words_have_places(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "blob"
    path.write_bytes(picture("PNG", LINES))
    [page] = documents.read(path, "scan.png", sandbox=sandbox).pages
    start = page.text.index("year")
    end = page.text.index(" council")

    [found] = places(path, "scan.png", 1, [(start, end)], sandbox=sandbox)

    assert [(round(p.left * 1240, -2), round(p.top * 700, -2)) for p in found] == [
        (800, 200),
        (100, 200),
    ]


def test_picture_without_words_is_refused_with_its_next_step(read: Read) -> None:
    with pytest.raises(Unreadable) as problem:
        read(picture("PNG", []), "scan.png")

    assert problem.value.code == Refusal.NO_TEXT


def test_picture_of_too_many_pixels_is_refused(read: Read) -> None:
    file = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(file, "PNG")

    with pytest.raises(Unreadable) as problem:
        read(file.getvalue(), "huge.png")

    assert problem.value.code == Refusal.TOO_MANY_PIXELS


def test_words_are_written_a_line_a_line() -> None:
    words = [
        tesseract.Word(said, (0, 0, 9, 9), 90.0, line)
        for said, line in [
            ("The", (1, 1, 1)),
            ("city", (1, 1, 1)),
            ("publishes", (1, 1, 2)),
            ("Data", (1, 2, 1)),
        ]
    ]

    assert scans.written_of(words) == "The city\npublishes\n\nData"


@installed
def test_places_hold_behind_the_items_of_a_list(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    path = tmp_path / "blob"
    path.write_bytes(
        picture("PNG", ["1. Every dataset is free", "2. Every dataset is current"])
    )
    [page] = documents.read(path, "scan.png", sandbox=sandbox).pages
    start = page.text.index("current")

    [[place]] = places(path, "scan.png", 1, [(start, start + 7)], sandbox=sandbox)

    assert 210 < place.top * 700 < 260
    assert [page.text[s.start : s.end] for s in page.segments] == [
        "1. Every dataset is free",
        "2. Every dataset is current",
    ]


@installed
def test_scanned_page_of_a_pdf_has_places_as_it_was_read(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    path = tmp_path / "blob"
    with Image.open(io.BytesIO(picture("PNG", LINES))) as scan:
        scan.save(path, "PDF", resolution=150)
    [page] = documents.read(path, "scan.pdf", sandbox=sandbox).pages
    start = page.text.index("budget")

    [[place]] = places(path, "scan.pdf", 1, [(start, start + 6)], sandbox=sandbox)

    assert page.by_ocr
    assert 160 < place.top * 700 < 210
