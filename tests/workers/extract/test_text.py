from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import SegmentKind
from tests.workers.extract import making

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read

TEXT = "El señor alcalde publicó la ordenanza en el año 2023."


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
    ],
)
def test_text_is_read_in_every_usual_encoding(read: Read, data: bytes) -> None:
    reading = read(data, "ordenanza.txt")

    assert [page.text for page in reading.pages] == [TEXT]
    assert (reading.kind, reading.language) == ("text", "es")


def test_blank_lines_part_paragraphs_and_marks_make_items(read: Read) -> None:
    reading = read(
        b"OPEN DATA POLICY\r\n\r\nThe city publishes\r\nits data.\r\n\r\n"
        b"1. It is free.\r\n2. It is current.\r\n",
        "policy.txt",
    )

    [page] = reading.pages
    assert making.blocks(page) == [
        (SegmentKind.HEADING, "OPEN DATA POLICY"),
        (SegmentKind.PARAGRAPH, "The city publishes\nits data."),
        (SegmentKind.ITEM, "1. It is free."),
        (SegmentKind.ITEM, "2. It is current."),
    ]


def test_form_feeds_part_pages(read: Read) -> None:
    reading = read(b"First page.\fSecond page.\f", "minutes.txt")

    assert [(p.number, p.text) for p in reading.pages] == [
        (1, "First page."),
        (2, "Second page."),
    ]


def test_control_characters_are_not_kept(read: Read) -> None:
    [page] = read(b"The\x07 city\x1b publishes its budget.", "note.txt").pages

    assert page.text == "The  city  publishes its budget."
