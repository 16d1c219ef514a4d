from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from criteria.scores import scoring
from criteria.scores.margin import margin, sufficient
from tests.criteria.editions.small import TODAY, make_claim, make_standard
from tests.criteria.scores.cases import chances, random_claims, random_standard

if TYPE_CHECKING:
    from criteria.editions.standard import Standard
    from criteria.evidence import Claim


def test_smallest_set_keeps_the_level_and_names_what_it_can_do_without() -> None:
    small = make_standard(4, levels=(("Silver", 75),))
    claims = [
        make_claim("X1", document="strategy"),
        make_claim("X2", document="strategy"),
        make_claim("X2", document="memo"),
        make_claim("X3", document="minutes"),
        make_claim("X4", document="budget"),
    ]

    found = sufficient(small, claims, on=TODAY)

    assert found is not None
    assert (found.level.name, found.exact) == ("Silver", True)
    assert found.documents == ("budget", "strategy")
    assert found.essential == ()
    assert found.spare == ("memo",)
    assert found.crowded == (("X2", 2),)


def test_margin_names_the_smallest_loss_and_single_points_of_failure() -> None:
    small = make_standard(4, levels=(("Silver", 75),))
    claims = [
        make_claim("X1", document="strategy", link="1"),
        make_claim("X2", document="strategy", link="2"),
        make_claim("X3", document="minutes", link="3"),
        make_claim("X3", document="memo", link="4"),
        make_claim("X4", document="budget", link="5"),
    ]

    found = margin(small, claims, on=TODAY)

    assert found is not None
    assert found.points == 1
    assert found.documents == ("strategy",)
    assert found.links == ("1", "2")
    assert found.single == ("strategy",)
    assert found.thin == ("X1", "X2", "X4")
    assert found.exact


def test_without_a_level_there_is_nothing_to_lose() -> None:
    assert margin(make_standard(4), [make_claim("X1")], on=TODAY) is None
    assert sufficient(make_standard(4), [make_claim("X1")], on=TODAY) is None


def test_margin_and_smallest_set_are_those_of_brute_force() -> None:
    reached = 0
    for chance in chances(80, seed=11):
        small = random_standard(chance)
        claims = random_claims(chance, small, documents=6)

        kept, lost = (
            sufficient(small, claims, on=TODAY),
            margin(small, claims, on=TODAY),
        )

        level = scoring.score(small, claims, on=TODAY).level
        assert (kept is None) == (lost is None) == (level is None)
        if kept is None or lost is None or level is None:
            continue
        reached += 1
        documents = sorted({claim.document for claim in claims})
        keeping = [
            set(names)
            for size in range(len(documents) + 1)
            for names in combinations(documents, size)
            if _met(small, [c for c in claims if c.document in names])
            >= small.least(level)
        ]
        assert len(kept.documents) == min(len(names) for names in keeping)
        assert set(kept.documents) in keeping
        assert set(kept.essential) == set.intersection(*keeping)
        losing = [
            set(documents) - names
            for names in _subsets(documents)
            if names not in keeping
        ]
        assert len(lost.documents) == min(len(names) for names in losing)
        assert set(lost.documents) in losing
        assert set(lost.single) == {d for d in documents if {d} in losing}
    assert reached > 25


def _met(small: Standard, claims: list[Claim]) -> int:
    return scoring.score(small, claims, on=TODAY).met


def _subsets(names: list[str]) -> list[set[str]]:
    return [
        set(chosen)
        for size in range(len(names) + 1)
        for chosen in combinations(names, size)
    ]
