from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import SegmentKind, UnreadPage
from tests.workers.extract import making, office
from workers.extract import refusals

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read


def test_slides_are_pages_with_titles_items_tables_and_notes(read: Read) -> None:
    data = office.slides(
        office.shape("Open data", "title")
        + office.shape("Every dataset is free", "body")
        + office.shape("Source: portal")
        + office.shape("City of X", "ftr")
        + office.table([["Goal", "Owner"], ["Parks", "Ana"]]),
        office.shape("Thank you", "ctrTitle"),
        notes="Say that it began in 2019",
        hidden=1,
    )

    reading = read(data, "council.pptx")

    first, second = reading.pages
    assert making.blocks(first) == [
        (SegmentKind.HEADING, "Open data"),
        (SegmentKind.ITEM, "Every dataset is free"),
        (SegmentKind.PARAGRAPH, "Source: portal"),
        (SegmentKind.RUNNING, "City of X"),
        (SegmentKind.ROW, "Goal | Owner"),
        (SegmentKind.ROW, "Parks | Ana"),
        (SegmentKind.NOTE, "Notes: Say that it began in 2019"),
    ]
    assert (second.number, second.text, second.label) == (2, "Thank you", "hidden")


def test_presentation_of_opendocument_has_a_page_a_slide(read: Read) -> None:
    def slide(title: str, text: str) -> str:
        return (
            '<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>'
            f"{title}</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box>"
            f"<text:p>{text}</text:p></draw:text-box></draw:frame></draw:page>"
        )

    notes = (
        "<presentation:notes><draw:frame><draw:text-box><text:p>Say since when"
        "</text:p><text:p><text:page-number>&lt;number&gt;</text:page-number></text:p>"
        "</draw:text-box></draw:frame></presentation:notes></draw:page>"
    )
    data = office.opendocument(
        slide("Open data", "It is free").replace("</draw:page>", notes)
        + slide("Thank you", "Questions"),
        kind="presentation",
    )

    reading = read(data, "council.odp")

    assert [making.blocks(page) for page in reading.pages] == [
        [
            (SegmentKind.HEADING, "Open data"),
            (SegmentKind.PARAGRAPH, "It is free"),
            (SegmentKind.NOTE, "Say since when"),
        ],
        [(SegmentKind.HEADING, "Thank you"), (SegmentKind.PARAGRAPH, "Questions")],
    ]


def test_slide_that_cannot_be_read_is_told_apart_from_an_empty_one(read: Read) -> None:
    data = office.slides(office.shape("Open data"), office.shape("Lost"), "")

    reading = read(
        making.replaced(data, {"ppt/slides/slide2.xml": "<p:sld"}), "council.pptx"
    )

    assert [(page.number, page.text) for page in reading.pages] == [
        (1, "Open data"),
        (3, ""),
    ]
    assert reading.unread == (UnreadPage(2, refusals.PAGE_BROKEN),)


def test_slide_whose_notes_cannot_be_read_is_read_and_counted_as_unread(
    read: Read,
) -> None:
    data = office.slides(office.shape("Open data"), notes="Lost")
    broken = {"ppt/notesSlides/notes1.xml": "<p:notes"}

    reading = read(making.replaced(data, broken), "council.pptx")

    assert making.texts(reading) == ["Open data"]
    assert reading.unread == (UnreadPage(1, refusals.PAGE_BROKEN),)


def test_what_a_slide_keeps_for_older_programs_is_not_read_twice(read: Read) -> None:
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    data = office.slides(
        f"<mc:AlternateContent {names}><mc:Choice>{office.shape('New')}</mc:Choice>"
        f"<mc:Fallback>{office.shape('Old')}</mc:Fallback></mc:AlternateContent>"
    )

    reading = read(data, "council.pptx")

    assert making.texts(reading) == ["New"]


def test_slide_of_which_nobody_can_say_what_belongs_to_it_is_read_and_counted_as_unread(
    read: Read,
) -> None:
    data = office.slides(
        office.shape("Open data"), office.shape("Thank you"), notes="Lost"
    )
    broken = {"ppt/slides/_rels/slide1.xml.rels": "<Relationships"}

    reading = read(making.replaced(data, broken), "council.pptx")

    assert making.texts(reading) == ["Open data", "Thank you"]
    assert reading.unread == (UnreadPage(1, refusals.PAGE_BROKEN),)


_USUAL = (
    office.shape("Open data", "title")
    + office.shape("Parks &amp; trees &#8212; 5 > 4", "body")
    + "<p:sp><p:txBody><a:p><a:r><a:rPr/><a:t>One</a:t></a:r><a:br/><a:r><a:t>two</a:t>"
    "</a:r></a:p><a:p/><a:p><a:r><a:t/></a:r></a:p></p:txBody></p:sp>"
    + office.table([["Goal", "Owner"], ["", "Ana"]])
    + "<p:cxnSp><a:p><a:r><a:t>beside</a:t></a:r></a:p></p:cxnSp>"
)
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_OLD = f"<mc:Fallback {_MC}>{office.shape('Old')}</mc:Fallback>"


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("", ""),
        ("<a:t>One", '<a:t xml:space="preserve">One'),
        ("</a:p>", "</a:p >"),
        ("</p:sp>", "</p:sp\n>"),
        ('<p:ph type="title"/>', "<p:ph type='title'/>"),
        ('<p:ph type="title"/>', '<p:ph idx="1" type = "title"/>'),
        ('<p:ph type="body"/>', '<p:ph idx="1"/>'),
        ("<p:sp><p:nvSpPr>", '<p:sp useBgFill="1"><p:nvSpPr>'),
        ("One", "<![CDATA[One]]>"),
        ("One", "O<!-- here -->ne"),
        ("One", "On&#101;"),
        ("</p:sp>", f"</p:sp>{_OLD}"),
        ("</p:sp>", f"</p:sp><mc:Fallback {_MC}/>"),
        ("<a:tbl>", f"{_OLD[:-14]}{_OLD}</mc:Fallback><a:tbl>"),
        (
            "<a:tc><a:txBody><a:p><a:r><a:t></a:t></a:r></a:p></a:txBody></a:tc>",
            "<a:tc/>",
        ),
        ("a:", "b:"),
        ("</p:sp>", "</p:sp><p:sp/>"),
    ],
)
def test_slide_is_read_alike_in_whatever_way_it_is_written(
    read: Read, usual: str, odd: str
) -> None:
    space = 'xmlns:b="http://schemas.openxmlformats.org/drawingml/2006/main"'
    written = _USUAL.replace(usual, odd) if usual else _USUAL

    reading = read(office.slides(f"<p:g {space}>{written}</p:g>"), "council.pptx")

    assert making.blocks(reading.pages[0]) == [
        (SegmentKind.HEADING, "Open data"),
        (SegmentKind.ITEM, "Parks & trees \u2014 5 > 4"),
        (SegmentKind.PARAGRAPH, "One\ntwo"),
        (SegmentKind.ROW, "Goal | Owner"),
        (SegmentKind.ROW, " | Ana"),
    ]


def test_chart_is_read_alike_in_whatever_way_it_is_written(read: Read) -> None:
    space = 'xmlns:{}="http://schemas.openxmlformats.org/drawingml/2006/{}"'
    names = f"{space.format('c', 'chart')} {space.format('a', 'main')}"
    words = "".join(f"<c:pt><c:v>{one}</c:v></c:pt>" for one in ("Parks", "A &amp; B"))
    body = (
        "<c:title><c:tx><c:rich><a:p><a:r><a:t>Budget</a:t></a:r></a:p></c:rich></c:tx>"
        f"</c:title><c:strCache>{words}{words}</c:strCache>"
        "<c:numCache><c:pt><c:v>4</c:v></c:pt></c:numCache>"
    )
    written = [
        f"<c:chartSpace {names}>{one}</c:chartSpace>"
        for one in (body, f"{body}<c:strCache/>", body.replace("c:v>", "c:v >"))
    ]
    beside = [("chart", f"../charts/chart{n}.xml") for n in range(len(written))]
    parts = {f"ppt/charts/chart{n}.xml": one for n, one in enumerate(written)}
    parts["ppt/slides/_rels/slide1.xml.rels"] = office.relations(*beside)

    reading = read(making.replaced(office.slides(""), parts), "council.pptx")

    expected = (SegmentKind.PARAGRAPH, "Budget\nParks\nA & B")
    assert making.blocks(reading.pages[0]) == [expected] * 3


@pytest.mark.parametrize("text", ["4 < 5", "Parks &trees;", "&#99999999;"])
def test_slide_whose_words_are_not_written_whole_is_unread(
    read: Read, text: str
) -> None:
    data = office.slides(office.shape("Open data"), office.shape(text))

    reading = read(data, "council.pptx")

    assert making.texts(reading) == ["Open data"]
    assert reading.unread == (UnreadPage(2, refusals.PAGE_BROKEN),)


def test_slide_that_is_broken_beside_its_words_is_read(read: Read) -> None:
    data = office.slides(office.shape("Open data") + "<p:pic><p:spPr></p:pic>")

    reading = read(data, "council.pptx")

    assert (making.texts(reading), reading.unread) == (["Open data"], ())
