from __future__ import annotations

import pytest

from criteria.authoring.evaluation import (
    Grade,
    Labelled,
    evaluate,
    measure,
    practice_of,
)
from criteria.evidence import Proposal, Statement


def _proposal(
    criterion: str, score: float, statement: Statement = Statement.STATED
) -> Proposal:
    return Proposal(criterion, score, statement, ())


def _document(
    name: str = "a",
    labels: dict[str, str] | None = None,
    links: dict[str, float] | None = None,
    *,
    city: str = "",
    language: str = "en",
) -> Labelled:
    grades = {c: Grade(g) for c, g in (labels or {}).items()}
    ranked = sorted((links or {}).items(), key=lambda link: -link[1])
    proposals = [_proposal(criterion, score) for criterion, score in ranked]
    return Labelled(name, city or name, language, "md", grades, proposals)


def test_precision_is_averaged_over_the_pairs_of_all_documents() -> None:
    first = _document(
        "a", {"OD1": "strong", "DM1": "partial"}, {"OD1": 0.9, "LC1": 0.8}
    )
    second = _document("b", {"DM2": "strong"}, {"DM2": 0.7})

    figures = measure([first, second])

    # OD1 right at place 1, LC1 wrong, DM2 right at place 3, DM1 never proposed.
    assert figures.average_precision == pytest.approx((1 + 2 / 3) / 3)
    assert figures.mean_precision == pytest.approx((1 / 2 + 1) / 2)
    assert figures.positives == 3


def test_order_within_a_tie_makes_no_difference() -> None:
    right_first = _document("a", {"OD1": "strong"}, {"OD1": 0.5, "OD2": 0.5})
    wrong_first = _document("a", {"OD2": "strong"}, {"OD1": 0.5, "OD2": 0.5})

    assert measure([right_first]).average_precision == 0.5
    assert measure([wrong_first]).average_precision == 0.5


@pytest.mark.parametrize(("before", "share"), [(4, 1.0), (5, 0.0)])
def test_strong_pair_counts_up_to_the_fifth_link(before: int, share: float) -> None:
    links = {f"DM{n}": 0.9 for n in range(1, before + 1)} | {"OD1": 0.5}

    figures = measure([_document("a", {"OD1": "strong"}, links)])

    assert figures.strong_at_5 == share
    assert figures.strong_at_10 == 1.0


@pytest.mark.parametrize(("before", "share"), [(9, 1.0), (10, 0.0)])
def test_any_pair_counts_up_to_the_tenth_link(before: int, share: float) -> None:
    links = {f"X{n}": 0.9 for n in range(1, before + 1)} | {"OD1": 0.5}

    figures = measure([_document("a", {"OD1": "partial"}, links)])

    assert figures.all_at_10 == share
    assert figures.strong_at_5 is None


def test_near_miss_counts_only_if_it_is_proposed_as_stated() -> None:
    labels = {"OD1": Grade.NONE, "OD2": Grade.NONE, "OD3": Grade.NONE}
    proposals = [_proposal("OD1", 0.9), _proposal("OD2", 0.8, Statement.PLANNED)]
    document = Labelled("a", "a", "en", "md", labels, proposals)

    assert measure([document]).near_misses_stated == pytest.approx(1 / 3)


def test_right_pair_counts_as_stated_only_if_it_is_proposed_so() -> None:
    labels = {"OD1": Grade.STRONG, "OD2": Grade.PARTIAL, "OD3": Grade.STRONG}
    proposals = [_proposal("OD1", 0.9), _proposal("OD2", 0.8, Statement.PLANNED)]
    document = Labelled("a", "a", "en", "md", labels, proposals)

    assert measure([document]).pairs_stated == pytest.approx(1 / 3)


def test_document_with_near_misses_alone_is_negative() -> None:
    near = _document("a", {"OD1": "none"}, {"OD1": 0.5, "OD2": 0.4})
    nothing = _document("b")
    positive = _document("c", {"OD1": "partial"}, {"OD2": 0.5})

    assert measure([near, nothing, positive]).links_per_negative == 1.0


def test_nothing_to_measure_is_none_and_not_zero() -> None:
    figures = measure([_document("a")])

    assert figures.average_precision is None
    assert figures.mean_precision is None
    assert figures.near_misses_stated is None
    assert measure([]).links_per_negative is None


def test_nothing_proposed_is_zero() -> None:
    assert measure([_document("a", {"OD1": "strong"})]).average_precision == 0.0


def test_rows_go_by_language_format_and_practice() -> None:
    documents = [
        _document("a", {"OD1": "strong", "DM1": "none"}, {"OD1": 0.9}),
        _document("b", {"DM1": "strong"}, {"OD1": 0.9}, language="es"),
    ]

    table = evaluate(documents, resamples=2)

    assert [(row.group, row.name) for row in table.rows] == [
        ("all", "all"),
        ("language", "en"),
        ("language", "es"),
        ("format", "md"),
        ("practice", "DM"),
        ("practice", "OD"),
    ]
    assert [row.figures.positives for row in table.rows] == [2, 1, 1, 2, 1, 1]


def test_intervals_are_the_same_every_time_and_hold_the_figure() -> None:
    documents = [
        _document(f"d{n}", {"OD1": "strong"}, {"OD1" if n % 2 else "OD2": 0.5})
        for n in range(8)
    ]

    first, second = evaluate(documents, resamples=50), evaluate(documents, resamples=50)

    assert first == second
    [interval] = [i for i in first.intervals if i.figure == "strong_at_5"]
    assert interval.low <= 0.5 <= interval.high
    assert interval.low < interval.high


def test_one_city_alone_gives_an_interval_without_width() -> None:
    document = _document("a", {"OD1": "strong"}, {"OD1": 0.5})

    table = evaluate([document], resamples=5)

    assert {(i.low, i.high) for i in table.intervals} == {(1.0, 1.0)}


@pytest.mark.parametrize(("code", "practice"), [("DM1", "DM"), ("RDC12", "RDC")])
def test_practice_is_the_letters_of_a_code(code: str, practice: str) -> None:
    assert practice_of(code) == practice


def test_documents_matched_as_if_unseen_have_rows_of_their_own() -> None:
    seen = _document("a", {"OD1": "strong"}, {"OD1": 0.9}, language="es")
    unseen = _document("a", {"OD1": "strong"}, {}, language="es")

    table = evaluate([seen], unseen=[unseen], resamples=2)

    found = {
        (row.group, row.name): row.figures.average_precision
        for row in table.rows
        if row.group in ("all", "unseen")
    }
    assert found == {("all", "all"): 1.0, ("unseen", "all"): 0.0, ("unseen", "es"): 0.0}
