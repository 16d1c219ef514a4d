from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind
from tests.workers.extract import making, office

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read


def test_text_is_read_in_order_with_all_that_hangs_on_it(read: Read) -> None:
    data = office.opendocument(
        "<text:tracked-changes><text:p>Deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">Purpose</text:h>'
        '<text:p>The  city <text:span>publishes</text:span><text:s text:c="2"/>its'
        "<text:tab/>data.<text:note><text:note-body><text:p>Since 2019.</text:p>"
        "</text:note-body></text:note></text:p>"
        "<text:list><text:list-item><text:p>Free</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Goal</text:p>"
        "</table:table-cell><table:table-cell><text:p>Owner</text:p>"
        "</table:table-cell></table:table-row></table:table>",
        styles="<style:header><text:p>City of X</text:p></style:header>",
    )

    reading = read(data, "policy.odt")

    [page] = reading.pages
    assert reading.kind == "odt"
    assert making.blocks(page) == [
        (SegmentKind.RUNNING, "City of X"),
        (SegmentKind.HEADING, "Purpose"),
        (SegmentKind.PARAGRAPH, "The city publishes  its\tdata."),
        (SegmentKind.NOTE, "Since 2019."),
        (SegmentKind.ITEM, "Free"),
        (SegmentKind.ROW, "Goal | Owner"),
    ]


def test_what_hangs_on_words_and_cells_is_apart_from_them(read: Read) -> None:
    note = "<text:note><text:note-body><text:p>{}</text:p></text:note-body></text:note>"
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    data = office.opendocument(
        "<text:p>The map<draw:frame><svg:title>Map</svg:title><svg:desc>Map of nine"
        ' districts</svg:desc></draw:frame> of <text:a xlink:href="https://a.example/">'
        "the portal</text:a>.</text:p><table:table><table:table-row>"
        f"{cell.format('Target' + note.format('Of 2024'))}{cell.format('9')}"
        "</table:table-row></table:table>"
    )

    [page] = read(data, "policy.odt").pages

    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "The map of the portal."),
        (SegmentKind.NOTE, "Picture: Map of nine districts"),
        (SegmentKind.NOTE, "the portal: https://a.example/"),
        (SegmentKind.ROW, "Target | 9"),
        (SegmentKind.NOTE, "Of 2024"),
    ]


def test_pages_are_those_last_drawn(read: Read) -> None:
    data = office.opendocument(
        "<text:p>One</text:p><text:soft-page-break/><text:p>Two <text:soft-page-break/>"
        "runs over</text:p><text:p>Three</text:p>"
    )

    reading = read(data, "policy.odt")

    assert [page.text for page in reading.pages] == ["One", "Two runs over", "Three"]


def test_rich_text_is_read_with_its_accents_and_tables(read: Read) -> None:
    data = (
        rb"{\rtf1\ansi\ansicpg1252 {\fonttbl{\f0 Arial;}}\f0 La ciudad public\'f3 la "
        rb"ordenanza.\par Segunda l\u237?nea.\par "
        rb"\trowd\cellx100\cellx200 Meta\cell Ana\cell\row }"
    )

    reading = read(data, "ordenanza.rtf")

    [page] = reading.pages
    assert reading.kind == "rtf"
    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "La ciudad publicó la ordenanza."),
        (SegmentKind.PARAGRAPH, "Segunda línea."),
        (SegmentKind.ROW, "Meta | Ana"),
    ]


def test_rich_text_has_its_notes_apart_and_nothing_that_was_deleted(read: Read) -> None:
    data = (
        rb"{\rtf1\ansi\ansicpg1252 {\header\pard City of X\par}"
        rb"The city {\deleted\revauthdel1 will publish}{\revised publishes} its "
        rb"data{\super\chftn{\*\footnote\pard Since 2019 \'e9.\par}}.\par "
        rb"{\shp{\*\shpinst{\shptxt\pard In a box\par}}}Second"
        rb"{\*\annotation{\*\atndate 0}\pard True?} line {\*\bin3 }}}}.\par "
        rb"{\pard\uc0\u61623\tab Free\par}}"
    )

    [page] = read(data, "policy.rtf").pages

    assert making.blocks(page) == [
        (SegmentKind.RUNNING, "City of X"),
        (SegmentKind.PARAGRAPH, "The city publishes its data."),
        (SegmentKind.NOTE, "Since 2019 \xe9."),
        (SegmentKind.PARAGRAPH, "Second line ."),
        (SegmentKind.NOTE, "Comment: True?"),
        (SegmentKind.ITEM, "\N{BULLET}\tFree"),
        (SegmentKind.PARAGRAPH, "In a box"),
    ]
