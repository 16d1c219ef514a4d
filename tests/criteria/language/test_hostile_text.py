"""Text as no city writes it: it must neither stop the matcher nor shift a place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import Page, Segment, SegmentKind
from criteria.finding.matching import find
from criteria.language.text import fold
from criteria.language.tokenising import tokenise
from criteria.language.tokens import number_of
from tests.criteria.packs.small_packs import make_pack, make_rule

PACK = make_pack(make_rule("data committee"))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=3))
def test_every_word_stands_where_it_is_said_to(texts: list[str]) -> None:
    pages = [Page(number, text) for number, text in enumerate(texts, 1)]

    tokens = tokenise(pages)

    ends = [*tokens.pages.tolist()[1:], tokens.count]
    for page, first, end in zip(pages, tokens.pages.tolist(), ends, strict=True):
        for word in range(first, end):
            start = int(tokens.starts[word])
            raw = page.text[start : start + int(tokens.lengths[word])]
            assert number_of(fold(raw)) == int(tokens.ids[word])


@settings(max_examples=100, deadline=None)
@given(
    st.text("ab.-| \n#", max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=5),
)
def test_any_segments_are_taken_as_they_come(
    text: str, spans: list[tuple[int, int]]
) -> None:
    kinds = list(SegmentKind)
    segments = tuple(
        Segment(kinds[n % len(kinds)], min(a, b), max(a, b), 1, ((a, b),))
        for n, (a, b) in enumerate(spans)
    )

    tokens = tokenise([Page(1, text, "en", segments)])

    assert tokens.pieces.tolist() == sorted(set(tokens.pieces.tolist()))
    assert tokens.count == 0 or int(tokens.pieces[0]) == 0


@pytest.mark.parametrize(
    "unit",
    [
        ".",
        "-",
        "|",
        "\n",
        " \n",
        "(",
        "- ",
        "a.",
        "ab",
        "\u0301",
        "| a ",
        "1. ",
        "a-\n",
    ],
)
def test_a_page_of_one_thing_over_and_over_takes_no_long_time(unit: str) -> None:
    text = f"{unit * 60_000}\n\nThe data committee met.\n\n{unit * 60_000}"

    [link] = find([Page(1, text, "en")], PACK)

    assert link.passages[0].quote == "The data committee met."


def test_a_table_that_came_as_one_sentence_gives_a_short_quote() -> None:
    text = "data committee 12 of 40 " * 20_000

    [link] = find([Page(1, text, "en")], PACK)

    assert all(len(passage.quote) <= 420 for passage in link.passages)
