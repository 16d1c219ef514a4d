from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind
from tests.workers.extract import making, office

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

    data = office.opendocument(
        slide("Open data", "It is free") + slide("Thank you", "Questions"),
        kind="presentation",
    )

    reading = read(data, "council.odp")

    assert [making.blocks(page) for page in reading.pages] == [
        [(SegmentKind.HEADING, "Open data"), (SegmentKind.PARAGRAPH, "It is free")],
        [(SegmentKind.HEADING, "Thank you"), (SegmentKind.PARAGRAPH, "Questions")],
    ]
