from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.workers.extract import making
from workers.extract import documents
from workers.extract.images import image
from workers.extract.places import Place, places
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from workers.extract.sandbox import Sandbox

WIDTH, HEIGHT = A4
LINES = ["The Data Governance Com-", "mittee meets every quarter."]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "blob"
    path.write_bytes(making.pdf(LINES, size=12))
    return path


def inked(drawn: bytes, place: Place) -> bool:
    """Tell whether there is something dark inside a place, and nothing around it."""
    page = Image.open(io.BytesIO(drawn)).convert("L")
    box = (
        int(place.left * page.width),
        int(place.top * page.height),
        int(place.right * page.width) + 1,
        int(place.bottom * page.height) + 1,
    )
    inside = page.crop(box).getextrema()
    page.paste(255, box)
    outside = page.getextrema()
    return inside[0] < 90 and outside[0] > 200  # type: ignore[operator]  # one band: numbers


def test_span_has_a_box_on_each_line_exact_to_the_letter(
    file: Path, sandbox: Sandbox
) -> None:
    [page] = documents.read(file, "a.pdf", sandbox=sandbox).pages
    start = page.text.index("Com-")
    end = page.text.index(" meets")

    [[first, second]] = places(file, "a.pdf", 1, [(start, end)], sandbox=sandbox)

    before = stringWidth("The Data Governance ", "Helvetica", 12)
    whole = stringWidth("mittee", "Helvetica", 12)
    assert first.left * WIDTH == pytest.approx(72 + before, abs=1)
    assert second.left * WIDTH == pytest.approx(72, abs=1)
    assert second.right * WIDTH == pytest.approx(72 + whole, abs=1)
    assert first.top * HEIGHT < HEIGHT - 780 < first.bottom * HEIGHT
    assert first.bottom <= second.top + 0.005


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_place_is_where_the_image_shows_the_words(
    file: Path, sandbox: Sandbox, turn: int
) -> None:
    with pikepdf.open(io.BytesIO(making.pdf(["Data policy"]))) as document:
        document.pages[0].Rotate = turn
        document.pages[0].CropBox = pikepdf.Array([50, 400, 500, 820])
        document.save(file)

    [[place]] = places(file, "a.pdf", 1, [(0, 11)], sandbox=sandbox)

    assert inked(image(file, "a.pdf", 1, sandbox=sandbox), place)


def test_places_behind_an_emoji_are_where_their_words_are(
    file: Path, sandbox: Sandbox
) -> None:
    named = b"1 beginbfchar <7E> <D83DDE00> endbfchar"
    named += b" 1 beginbfrange <20> <7D> <0020> endbfrange"
    with pikepdf.open(io.BytesIO(making.pdf(["~", *LINES], size=12))) as document:
        for font in document.pages[0].Resources.Font.as_dict().values():
            font.ToUnicode = document.make_stream(
                b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange %s"
                b" endcmap" % named
            )
        document.save(file)

    [page] = documents.read(file, "a.pdf", sandbox=sandbox).pages
    start = page.text.index("Com-")
    span = (start, page.text.index(" meets"))
    [[first, second]] = places(file, "a.pdf", 1, [span], sandbox=sandbox)

    assert page.text[0] == "\N{GRINNING FACE}"
    before = stringWidth("The Data Governance ", "Helvetica", 12)
    whole = stringWidth("mittee", "Helvetica", 12)
    assert first.left * WIDTH == pytest.approx(72 + before, abs=1)
    assert second.right * WIDTH == pytest.approx(72 + whole, abs=1)
    assert first.bottom <= second.top + 0.005


def test_repaired_file_has_places_too(file: Path, sandbox: Sandbox) -> None:
    file.write_bytes(b"junk " * 150 + making.pdf(["Data policy"]))

    [[place]] = places(file, "a.pdf", 1, [(0, 4)], sandbox=sandbox)

    assert place.left * WIDTH == pytest.approx(72, abs=1)


def test_format_without_pages_has_no_places_and_no_image(
    file: Path, sandbox: Sandbox
) -> None:
    file.write_bytes(making.word("The city publishes its data."))

    found = places(file, "a.docx", 1, [(0, 8), (4, 8)], sandbox=sandbox)
    with pytest.raises(Unreadable) as problem:
        image(file, "a.docx", 1, sandbox=sandbox)

    assert found == [[], []]
    assert problem.value.code == Refusal.NO_IMAGE


def test_page_that_is_not_there_has_no_image(file: Path, sandbox: Sandbox) -> None:
    with pytest.raises(Unreadable) as problem:
        image(file, "a.pdf", 2, sandbox=sandbox)

    assert problem.value.code == Refusal.NO_IMAGE


def test_image_of_a_huge_page_stays_small(file: Path, sandbox: Sandbox) -> None:
    content = making.stream(b"BT /F1 9 Tf (The city) Tj ET")
    file.write_bytes(
        making.one_page(content).replace(b"[0 0 595 842]", b"[0 0 14400 14400]")
    )

    drawn = image(file, "a.pdf", 1, dpi=300, sandbox=sandbox)

    width, height = Image.open(io.BytesIO(drawn)).size
    assert width * height <= 8_000_000
