from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from criteria.editions.standard import Rounding, Standard
from criteria.evidence import Claim, Standing, Statement, Unread
from criteria.scores import scoring
from criteria.scores.gaps import GapReason
from criteria.scores.scorecard import as_json
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)
from tests.criteria.scores.slow_score import outcomes, unknown

# A run by hand tries many more: TEST_CASES=100000.
CASES = int(os.environ.get("TEST_CASES", "3000"))

# Names that tell of a kind of document, and one that tells of none.
NAMES = {"": "scan.pdf", "minutes": "minutes.pdf", "survey": "survey.pdf"}
CODES = ("X1", "X2", "X3", "X4", "X5")
# What is aside makes no claim.
COUNTED = [one for one in Standing if one is not Standing.ASIDE]
DRAWN = make_standard(
    [
        make_criterion("X1"),
        make_criterion("X2", items=3, needed=2),
        make_criterion("X3", window_months=12),
        make_criterion("X4", requires=("X1", "X3")),
        make_criterion("X5", items=2, needed=1, window_months=3, requires=("X2",)),
    ]
)
CLAIMS = st.lists(
    st.builds(
        Claim,
        link=st.uuids().map(str),
        document=st.sampled_from(("a", "b")),
        criterion=st.sampled_from(CODES),
        standing=st.sampled_from(COUNTED),
        statement=st.sampled_from(Statement),
        score=st.just(0.5),
        items=st.sets(st.sampled_from(("X2.1", "X2.2", "X2.3", "X5.1", "X5.2"))).map(
            lambda items: tuple(sorted(items))
        ),
        dated=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    ),
    max_size=12,
)


@given(claims=CLAIMS, seed=st.randoms(use_true_random=False))
def test_order_of_claims_does_not_matter(
    claims: list[Claim], seed: random.Random
) -> None:
    first = as_json(scoring.score(DRAWN, claims, on=TODAY))
    seed.shuffle(claims)

    second = as_json(scoring.score(DRAWN, claims, on=TODAY))

    assert json.dumps(first) == json.dumps(second)


@given(claims=CLAIMS, data=st.data())
def test_confirming_a_link_never_lowers_a_figure(
    claims: list[Claim], data: st.DataObject
) -> None:
    chosen = data.draw(st.integers(0, max(len(claims) - 1, 0)))
    before = scoring.score(DRAWN, claims, on=TODAY)
    claims[chosen : chosen + 1] = [
        replace(claim, standing=Standing.CONFIRMED)
        for claim in claims[chosen : chosen + 1]
    ]

    after = scoring.score(DRAWN, claims, on=TODAY)

    assert after.confirmed.met >= before.confirmed.met
    assert after.documented.met >= before.documented.met
    assert after.proposed.met >= before.proposed.met


@given(claims=CLAIMS)
def test_confirmed_is_at_most_documented_and_that_at_most_proposed(
    claims: list[Claim],
) -> None:
    found = scoring.score(DRAWN, claims, on=TODAY)

    assert found.confirmed.met <= found.documented.met <= found.proposed.met
    assert [gap.criterion for gap in found.gaps] == [
        c.code for c in found.criteria if not c.met
    ]


def test_slow_evaluator_agrees_on_random_cases() -> None:
    chance = random.Random(43)  # noqa: S311 - cases to try, not secrets
    for _ in range(CASES):
        small = _random_standard(chance)
        on = TODAY + timedelta(days=chance.randrange(500))
        claims = [
            _random_claim(chance, small, n, on) for n in range(chance.randrange(12))
        ]

        found = scoring.score(small, claims, on=on)

        met = {
            "confirmed": [c.code for c in found.criteria if c.met],
            "documented": [c.code for c in found.criteria if c.documented],
            "proposed": [c.code for c in found.criteria if c.proposed],
        }
        levels = {
            "confirmed": found.confirmed.level,
            "documented": found.documented.level,
            "proposed": found.proposed.level,
        }
        assert {
            view: (codes, getattr(levels[view], "name", None))
            for view, codes in met.items()
        } == outcomes(small, claims, on)


def test_slow_evaluator_agrees_on_what_is_unknown() -> None:
    chance = random.Random(44)  # noqa: S311 - cases to try, not secrets
    for _ in range(CASES):
        small = _random_standard(chance)
        claims = [
            _random_claim(chance, small, n, TODAY) for n in range(chance.randrange(4))
        ]
        kept = [
            (kind, chance.randrange(3), chance.randrange(2))
            for kind in chance.choices(sorted(NAMES), k=chance.randrange(3))
        ]
        unread = [
            Unread(NAMES[kind], pages=pages, waits=waits > 0)
            for kind, pages, waits in kept
        ]

        found = scoring.score(small, claims, unread=unread, on=TODAY)

        reasons = {gap.criterion: gap.reason for gap in found.gaps}
        told = [code for code, why in reasons.items() if why is GapReason.UNKNOWN]
        assert told == unknown(small, claims, kept, TODAY)


@given(claims=CLAIMS, names=st.lists(st.sampled_from(sorted(NAMES.values()))))
def test_what_is_unread_changes_no_figure_and_only_gaps_without_a_link(
    claims: list[Claim], names: list[str]
) -> None:
    unread = [Unread(name, pages=1) for name in names]
    before = scoring.score(DRAWN, claims, on=TODAY)

    after = scoring.score(DRAWN, claims, unread=unread, on=TODAY)

    assert (after.proposed, after.documented, after.confirmed) == (
        before.proposed,
        before.documented,
        before.confirmed,
    )
    changed = {gap.criterion for gap in after.gaps} - {
        gap.criterion for gap in after.gaps if gap in before.gaps
    }
    assert changed <= set(CODES) - {claim.criterion for claim in claims}


def _random_standard(chance: random.Random) -> Standard:
    criteria = []
    for n in range(1, chance.randrange(2, 8)):
        items = chance.randrange(4)
        earlier = [f"X{m}" for m in range(1, n)]
        criteria.append(
            make_criterion(
                f"X{n}",
                items=items,
                needed=chance.randrange(items + 1),
                kinds=chance.choice(((), ("minutes",), ("minutes", "survey"))),
                window_months=chance.choice((None, None, 1, 3, 12)),
                requires=tuple(
                    chance.sample(
                        earlier, min(len(earlier), chance.choice((0, 0, 1, 2)))
                    )
                ),
            )
        )
    silver = chance.randrange(1, 90)
    levels = (("Silver", silver), ("Gold", chance.randrange(silver + 1, 101)))
    return make_standard(
        criteria, levels=levels, rounding=chance.choice(list(Rounding))
    )


def _random_claim(chance: random.Random, small: Standard, n: int, on: date) -> Claim:
    criterion = chance.choice(small.criteria)
    items = [item.code for item in criterion.items]
    days = chance.choice((-32, 0, 1, 29, 30, 31, 90, 91, 92, 93, 365, 366))
    return make_claim(
        criterion.code,
        chance.choice(COUNTED),
        link=str(n),
        statement=chance.choice(list(Statement)),
        items=tuple(chance.sample(items, chance.randrange(len(items) + 1))),
        dated=chance.choice((None, on - timedelta(days=days))),
    )
