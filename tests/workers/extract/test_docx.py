from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.shared import Pt

from criteria.evidence import SegmentKind
from tests.workers.extract import making
from workers.extract import word_plain
from workers.extract.word_styles import Styles, W
from workers.extract.word_walk import Notes, Walk

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read

H, P, R, N = (
    SegmentKind.HEADING,
    SegmentKind.PARAGRAPH,
    SegmentKind.ROW,
    SegmentKind.NOTE,
)


def test_body_is_read_in_order_with_its_headings_lists_and_tables(read: Read) -> None:
    document = docx.Document()
    document.core_properties.title = "Open data policy"
    document.add_heading("Purpose", 1)
    document.add_paragraph("The city publishes its data.")
    table = document.add_table(2, 2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells],
        ["Goal", "Owner", "Clean streets", "Ana"],
        strict=True,
    ):
        cell.text = text
    document.add_heading("Rules", 2)
    document.add_paragraph("Free", style="List Bullet")
    document.add_paragraph("").add_run("Who decides").bold = True

    reading = read(making.saved(document), "policy.docx")

    [page] = reading.pages
    assert (reading.kind, reading.title) == ("docx", "Open data policy")
    assert making.blocks(page) == [
        (H, "Purpose"),
        (P, "The city publishes its data."),
        (R, "Goal | Owner"),
        (R, "Clean streets | Ana"),
        (H, "Rules"),
        (SegmentKind.ITEM, "Free"),
        (H, "Who decides"),
    ]
    assert [s.level for s in page.segments if s.kind is H] == [1, 2, 4]


def test_headers_and_footers_are_read_once(read: Read) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "City of X"
    document.sections[0].footer.paragraphs[0].text = "Draft 2"
    document.add_paragraph("The city publishes its data.")

    [page] = read(making.saved(document), "policy.docx").pages

    assert making.blocks(page) == [
        (SegmentKind.RUNNING, "City of X"),
        (P, "The city publishes its data."),
        (SegmentKind.RUNNING, "Draft 2"),
    ]


def test_comment_follows_what_it_is_about(read: Read) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The city publishes its data.")
    document.add_comment(paragraph.runs, text="Since when?", author="Ana")
    document.add_paragraph("Every week.")

    [page] = read(making.saved(document), "policy.docx").pages

    assert making.blocks(page) == [
        (P, "The city publishes its data."),
        (N, "Comment by Ana: Since when?"),
        (P, "Every week."),
    ]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (("<w:ins><w:r><w:t>in</w:t></w:r></w:ins><w:del><w:r>"
         "<w:delText>out</w:delText></w:r></w:del>"), ["in"]),
        (("<w:moveTo><w:r><w:t>here</w:t></w:r></w:moveTo><w:moveFrom><w:r>"
         "<w:t>there</w:t></w:r></w:moveFrom>"), ["here"]),
        (("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>chosen</w:t></w:r>"
         "</w:sdtContent></w:sdt>"), ["chosen"]),
        ("<w:fldSimple><w:r><w:t>field</w:t></w:r></w:fldSimple>", ["field"]),
        ("<w:smartTag><w:r><w:t>tag</w:t></w:r></w:smartTag>", ["tag"]),
        ("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", ["a+b"]),
        (("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>"
         "<w:noBreakHyphen/><w:t>d</w:t></w:r>"), ["a\tb\nc-d"]),
        (("<w:r><w:t>a</w:t><w:tab  /><w:t>b</w:t><w:noBreakHyphen  /><w:t>c</w:t>"
         "</w:r>"), ["a\tb-c"]),
        (("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
         "<w:r><w:t>shown</w:t></w:r>"), ["shown"]),
        (("<w:r><w:t>text</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>"
         "<w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback>"
         "<w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent>"
         "</mc:Fallback></mc:AlternateContent></w:r>"), ["text", "box"]),
        (("<w:r><w:t>chart</w:t><w:drawing><wp:docPr descr='Spending by year'/>"
         "</w:drawing></w:r>"), ["chart", "Picture: Spending by year"]),
    ],
)  # fmt: skip
def test_what_word_wraps_is_read_and_what_it_deleted_is_not(
    read: Read, xml: str, expected: list[str]
) -> None:
    reading = read(making.word_of(f"<w:p>{xml}</w:p>"), "a.docx")

    assert making.texts(reading) == expected


def test_content_control_around_paragraphs_and_rows_is_read(read: Read) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = f"<w:tr>{cell.format('a')}{cell.format('b')}</w:tr>"
    data = making.word_of(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>One</w:t></w:r></w:p></w:sdtContent>"
        f"</w:sdt><w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"
        f"<w:tbl><w:tr>{cell.format('A frame')}</w:tr></w:tbl>"
    )

    [page] = read(data, "a.docx").pages

    assert making.blocks(page) == [(P, "One"), (R, "a | b"), (P, "A frame")]


def test_pages_are_those_word_last_drew(read: Read) -> None:
    data = making.word_of(
        "<w:p><w:r><w:t>One</w:t><w:br w:type='page'/></w:r></w:p>"
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Two</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Runs </w:t><w:lastRenderedPageBreak/><w:t>over</w:t>"
        "</w:r></w:p>"
        "<w:p><w:r><w:t>Three</w:t></w:r></w:p>"
    )

    reading = read(data, "a.docx")

    assert [p.text for p in reading.pages] == ["One", "Two\n\nRuns over", "Three"]


def test_page_breaks_of_the_author_part_what_word_never_drew(read: Read) -> None:
    document = docx.Document()
    document.add_paragraph("One")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Two").paragraph_format.space_after = Pt(3)

    reading = read(making.saved(document), "a.docx")

    assert [p.text for p in reading.pages] == ["One", "Two"]


def test_address_of_a_link_is_kept(read: Read) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("See the ")
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rel = document.part.relate_to(
        "https://data.x.org",
        f"{r}/hyperlink",
        is_external=True,
    )
    link = paragraph._p.makeelement(  # noqa: SLF001 - python-docx makes no links
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}hyperlink",
        {f"{{{r}}}id": rel},
    )
    link.append(document.add_paragraph().add_run("portal")._r)  # noqa: SLF001 - as above
    paragraph._p.append(link)  # noqa: SLF001 - as above

    [page] = read(making.saved(document), "a.docx").pages

    assert making.blocks(page) == [
        (P, "See the portal"),
        (N, "portal: https://data.x.org"),
    ]


def test_footnotes_follow_their_paragraph(read: Read) -> None:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    base = making.word_of(
        "<w:p><w:r><w:t>The city pays.</w:t><w:footnoteReference w:id='2'/></w:r></w:p>"
        "<w:p><w:r><w:t>Always.</w:t></w:r></w:p>"
    )
    data = making.replaced(
        base,
        {
            "word/footnotes.xml": f"<w:footnotes xmlns:w='{name}'>"
            "<w:footnote w:id='0' w:type='separator'><w:p/></w:footnote>"
            "<w:footnote w:id='2'><w:p><w:r><w:t>Since 2019.</w:t></w:r></w:p>"
            "</w:footnote></w:footnotes>",
            "word/_rels/document.xml.rels": making.relations("footnotes"),
            "[Content_Types].xml": making.content_types("footnotes"),
        },
    )

    [page] = read(data, "a.docx").pages

    assert making.blocks(page) == [
        (P, "The city pays."),
        (N, "Since 2019."),
        (P, "Always."),
    ]


def test_document_with_macros_is_read_as_any_other(read: Read) -> None:
    data = making.word("The city publishes its data.")
    types = making.member(data, "[Content_Types].xml")
    plain = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = b"vnd.ms-word.document.macroEnabled.main+xml"
    assert plain in types

    reading = read(
        making.replaced(data, {"[Content_Types].xml": types.replace(plain, macros)}),
        "policy.docm",
    )

    assert making.texts(reading) == ["The city publishes its data."]


def test_strict_form_of_the_standard_is_read_as_the_usual_one(read: Read) -> None:
    data = making.word_of("<w:p><w:r><w:t>Data is free</w:t></w:r></w:p>")
    strict = {
        name: making.member(data, name)
        .replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        .replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name in ("_rels/.rels", "word/document.xml")
    }

    reading = read(making.replaced(data, strict), "strict.docx")

    assert making.texts(reading) == ["Data is free"]


def test_tab_stop_of_a_paragraph_is_no_tab(read: Read) -> None:
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
    run = "<w:r><w:t>Goal</w:t><w:tab/><w:t>Parks</w:t></w:r>"

    reading = read(making.word_of(f"<w:p>{stops}{run}</w:p>"), "tabs.docx")

    assert making.texts(reading) == ["Goal\tParks"]


def test_document_that_ours_cannot_unpack_is_read_by_python_docx(read: Read) -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(making.word("Data is free", "It is open"))) as whole,
        zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as unusual,
    ):
        for name in whole.namelist():
            unusual.writestr(name, whole.read(name))

    reading = read(file.getvalue(), "unusual.docx")

    assert making.texts(reading) == ["Data is free", "It is open"]
    [remark] = reading.remarks
    assert remark == (
        "This document is damaged or unusual. Its body was read; its headers, notes and"
        " comments were not. Save it anew in its program and upload it again."
    )


def test_part_with_a_root_of_many_attributes_is_left_to_the_walk() -> None:
    styles = Styles(b"")
    walk = Walk(styles, Notes({}, {}, lambda _: []), drawn=False)
    space = f'xmlns:w="{W[1:-1]}"'
    body = "<w:body><w:p><w:r><w:t>Data is free</w:t></w:r></w:p></w:body>"
    usual, long = (
        f'<w:document {space} w:x="{"x" * size}">{body}</w:document>'.encode()
        for size in (16_000, 17_000)
    )

    [block] = word_plain.through(usual, b"<w:body", walk, styles)

    assert block.text == "Data is free"
    with pytest.raises(word_plain.Unusual):
        word_plain.through(long, b"<w:body", walk, styles)


def test_plain_parts_are_read_as_the_walk_reads_them(read: Read) -> None:
    """A remark in the part has all of it walked; what is read is the same."""
    texts = (
        '<w:t>Goals</w:t></w:r><w:r><w:t xml:space="preserve"> 4</w:t>',
        "<w:t>a &amp; &#233;</w:t><w:tab /><w:t>b</w:t><w:br/><w:cr/>",
        "<w:rPr><w:b/></w:rPr><w:t>Who decides</w:t>",
        '<w:rPr><w:b w:val="0"/></w:rPr><w:t>Who &gt; what</w:t>',
        "<w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:r><w:t>x</w:t>",
        '<w:t>one</w:t><w:br w:type="page"/><w:t>two</w:t>',
    )
    runs = ["", *(f"<w:r>{text}</w:r>" for text in texts)]
    runs.append(f"<w:del>{runs[1]}</w:del>")
    marks = (
        '<w:outlineLvl w:val="1"/><w:tabs><w:tab w:val="left"/></w:tabs>',
        '<w:numPr><w:numId w:val="2"/></w:numPr>',
        '<w:pPrChange><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>',
    )
    paragraphs = [
        f"<w:p{own}>{mark}{run}</w:p>"
        for own in ("", ' w:rsidR="00"')
        for mark in ("", "<w:pPr/>", *(f"<w:pPr>{mark}</w:pPr>" for mark in marks))
        for run in runs
    ]
    empty = '<w:p/><w:p w:rsidR="00" />'
    rows = [
        f"<w:tr><w:tc>{one}{empty}</w:tc><w:tc>{one}{one}</w:tc></w:tr>"
        for one in paragraphs
    ]
    tables = [f"<w:tbl>{row}</w:tbl>" for row in rows]
    frame = f"<w:tbl><w:tr><w:tc>{''.join(tables)}</w:tc></w:tr></w:tbl>"
    control = f"<w:sdt>{paragraphs[1]}</w:sdt>"
    body = empty.join([*paragraphs, *tables, frame, control])

    plain = read(making.word_of(body), "plain.docx")
    walked = read(making.word_of(f"<!-- a remark -->{body}"), "plain.docx")

    assert plain == walked


def test_note_in_a_table_follows_its_row(read: Read) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t>{}</w:r></w:p></w:tc>"
    row = cell.format("Target", '<w:footnoteReference w:id="1"/>') + cell.format(9, "")
    data = making.replaced(
        making.word_of(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"),
        {
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{W[1:-1]}"><w:footnote'
            ' w:id="1"><w:p><w:r><w:t>Of 2024</w:t></w:r></w:p></w:footnote>'
            "</w:footnotes>",
            "word/_rels/document.xml.rels": making.relations("footnotes"),
            "[Content_Types].xml": making.content_types("footnotes"),
        },
    )

    [page] = read(data, "a.docx").pages

    assert making.blocks(page) == [(R, "Target | 9"), (N, "Of 2024")]
