from __future__ import annotations

from typing import TYPE_CHECKING

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
