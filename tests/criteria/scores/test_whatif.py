from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from criteria.evidence import Standing
from criteria.scores import scoring
from criteria.scores.whatif import WhatIf, causes, imagined, outcome, supposed
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)


def test_supposition_changes_a_copy_only() -> None:
    claims = [
        make_claim("X1", Standing.UNDECIDED, link="1"),
        make_claim("X2", link="2"),
    ]

    after = supposed(
        claims, WhatIf("both", confirmed=frozenset("1"), rejected=frozenset("2"))
    )

    assert [c.standing for c in after] == [Standing.CONFIRMED, Standing.REJECTED]
    assert [c.standing for c in claims] == [Standing.UNDECIDED, Standing.CONFIRMED]


def test_outcome_tells_what_would_be_gained_and_lost() -> None:
    small = make_standard(4, levels=(("Silver", 50),))
    claims = [
        make_claim("X1", link="1", document="budget"),
        make_claim("X2", Standing.UNDECIDED, link="2"),
    ]
    what_if = WhatIf(
        "without the budget",
        confirmed=frozenset("2"),
        without=frozenset({"budget"}),
        added=(make_claim("X4", link="new"),),
    )

    found = outcome(small, claims, what_if, on=TODAY)

    assert (found.before.met, found.after.met) == (1, 2)
    assert (found.gained, found.lost) == (("X2", "X4"), ("X1",))
    assert found.after.level == small.levels[0]


def test_change_of_a_score_names_what_caused_it() -> None:
    small = make_standard(
        [
            make_criterion("X1"),
            make_criterion("X2", window_months=12),
            make_criterion("X3", items=2, needed=2),
            make_criterion("X4", requires=("X1",)),
            make_criterion("X5"),
        ]
    )
    earlier = [
        make_claim("X1", Standing.UNDECIDED, link="1"),
        make_claim("X2", link="2", dated=date(2025, 11, 25)),
        make_claim("X3", link="3", items=("X3.1",)),
        make_claim("X4", link="4"),
        make_claim("X5", link="5"),
    ]
    later = [
        make_claim("X1", link="1"),
        earlier[1],
        make_claim("X3", link="3", items=("X3.1", "X3.2")),
        earlier[3],
    ]

    before = scoring.score(small, earlier, on=TODAY)
    after = scoring.score(small, later, on=TODAY + timedelta(days=1))

    assert causes(before, after) == (
        "X1 is met now: link 1 counts.",
        "X2 is not met any more: link 2 has become too old.",
        "X3 is met now: link 3 shows other items or another date.",
        "X4 is met now: what it requires changed (X1).",
        "X5 is not met any more: link 5 is gone.",
    )
    assert causes(before, before) == ()


def test_change_of_the_standard_is_a_cause_of_its_own() -> None:
    small = make_standard([make_criterion("X1", items=1)])
    stricter = make_standard([make_criterion("X1", items=1, needed=1)])
    claims = [make_claim("X1")]

    found = causes(
        scoring.score(small, claims, on=TODAY),
        scoring.score(stricter, claims, on=TODAY),
    )

    assert replace(small, digest="") != replace(stricter, digest="")
    assert found == (
        "The standard itself was changed.",
        "X1 is not met any more: the standard changed.",
    )


def test_imagined_evidence_shows_all_of_its_criterion() -> None:
    small = make_standard([make_criterion("X1", items=2, needed=2, window_months=12)])
    added = WhatIf(name="new", added=(imagined(small, "X1", TODAY),))

    assert outcome(small, [], added, on=TODAY).gained == ("X1",)
