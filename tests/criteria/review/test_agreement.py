from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.agreement import (  # type: ignore[import-untyped]  # it has none
    AnnotationTask,
)

from criteria.review import agreement
from criteria.review.agreement import Ballot, Measure, measure

pairs = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40
)


def _ballots(first: str, second: str) -> list[Ballot]:
    """What two said of one link after the other, each of a document of its own."""
    return [
        Ballot(link=f"l{at}", document=f"d{at}", rater=rater, said=said)
        for rater, sayings in (("ana", first), ("ben", second))
        for at, said in enumerate(sayings)
    ]


def _of(pairs: list[tuple[str, str]]) -> list[Ballot]:
    return _ballots("".join(p[0] for p in pairs), "".join(p[1] for p in pairs))


def test_alpha_is_what_krippendorff_computes_for_two_sayings() -> None:
    # Krippendorff 2011, "Computing Krippendorff's alpha-reliability", part A.
    found = measure(_ballots("0100000010", "1110010000"))

    assert found.alpha.value == pytest.approx(0.095, abs=0.0005)


def test_alpha_is_what_krippendorff_computes_for_five_sayings() -> None:
    # The same paper, part B.
    found = measure(_ballots("aabbdcccedda", "babbbccceddd"))

    assert found.alpha.value == pytest.approx(0.692, abs=0.0005)
    assert found.raw.value == 0.75


def test_kappa_and_ac1_are_what_gwet_computes_where_nearly_all_say_yes() -> None:
    # Gwet 2002, "Kappa statistic is not satisfactory for assessing the extent of
    # agreement between raters": 118 yes-yes, 5 yes-no, 2 no-yes, of 125.
    first, second = "y" * 123 + "n" * 2, "y" * 118 + "n" * 5 + "y" * 2

    found = measure(_ballots(first, second))

    assert found.raw.value == pytest.approx(0.944)
    assert found.kappa.value == pytest.approx(-0.0234, abs=0.00005)
    assert found.ac1.value == pytest.approx(0.9408, abs=0.00005)


@given(pairs)
def test_kappa_and_alpha_are_what_a_library_computes(
    pairs: list[tuple[str, str]],
) -> None:
    found = measure(_of(pairs))
    if found.kappa.value is None or found.alpha.value is None:
        assert len({said for pair in pairs for said in pair}) == 1
        return

    data = [(b.rater, b.link, b.said) for b in _of(pairs)]
    task = AnnotationTask(data=data)

    assert isclose(found.kappa.value, task.kappa(), abs_tol=1e-9)
    assert isclose(found.alpha.value, task.alpha(), abs_tol=1e-9)
    assert found.raw.value == pytest.approx(task.avg_Ao())


@given(st.text("abc", min_size=2, max_size=40))
def test_perfect_agreement_is_1(sayings: str) -> None:
    found = measure(_ballots(sayings, sayings))

    one = Measure(1.0, 1.0, 1.0)
    assert (found.raw, found.ac1) == (one, one)
    varied = one if len(set(sayings)) > 1 else Measure(None)
    assert (found.kappa, found.alpha) == (varied, varied)


@given(pairs)
def test_a_reviewer_who_judged_what_nobody_else_did_changes_nothing(
    pairs: list[tuple[str, str]],
) -> None:
    alone = Ballot(link="other", document="other", rater="eve", said="a")

    assert measure([*_of(pairs), alone]) == measure(_of(pairs))


@given(pairs)
def test_other_names_for_what_is_said_change_nothing(
    pairs: list[tuple[str, str]],
) -> None:
    names = {"a": "c", "b": "a", "c": "b"}

    renamed = [(names[one], names[other]) for one, other in pairs]

    assert _close(measure(_of(renamed)), measure(_of(pairs)))


def _close(one: agreement.Agreement, other: agreement.Agreement) -> bool:
    measures = [
        (getattr(one, name), getattr(other, name))
        for name in ("raw", "kappa", "ac1", "alpha")
    ]
    numbers = [
        (getattr(a, part), getattr(b, part))
        for a, b in measures
        for part in ("value", "low", "high")
    ]
    return all(
        a is b or (a is not None and b is not None and isclose(a, b, abs_tol=1e-9))
        for a, b in numbers
    )


def test_bounds_hold_the_value_and_are_drawn_by_the_seed() -> None:
    ballots = _ballots("ab" * 20, "ab" * 15 + "ba" * 5)

    found = [measure(ballots, seed=seed).raw for seed in (1, 1, 2)]

    assert found[0] == found[1]
    assert found[0] != found[2]
    assert (found[0].low, found[0].value, found[0].high) == (0.6, 0.75, 0.875)


def test_links_of_one_document_are_drawn_together() -> None:
    # Ten links of two documents, one right throughout and one wrong throughout, can
    # only be drawn as all, half or none.
    ballots = [
        Ballot(link=f"l{at}", document=f"d{at // 5}", rater=rater, said=said)
        for rater, sayings in (("ana", "aaaaabbbbb"), ("ben", "aaaaaaaaaa"))
        for at, said in enumerate(sayings)
    ]

    assert measure(ballots).raw == Measure(0.5, 0.0, 1.0)


def test_nothing_judged_by_two_is_no_agreement() -> None:
    found = measure(_ballots("aab", ""))

    none = Measure(None)
    assert (found.links, found.documents) == (0, 0)
    assert (found.raw, found.kappa, found.ac1, found.alpha) == (none,) * 4


def test_groups_hold_what_two_have_judged_in_them() -> None:
    said = [
        ("l1", "ana", "yes", "DM1", "en"),
        ("l1", "ben", "yes", "DM1", "en"),
        ("l2", "ana", "yes", "OD1", "es"),
        ("l2", "eve", "no", "OD1", "es"),
        ("l3", "eve", "no", "OD2", "fr"),
    ]
    ballots = [
        Ballot(link, link, rater, word, criterion, language)
        for link, rater, word, criterion, language in said
    ]

    groups = (
        agreement.by_criterion(ballots),
        agreement.by_language(ballots),
        agreement.by_pair(ballots),
    )

    assert [{key: one.raw.value for key, one in group.items()} for group in groups] == [
        {"DM1": 1.0, "OD1": 0.0},
        {"en": 1.0, "es": 0.0},
        {("ana", "ben"): 1.0, ("ana", "eve"): 0.0},
    ]
