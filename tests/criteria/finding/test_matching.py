from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import Page, Segment, SegmentKind, Statement
from criteria.finding.matching import find, fires
from criteria.language.tokenising import tokenise
from criteria.language.tokens import Tokens
from criteria.packs.ruleset import Clause, Scope, Strength
from tests.criteria.packs.small_packs import make_pack, make_rule

BODY = make_pack(make_rule("data committee", id="DM1.body"))


def _quotes(text: str, page: Page | None = None) -> list[str]:
    return [
        passage.quote
        for proposal in find([page or Page(1, text, "en")], BODY)
        for passage in proposal.passages
    ]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "Roads were mended. The data committee met. It rained.",
            "The data committee met.",
        ),
        (
            "See Sec. 3.2 of No. 5 by Dr. Ruiz: the data committee met.",
            "See Sec. 3.2 of No. 5 by Dr. Ruiz: the data committee met.",
        ),
        (
            "It says “The data committee met.” Later",
            "It says “The data committee met.”",
        ),
        ("- roads\n- the data committee\n- trees", "the data committee"),
        ("# The Data Committee\n\nIt met.", "The Data Committee"),
        ("| Body | Data committee |\n|---|---|\n", "Body | Data committee"),
        ("Roads.\n\n  the data\ncommittee met  \n\nTrees.", "the data\ncommittee met"),
        ("¿Se reunió el data committee?", "¿Se reunió el data committee?"),
    ],
)
def test_the_quote_is_the_sentence_item_or_row_around_the_hit(
    text: str, quote: str
) -> None:
    assert _quotes(text) == [quote]


def test_segments_of_the_page_part_it_and_what_is_between_is_parted_by_lines() -> None:
    text = "data\ncommittee head data committee of all"
    segments = (
        Segment(SegmentKind.HEADING, 0, 4, 1),
        Segment(SegmentKind.PARAGRAPH, 15, 40),
    )

    assert _quotes(text, Page(1, text, "en", segments)) == [
        "head data committee of all"
    ]


def test_cells_part_phrases_and_join_conditions() -> None:
    text = "Fill rate 95 of 100"
    cells = ((0, 9), (10, 19))
    page = Page(1, text, "en", (Segment(SegmentKind.ROW, 0, 19, cells=cells),))
    across = make_pack(make_rule("rate 95"))
    beside = make_pack(make_rule("fill rate", needs=(Clause(("of 100",)),)))

    assert find([page], across) == []
    assert [p.quote for p in find([page], beside)[0].passages] == [text]


def test_a_long_sentence_is_cut_around_the_hit() -> None:
    text = f"{'many words ' * 60}data committee{' more words' * 60}"

    [quote] = _quotes(text)

    assert "data committee" in quote
    assert 380 <= len(quote) <= 420


@pytest.mark.parametrize(
    ("within", "found"),
    [(Scope.SENTENCE, False), (Scope.PARAGRAPH, True), (3, False), (4, True)],
)
def test_a_list_and_the_words_that_open_it_are_one_paragraph(
    within: Scope | int, *, found: bool
) -> None:
    need = Clause(("meets quarterly",), within)
    pack = make_pack(make_rule("data committee", needs=(need,)))
    text = "The data committee has duties:\n- meets quarterly\n"

    assert bool(find([Page(1, text, "en")], pack)) == found


def test_a_contents_list_proposes_nothing() -> None:
    text = "Contents\nThe data committee ........ 12\nRoads ........ 13\n"

    assert _quotes(text) == []


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("The data committee met.", 0),
        ("The data committee met. The data charter was signed.", 1),
        ("The data committee met. The data committee rose.", 1),
        ("The data committee of the data committee met.", 0),
        ("The data committee met. The stewards came.", 0),
    ],
)
def test_a_fair_match_needs_a_second_one(text: str, links: int) -> None:
    pack = make_pack(
        make_rule("data committee", id="A", strength=Strength.FAIR),
        make_rule("data charter", id="B", strength=Strength.FAIR),
        make_rule("stewards", id="C", strength=Strength.WEAK),
    )

    assert len(find([Page(1, text, "en")], pack)) == links
    assert "A" in fires(text, pack, "en")


def test_what_is_somebody_elses_is_no_link() -> None:
    others = "Other cities have a data committee.\n"

    assert _quotes(others) == []
    assert len(_quotes(f"{others}\nOur data committee met.\n")) == 2


def test_links_come_best_first_and_stated_passages_before_planned_ones() -> None:
    pack = make_pack(
        make_rule("data committee", id="A", criterion="DM1"),
        make_rule("data inventory", id="B", criterion="DM2"),
    )
    text = (
        "A data inventory will be made. The data inventory is planned. "
        "Next year a data committee will meet. The data committee met in March."
    )

    first, second = find([Page(1, text, "en")], pack)

    assert (first.criterion, first.statement) == ("DM1", Statement.STATED)
    assert (second.criterion, second.statement) == ("DM2", Statement.PLANNED)
    assert first.score > second.score
    assert first.passages[0].quote == "The data committee met in March."


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"\n.-| ’(s)\u00ad\u0301İß😀", "data", " committee ", "of"]),
        max_size=40,
    ).map(lambda parts: f"{''.join(parts)} data committee {''.join(parts)}")
)
def test_every_quote_is_exactly_a_part_of_its_page(text: str) -> None:
    pages = [Page(1, "nothing"), Page(2, text)]
    stored = Tokens.from_bytes(tokenise(pages).to_bytes())

    proposals = find(pages, BODY)

    assert find(pages, BODY, tokens=stored) == proposals
    for passage in [p for proposal in proposals for p in proposal.passages]:
        assert (
            passage.quote == pages[passage.page - 1].text[passage.start : passage.end]
        )
        assert passage.quote.strip() == passage.quote


def test_empty_pages_and_empty_packs_propose_nothing() -> None:
    assert find([], BODY) == []
    assert find([Page(1, ""), Page(2, " \n")], BODY) == []
    assert find([Page(1, "The data committee met.")], make_pack()) == []
