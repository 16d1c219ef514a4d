from __future__ import annotations

from criteria.evidence import Page
from web import reading
from web.passages import Span


def test_words_that_recognition_doubts_are_marked_in_a_passage() -> None:
    page = Page(1, "The board meets", by_ocr=True, sure=((0, 3, 96), (4, 9, 41)))

    [block] = reading.sheet(page, [Span(0, 15)]).blocks

    assert [piece.words for piece in block.pieces] == [
        (("The ", ""), ("board", "doubt"), (" meets", "")),
    ]
