from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from criteria.scores import scoring, searching
from criteria.scores.pieces import Pieces, pieces
from criteria.scores.searching import fewest_to_lose, fewest_to_reach
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)
from tests.criteria.scores.cases import chances, random_claims, random_standard

if TYPE_CHECKING:
    import pytest


def _subsets(laid: Pieces) -> list[int]:
    numbers = range(len(laid.names))
    return [
        sum(1 << n for n in chosen)
        for size in range(len(laid.names) + 1)
        for chosen in combinations(numbers, size)
    ]


def test_pieces_meet_the_criteria_that_the_score_says() -> None:
    for chance in chances(150):
        small = random_standard(chance)
        claims = random_claims(chance, small, documents=4)
        groups = {c.link: [c] for c in claims}
        laid = pieces(small, groups, TODAY)
        chosen = chance.randrange(laid.all + 1)

        met = {small.criteria[n].code for n in laid.met(chosen)}

        kept = [c for n, c in enumerate(claims) if chosen >> n & 1]
        found = scoring.score(small, kept, on=TODAY)
        assert met == {c.code for c in found.criteria if c.met}


def test_smallest_set_that_reaches_is_that_of_brute_force() -> None:
    for chance in chances(200):
        small = random_standard(chance)
        claims = random_claims(chance, small, documents=7)
        groups = {
            c.document: [d for d in claims if d.document == c.document] for c in claims
        }
        laid = pieces(small, groups, TODAY)
        base = chance.choice((0, 1, 2))
        for target in range(len(small.criteria) + 1):
            found = fewest_to_reach(laid, base, laid.all, target)

            sizes = [
                (chosen & ~base).bit_count()
                for chosen in _subsets(laid)
                if len(laid.met(chosen | base)) >= target
            ]
            assert (found.pieces.bit_count() if found else None) == min(
                sizes, default=None
            )
            assert found is None or found.exact
            assert found is None or len(laid.met(base | found.pieces)) >= target


def test_smallest_loss_is_that_of_brute_force() -> None:
    for chance in chances(200, seed=7):
        small = random_standard(chance)
        claims = random_claims(chance, small, documents=7)
        groups = {
            c.document: [d for d in claims if d.document == c.document] for c in claims
        }
        laid = pieces(small, groups, TODAY)
        for target in range(1, len(laid.met(laid.all)) + 1):
            found = fewest_to_lose(laid, laid.all, target)

            sizes = [
                lost.bit_count()
                for lost in _subsets(laid)
                if len(laid.met(laid.all & ~lost)) < target
            ]
            assert found is not None
            assert found.exact
            assert found.pieces.bit_count() == min(sizes)
            assert len(laid.met(laid.all & ~found.pieces)) < target


def test_what_cannot_be_reached_or_lost_is_none() -> None:
    small = make_standard([make_criterion("X1"), make_criterion("X2")])
    laid = pieces(small, {"a": [make_claim("X1")]}, TODAY)

    assert fewest_to_reach(laid, 0, laid.all, 2) is None
    assert fewest_to_lose(laid, laid.all, 2) is None
    assert fewest_to_lose(laid, laid.all, 0) is None


def test_a_search_as_large_as_the_standard_is_exact() -> None:
    small = make_standard(43)
    groups = {}
    for n in range(60):
        codes = {f"X{(n * 7 + k * 11) % 43 + 1}" for k in range(n % 4 + 1)}
        groups[f"{n}"] = [make_claim(code) for code in sorted(codes)]
    laid = pieces(small, groups, TODAY)

    found = fewest_to_reach(laid, 0, laid.all, 22)
    lost = fewest_to_lose(laid, laid.all, 40)

    # No document is for more than four criteria, so six could show 24 at best.
    assert found is not None
    assert (found.exact, found.pieces.bit_count()) == (True, 6)
    assert lost is not None
    assert lost.exact


def test_a_search_that_has_to_stop_says_so_and_still_reaches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "LIMIT", 0)
    for chance in chances(60, seed=3):
        small = random_standard(chance)
        claims = random_claims(chance, small, documents=6)
        laid = pieces(small, {c.link: [c] for c in claims}, TODAY)
        target = len(laid.met(laid.all))
        if target == 0:
            continue

        found = fewest_to_reach(laid, 0, laid.all, target)
        lost = fewest_to_lose(laid, laid.all, target)

        assert found is not None
        assert lost is not None
        assert len(laid.met(found.pieces)) >= target
        assert len(laid.met(laid.all & ~lost.pieces)) < target
        assert not (found.exact and lost.exact)
