"""The blocks of all pages together are those that a slow reader of lines finds."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from itertools import accumulate, combinations_with_replacement, product
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Page, Segment, SegmentKind
from criteria.language.tokenising import tokenise
from criteria.language.tokens import KINDS
from tests.criteria.language import slow_blocks

if TYPE_CHECKING:
    from tests.criteria.language.slow_blocks import Block

_FRONTS = (
    "", "  ", "> ", "\t", "\r", "\u00a0", "- ", " - ", "* ", "-", "+", "• ", "■ ", "# ",
    " ### ", "#", "|", "| ", " | ", "|---", "=", "____", ":--", "1. ", "12) ", "(a) ",
    "a) ", "b.", "iv. ", "IV ", "I ", "XIX. ", "2.3 ", "2025 ", "No. ", "abc) ",
    "Sec. 5 ", "SECTION 5 ", "section 4 ", "ſection 2 ", "Tİtle I ", "Capítulo II ",
    "seção ", "annexe 4 ", "part of ", "Łódź ", "ЖЖ ", "中文 ", "٣. ", "²² ", "\0",
)  # fmt: skip
_MIDDLES = (
    "",
    "a city",
    "THE CITY",
    "The plan is long, " * 7,
    "x | y",
    "| |",
    "1",
    "ª",
)
_BACKS = ("", ".", ":", " ", "|", " |", "\r", " 5", '."')
_BREAKS = ("\n", "\n", "\n", "\n\n", "\r\n", "\f", "\x85", "\u2028")


def _found(pages: list[Page]) -> list[list[Block]]:
    tokens = tokenise(pages)
    found: list[list[Block]] = [[] for _ in pages]
    columns = (
        tokens.blocks, tokens.block_kinds, tokens.block_starts, tokens.block_ends,
    )  # fmt: skip
    firsts = tokens.pages.tolist()
    for word, kind, start, end in zip(*(c.tolist() for c in columns), strict=True):
        found[bisect_right(firsts, word) - 1].append((KINDS[kind], start, end))
    return found


def _expected(page: Page) -> list[Block]:
    """Return the blocks of a page in which a word begins."""
    starts = tokenise([page]).starts.tolist()
    found = slow_blocks.blocks(page)
    return [b for b in found if bisect_left(starts, b[1]) < bisect_left(starts, b[2])]


@pytest.mark.parametrize("lines_of_a_page", [20, 5000])
def test_lines_open_the_blocks_that_a_reader_of_each_line_finds(
    lines_of_a_page: int,
) -> None:
    chance = random.Random(9)  # noqa: S311 - cases to try, not secrets
    lines = ["".join(parts) for parts in product(_FRONTS, _MIDDLES, _BACKS)]
    chance.shuffle(lines)
    pages: list[Page] = []
    for at in range(0, len(lines), lines_of_a_page):
        part = [
            line + chance.choice(_BREAKS) for line in lines[at : at + lines_of_a_page]
        ]
        pages.append(Page(len(pages) + 1, "".join(part), "en"))

    found = [block for page in pages for block in _found([page])[0]]

    assert found == [block for page in pages for block in _expected(page)]


def test_the_lines_of_all_pages_are_parted_as_those_of_each() -> None:
    texts = ["- a\n\n- b", "", " ", "TITLE\nit goes on\n ", "| a | b |\n\f", "I\n", "x"]
    pages = [Page(n, text, "en") for n, text in enumerate(texts * 30, 1)]

    assert _found(pages) == [_expected(page) for page in pages]


@pytest.mark.parametrize("other", [(5, 5), (3, 9)])
@pytest.mark.parametrize("text", ["a | b | | x |\n| c", "city | b | plan |"])
def test_segments_and_what_is_between_them_are_the_blocks(
    text: str, other: tuple[int, int]
) -> None:
    spans = [*combinations_with_replacement(range(len(text) + 2), 2)]
    pages = [
        Page(n, text, "en", (_row(text, *span), _row(text, *other), _given(*span)))
        for n, span in enumerate(spans, 1)
    ]

    assert _found(pages) == [_expected(page) for page in pages]


def _row(text: str, start: int, end: int) -> Segment:
    """Return a row whose cells are parted in the text."""
    parts = text[start:end].split(" | ")
    starts = accumulate((len(part) + 3 for part in parts), initial=start)
    cells = [(at, at + len(part)) for at, part in zip(starts, parts, strict=False)]
    return Segment(SegmentKind.ROW, start, end, 0, tuple(cells))


def _given(start: int, end: int) -> Segment:
    """Return a row behind it whose cells are parted elsewhere, in no order."""
    cells = ((end + 6, end + 9), (end + 1, end + 2), (end, end + 2), (end + 4, end + 4))
    return Segment(SegmentKind.ROW, end + start % 3, end + 8, 0, cells)
