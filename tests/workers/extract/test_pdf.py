from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from criteria.about import remarks
from criteria.evidence import SegmentKind, UnreadPage
from tests.workers.extract import making
from workers.extract import documents, pdfium, refusals
from workers.extract.children import Child
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workers.extract.conftest import Read
    from workers.extract.sandbox import Sandbox

PROSE = [
    "The city publishes its budget and its contracts on the open data",
    "portal, where everyone may read them. The council reviews the portal",
    "once a year and reports on it to the public in an open meeting.",
]


def encrypted(data: bytes, password: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(
            out, encryption=pikepdf.Encryption(owner="boss", user=password, R=6)
        )
    return out.getvalue()


def picture(*, beside: str = "") -> bytes:
    """Make a page that is a picture, as a scanner does."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(Image.new("L", (300, 400), 200)), 0, 0, 595, 842)
    canvas.drawString(400, 20, beside)
    canvas.showPage()
    canvas.setFont("Helvetica", 11)
    for at, line in enumerate(PROSE):
        canvas.drawString(72, 700 - 14 * at, line)
    canvas.save()
    return file.getvalue()


def test_lines_of_a_paragraph_stay_together(read: Read) -> None:
    reading = read(making.pdf(PROSE, title="Open data policy"), "policy.pdf")

    [page] = reading.pages
    assert page.text == "\n".join(PROSE)
    assert making.blocks(page) == [(SegmentKind.PARAGRAPH, "\n".join(PROSE))]
    assert (reading.kind, reading.language, reading.title) == (
        "pdf",
        "en",
        "Open data policy",
    )


def test_headings_items_and_rows_are_told_apart(read: Read) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(72, 780, "Open data policy")
    canvas.setFont("Helvetica", 11)
    for at, line in enumerate(PROSE):
        canvas.drawString(72, 740 - 14 * at, line)
    canvas.drawString(72, 698, "1. Every dataset is free.")
    canvas.drawString(72, 684, "2. Every dataset is current.")
    canvas.drawString(72, 640, "Goal")
    canvas.drawString(300, 640, "Owner")
    canvas.drawString(72, 626, "Clean streets")
    canvas.drawString(300, 626, "Ana Ruiz")
    canvas.save()

    [page] = read(file.getvalue(), "policy.pdf").pages

    assert making.blocks(page) == [
        (SegmentKind.HEADING, "Open data policy"),
        (SegmentKind.PARAGRAPH, "\n".join(PROSE)),
        (SegmentKind.ITEM, "1. Every dataset is free."),
        (SegmentKind.ITEM, "2. Every dataset is current."),
        (SegmentKind.ROW, "Goal Owner"),
        (SegmentKind.ROW, "Clean streets Ana Ruiz"),
    ]
    last = page.segments[-1]
    assert [page.text[a:b] for a, b in last.cells] == ["Clean streets", "Ana Ruiz"]


def test_bookmarks_name_headings_and_their_levels(read: Read) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 11)
    for at, line in enumerate(("1. Who owns data", *PROSE, "Roles.", *PROSE)):
        canvas.drawString(72, 780 - at * 36, line)
    for level, title in enumerate(("Who Owns Data", "Roles")):
        canvas.bookmarkPage(title)
        canvas.addOutlineEntry(title, title, level)
    canvas.save()

    [page] = read(file.getvalue(), "policy.pdf").pages

    assert [
        (page.text[one.start : one.end], one.level)
        for one in page.segments
        if one.kind is SegmentKind.HEADING
    ] == [("1. Who owns data", 1), ("Roles.", 2)]


def test_hyphen_at_a_line_end_keeps_its_line_end(read: Read) -> None:
    [page] = read(
        making.pdf(["The com-", "mittee meets every quarter and keeps minutes."]),
        "minutes.pdf",
    ).pages

    assert page.text == "The com-\nmittee meets every quarter and keeps minutes."


def test_lines_that_repeat_on_every_page_are_running(read: Read) -> None:
    pages = [
        ["City of X: minutes", "", "", *PROSE, "", "", f"Page {n} of 4"]
        for n in range(1, 5)
    ]

    reading = read(making.pdf(*pages), "minutes.pdf")

    kinds = [[kind for kind, _ in making.blocks(page)] for page in reading.pages]
    running, plain = SegmentKind.RUNNING, SegmentKind.PARAGRAPH
    assert kinds == [[running, plain, running]] * 4


def test_picture_without_text_is_an_unread_page(read: Read) -> None:
    reading = read(picture(beside="7"), "scan.pdf")

    assert [page.number for page in reading.pages] == [2]
    assert [(page.number, page.reason) for page in reading.unread] == [
        (
            1,
            (
                "This page is a picture without text. Run text recognition on the file"
                " and upload it again."
            ),
        )
    ]


def test_blank_page_is_a_page_without_text(read: Read) -> None:
    reading = read(making.pdf([], PROSE), "minutes.pdf")

    assert [page.text for page in reading.pages] == ["", "\n".join(PROSE)]
    assert reading.unread == ()


def test_file_without_any_text_is_refused(read: Read) -> None:
    with pytest.raises(Unreadable) as problem:
        read(making.pdf([]), "scan.pdf")

    assert problem.value.code == Refusal.NO_TEXT


def test_empty_password_opens_a_file_and_another_does_not(read: Read) -> None:
    data = making.pdf(PROSE)

    reading = read(encrypted(data, ""), "policy.pdf")
    with pytest.raises(Unreadable) as problem:
        read(encrypted(data, "secret"), "policy.pdf")

    assert [page.text for page in reading.pages] == ["\n".join(PROSE)]
    assert str(problem.value) == (
        "This file asks for a password. Save it without one, then upload it."
    )


def test_damaged_file_is_repaired(read: Read) -> None:
    data = making.pdf(PROSE, PROSE)

    reading = read(b"junk " * 150 + data[:-200], "policy.pdf")

    assert [page.text for page in reading.pages] == ["\n".join(PROSE)] * 2
    assert reading.remarks == (remarks.CUT,)


def test_comments_and_labels_are_read(read: Read) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(making.pdf(PROSE))) as document:
        document.Root.PageLabels = pikepdf.Dictionary(
            Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.r, St=4)])
        )
        document.pages[0].Annots = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Text,
                    Rect=pikepdf.Array([10, 10, 20, 20]),
                    Contents=pikepdf.String("Since when?"),
                )
            ]
        )
        document.save(out)

    [page] = read(out.getvalue(), "policy.pdf").pages

    assert page.label == "iv"
    assert making.blocks(page)[-1] == (SegmentKind.NOTE, "Since when?")


def test_wrong_extension_is_said(read: Read) -> None:
    reading = read(making.pdf(PROSE), "policy.docx")

    assert reading.remarks == (
        "The name ends in .docx, but the file is a PDF. It was read so.",
    )


def test_short_text_beside_a_large_picture_is_kept(read: Read) -> None:
    reading = read(picture(beside="Annual report of 2024"), "report.pdf")

    assert reading.pages[0].text == "Annual report of 2024"


def test_attached_files_are_named_and_are_documents_of_their_own(
    tmp_path: Path, read: Read, sandbox: Sandbox
) -> None:
    path = tmp_path / "policy"
    with pikepdf.open(io.BytesIO(making.pdf(PROSE))) as document:
        document.attachments["budget.csv"] = b"a,b"
        document.save(path)

    reading = read(path.read_bytes(), "policy.pdf")
    children = list(documents.children(path, "policy.pdf", sandbox=sandbox))

    assert reading.remarks == (
        "Files attached inside, each a document of its own: budget.csv.",
    )
    assert children == [Child("budget.csv", b"a,b")]


def test_page_of_letters_that_make_no_words_is_unread_and_kept(read: Read) -> None:
    cipher = ["Xqz ctv pblshs bdgt cntrcts vry yr rprts strngth lmts wth"] * 6

    reading = read(making.pdf(cipher, PROSE), "policy.pdf")

    assert [page.number for page in reading.pages] == [1, 2]
    assert reading.unread == (UnreadPage(1, refusals.PAGE_UNLIKELY),)


def test_file_that_is_opened_anew_for_its_weight_reads_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = making.pdf(*([f"Page {number}"] for number in range(20)))
    monkeypatch.setattr(pdfium, "_HEAVY", -1)

    document = pdfium.Document(data)
    texts = []
    for index in range(document.count):
        sheet = document.page(index)
        assert sheet is not None
        texts.append(sheet.text)
        sheet.close()

    assert texts == [f"Page {number}" for number in range(20)]


@pytest.mark.parametrize("font", ["Symbol", "ZapfDingbats", "Courier"])
def test_item_whose_mark_is_of_another_font_keeps_its_lines(
    read: Read, font: str
) -> None:
    lines = [
        ("Publish the data of all departments on the portal of the city, so that", 90),
        ("Residents may read them.", 90),
        ("Train the staff", 90),
        (
            "The council reviews the plan in an open meeting that it holds each year",
            72,
        ),
        ("and reports on it.", 72),
    ]
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for down, (words, left) in enumerate(lines):
        canvas.setFont("Helvetica", 11)
        canvas.drawString(left, 700 - 14 * down, words)
        if down in (0, 2):
            canvas.setFont(font, 14)
            canvas.drawString(72, 700 - 14 * down, "\xb7")
    canvas.save()

    [page] = read(file.getvalue(), "plan.pdf").pages

    mark = page.text[0]
    assert making.blocks(page) == [
        (SegmentKind.ITEM, f"{mark} {lines[0][0]}\n{lines[1][0]}"),
        (SegmentKind.ITEM, f"{mark} {lines[2][0]}"),
        (SegmentKind.PARAGRAPH, f"{lines[3][0]}\n{lines[4][0]}"),
    ]
