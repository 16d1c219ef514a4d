from __future__ import annotations

from criteria.evidence import Standing
from criteria.scores import scoring
from criteria.scores.decisive import Weight, weights
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)

CONFIRMED, UNDECIDED = Standing.CONFIRMED, Standing.UNDECIDED
LEVELS = (("Silver", 50), ("Gold", 100))


def test_a_link_that_would_win_the_level_weighs_most() -> None:
    standard = make_standard(4, levels=LEVELS)
    claims = [
        make_claim("X1", CONFIRMED),
        make_claim("X1", CONFIRMED, link="again"),
        make_claim("X2", UNDECIDED),
    ]

    found = weights(standard, scoring.score(standard, claims, on=TODAY))

    assert found == {"X2": Weight.LEVEL}


def test_a_link_that_alone_holds_the_level_weighs_most() -> None:
    standard = make_standard(4, levels=LEVELS)
    claims = [
        make_claim("X1", CONFIRMED),
        make_claim("X2", CONFIRMED),
        make_claim("X3", UNDECIDED),
    ]

    found = weights(standard, scoring.score(standard, claims, on=TODAY))

    assert found == {
        "X1": Weight.LEVEL,
        "X2": Weight.LEVEL,
        "X3": Weight.CRITERION,
    }


def test_one_of_two_needed_items_wins_nothing_yet() -> None:
    standard = make_standard(
        [make_criterion("X1", items=3, needed=2), make_criterion("X2")]
    )
    claims = [make_claim("X1", UNDECIDED, items=("X1.1",))]
    nearer = [*claims, make_claim("X1", CONFIRMED, link="b", items=("X1.2",))]

    assert weights(standard, scoring.score(standard, claims, on=TODAY)) == {}
    assert weights(standard, scoring.score(standard, nearer, on=TODAY)) == {
        "X1": Weight.CRITERION
    }
