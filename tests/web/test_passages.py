from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from criteria.evidence import Page, Segment, SegmentKind
from web.passages import Span, blocks

TEXT = "Heading\n\nThe board meets. It decides.\n\nMore."


def _shown(page: Page, *spans: Span, signs: tuple[Span, ...] = ()) -> list[str]:
    """Each block as text, marks in brackets and signs in braces."""
    return [
        "".join(
            ("[" if piece.span else "")
            + "".join(f"{{{w}}}" if sign else w for w, sign in piece.words)
            + ("]" if piece.span else "")
            for piece in block.pieces
        )
        for block in blocks(page, spans, signs)
    ]


def test_without_segments_blank_lines_part_the_blocks() -> None:
    assert _shown(Page(1, TEXT)) == ["Heading", "The board meets. It decides.", "More."]


def test_a_mark_stands_where_its_passage_does() -> None:
    start = TEXT.index("The board")

    shown = _shown(Page(1, TEXT), Span(start, start + 16))

    assert shown == ["Heading", "[The board meets.] It decides.", "More."]


def test_a_mark_may_reach_over_several_blocks() -> None:
    shown = _shown(Page(1, TEXT), Span(3, TEXT.index("More") + 2))

    assert shown == ["Hea[ding]", "[The board meets. It decides.]", "[Mo]re."]


def test_of_marks_that_overlap_the_first_keeps_the_words() -> None:
    shown = _shown(Page(1, "abcdefgh"), Span(1, 5), Span(3, 7), Span(2, 4))

    assert shown == ["a[bcde][fg]h"]


def test_signs_stand_inside_of_marks_only() -> None:
    shown = _shown(
        Page(1, "We will. They will."), Span(0, 8), signs=(Span(3, 7), Span(14, 18))
    )

    assert shown == ["[We {will}.] They will."]


def test_segments_name_their_blocks_and_nothing_between_them_is_lost() -> None:
    page = Page(
        1,
        "Title\nBetween\n- Item",
        segments=(
            Segment(SegmentKind.HEADING, 0, 5, level=1),
            Segment(SegmentKind.ITEM, 14, 20),
        ),
    )

    assert [block.kind for block in blocks(page)] == ["heading-1", "paragraph", "item"]


@given(
    text=st.text(max_size=80),
    spans=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=6),
    signs=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=4),
)
def test_marking_a_text_changes_no_word_of_it(
    text: str, spans: list[tuple[int, int]], signs: list[tuple[int, int]]
) -> None:
    page = Page(1, text)
    marks = [Span(*span) for span in spans if span[1] <= len(text)]

    told = blocks(page, marks, [Span(*sign) for sign in signs])

    words = "".join(w for b in told for p in b.pieces for w, _sign in p.words)
    assert "".join(words.split()) == "".join(text.split())
