"""The blocks of all pages together are those that a slow reader of lines finds."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import Page, Segment, SegmentKind
from criteria.tokenising import tokenise
from criteria.tokens import KINDS
from tests.criteria import slow_blocks

if TYPE_CHECKING:
    from tests.criteria.slow_blocks import Block

_FRONTS = st.sampled_from(
    [
        "", "", "  ", "> ", "\t", "\r", "\u00a0", "- ", "* ", "-", "+", "• ", "— ",
        "■ ", "# ", "## ", "#", "|", "| ", "|---", "=", "____", ":--", "1. ", "12) ",
        "(a) ", "a) ", "b.", "iv. ", "IV ", "I ", "XIX. ", "2.3 ", "2025 ", "No. ",
        "abc) ", "Sec. 5 ", "SECTION 5 ", "section ", "ſection 2 ", "Tİtle ",
        "Capítulo II ", "seção ", "annexe 4 ", "part of ", "Łódź ", "ЖЖ ", "中文 ",
        "٣. ", "²² ", "\0",
    ]
)  # fmt: skip
_MIDDLES = st.sampled_from(
    [
        "",
        "a city",
        "THE CITY",
        "KPI",
        "The plan is long, " * 7,
        "x | y",
        "| |",
        "1",
        "ª",
    ]
)
_BACKS = st.sampled_from(["", "", ".", ":", " ", "|", " |", "| ", "\r", " 5", '."'])
_LINES = st.builds(lambda *parts: "".join(parts), _FRONTS, _MIDDLES, _BACKS)
_BREAKS = st.sampled_from(["\n", "\n", "\n", "\n\n", "\r\n", "\f", "\x85", "\u2028"])
_TEXTS = st.lists(st.tuples(_LINES, _BREAKS), max_size=12).map(
    lambda lines: "".join(map("".join, lines))
)
_ROWS = st.lists(st.sampled_from(["a", "", "b c", "| x", "x |", "1"]), max_size=4).map(
    " | ".join
)


def _found(pages: list[Page]) -> list[list[Block]]:
    tokens = tokenise(pages)
    found: list[list[Block]] = [[] for _ in pages]
    columns = (
        tokens.blocks, tokens.block_kinds, tokens.block_starts, tokens.block_ends,
    )  # fmt: skip
    firsts = [*tokens.pages.tolist(), tokens.count]
    for word, kind, start, end in zip(*(c.tolist() for c in columns), strict=True):
        page = next(n for n, (a, b) in enumerate(pairwise(firsts)) if a <= word < b)
        found[page].append((KINDS[kind], start, end))
    return found


def _worded(page: Page, found: list[Block]) -> list[Block]:
    """Leave out the blocks in which no word begins."""
    tokens = tokenise([page])
    starts = tokens.starts.tolist()
    return [b for b in found if any(b[1] <= start < b[2] for start in starts)]


@settings(max_examples=150, deadline=None)
@given(st.lists(_TEXTS, min_size=1, max_size=3))
def test_lines_open_the_blocks_that_a_reader_of_each_line_finds(
    texts: list[str],
) -> None:
    pages = [Page(number, text, "en") for number, text in enumerate(texts, 1)]

    expected = [_worded(page, slow_blocks.blocks(page)) for page in pages]
    assert _found(pages) == expected


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_LINES | _ROWS, max_size=8),
    st.none() | st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=6),
)
def test_segments_and_what_is_between_them_are_the_blocks(
    lines: list[str], spans: list[tuple[int, int]] | None
) -> None:
    text = "\n".join(lines)
    if spans is None:  # each line is a segment
        ends = [*accumulate(len(line) + 1 for line in lines)]
        spans = [
            (end - len(line) - 1, end - 1)
            for line, end in zip(lines, ends, strict=True)
        ]
    kinds = [SegmentKind.ROW, *SegmentKind]
    segments = []
    for number, (one, other) in enumerate(spans):
        kind, start, end = kinds[number % len(kinds)], min(one, other), max(one, other)
        parts = text[start:end].split(" | ")
        starts = [*accumulate((len(part) + 3 for part in parts), initial=start)]
        cells = tuple(
            (at, at + len(part)) for at, part in zip(starts, parts, strict=False)
        )
        given_ = ((start + 1, end), (start, start + 2))
        segments.append(Segment(kind, start, end, 1, cells if number % 3 else given_))
    page = Page(1, text, "en", tuple(segments))

    assert _found([page]) == [_worded(page, slow_blocks.blocks(page))]
