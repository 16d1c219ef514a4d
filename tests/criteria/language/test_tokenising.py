"""A document too large to be looked at as one text has the same searchable form."""

from __future__ import annotations

from criteria.evidence import Page, Segment, SegmentKind
from criteria.language.tokenising import tokenise
from criteria.language.tokens import NEW_PARAGRAPH, NEW_SENTENCE, number_of

P, ITEM = SegmentKind.PARAGRAPH, SegmentKind.ITEM
WORDS = "The city publishes the budget every year. " * 5_000  # half of what is one text


def test_words_of_a_large_document_stand_where_they_stand_on_their_pages() -> None:
    closing = "The poli-\ncy is adopted. It names:"
    pages = [
        Page(1, WORDS, "en", (Segment(P, 0, len(WORDS)),)),
        Page(2, WORDS, "en", (Segment(P, 0, len(WORDS)),)),
        Page(3, closing, "en", (Segment(P, 0, len(closing)),)),
        Page(4, WORDS, "en", (Segment(P, 0, len(WORDS)),)),
        Page(5, WORDS, "en", (Segment(P, 0, len(WORDS)),)),
        Page(6, closing, "en", (Segment(P, 0, len(closing)),)),
        Page(7, "- goals", "en", (Segment(ITEM, 0, 7),)),
    ]

    whole = tokenise(pages)

    bounds = [*whole.pages.tolist(), whole.count]
    for page, first, end in zip(pages, bounds, bounds[1:], strict=False):
        alone = tokenise([page])
        assert whole.ids[first:end].tolist() == alone.ids[: alone.count].tolist()
        assert whole.starts[first:end].tolist() == alone.starts.tolist()
    around = whole.ids[whole.count :].tolist()
    at = [n for n, number in enumerate(around) if number == number_of("policy")]
    halves = [int(whole.origins[n]) // 2 for n in at]
    assert halves == [bounds[2] + 1, bounds[5] + 1]
    assert {int(whole.ids[n]) for n in halves} == {number_of("poli")}
    # What begins a page is a paragraph, but for the item of a list.
    marks = dict(zip(whole.pieces.tolist(), whole.marks.tolist(), strict=True))
    assert [marks[first] for first in bounds[:-1]] == [NEW_SENTENCE | NEW_PARAGRAPH] * 7
