from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from criteria.editions import standard
from criteria.editions.standard import Effort, Standard
from criteria.evidence import Claim, Standing, Statement
from criteria.scores import scoring
from criteria.scores.planning import Offer, Plan, PlanKind, applied, offers, plans
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)
from tests.criteria.scores.cases import chances, random_claims, random_standard

if TYPE_CHECKING:
    import random

CONFIRMED, UNDECIDED = Standing.CONFIRMED, Standing.UNDECIDED
DOCUMENTS, EARLIEST, DEPARTMENTS = PlanKind


def _offer(name: str, *codes: str, days: int = 0, department: str = "") -> Offer:
    ready = TODAY + timedelta(days=days)
    claims = tuple(make_claim(code, link=name, document=name) for code in codes)
    return Offer(name, claims, ready, document=name, department=department)


def _by_kind(found: tuple[Plan, ...]) -> dict[PlanKind, tuple[str, ...]]:
    return {plan.kind: tuple(step.name for step in plan.steps) for plan in found}


def test_three_plans_are_best_at_three_things() -> None:
    small = make_standard(4, levels=(("Silver", 50),))
    offered = [
        _offer("both, late", "X1", "X2", days=90, department="Finance"),
        _offer("first", "X1", days=10, department="Water"),
        _offer("second", "X2", days=20, department="Roads"),
        _offer("third", "X3", days=200, department="Water"),
    ]

    found = plans(small, [], offered, on=TODAY)

    assert _by_kind(found) == {
        DOCUMENTS: ("both, late",),
        EARLIEST: ("first", "second"),
        DEPARTMENTS: ("both, late",),
    }
    assert [plan.on for plan in found] == [
        date(2027, 2, 23),
        date(2026, 12, 15),
        date(2027, 2, 23),
    ]
    assert [plan.exact for plan in found] == [True, True, True]


def test_fewest_departments_may_take_more_documents() -> None:
    small = make_standard(4, levels=(("Silver", 75),))
    offered = [
        _offer("two", "X1", "X2", department="Roads"),
        _offer("one", "X3", department="Water"),
        *(_offer(f"w{n}", f"X{n}", department="Water") for n in (1, 2)),
    ]

    found = plans(small, [], offered, on=TODAY)

    assert _by_kind(found) == {
        DOCUMENTS: ("two", "one"),
        EARLIEST: ("two", "one"),
        DEPARTMENTS: ("one", "w1", "w2"),
    }
    assert [plan.departments for plan in found] == [
        ("Roads", "Water"),
        ("Roads", "Water"),
        ("Water",),
    ]


def test_reviews_cost_no_document_and_none_is_asked_for_in_vain() -> None:
    small = make_standard(4, levels=(("Silver", 50),))
    claims = [make_claim(f"X{n}", UNDECIDED) for n in (1, 2, 3)]
    offered = offers(small, scoring.score(small, claims, on=TODAY))

    found = plans(small, claims, offered, on=TODAY)

    assert {(plan.documents, len(plan.steps), plan.on) for plan in found} == {
        (0, 2, TODAY)
    }


def test_each_plan_is_proven_by_applying_it() -> None:
    wwc = standard.load("wwc-2022")
    claims = [make_claim(c.code) for c in wwc.criteria[:20]]
    before = scoring.score(wwc, claims, on=TODAY)

    found = plans(wwc, claims, offers(wwc, before), on=TODAY)

    assert [plan.kind for plan in found] == list(PlanKind)
    for plan in found:
        after = scoring.score(wwc, applied(claims, plan.steps), on=plan.on)
        assert after == plan.after
        assert after.level == plan.level == wwc.levels[0]
        assert (plan.documents, plan.exact) == (2, True)
    # The two that only have to be found.
    assert found[1].on == TODAY + timedelta(days=30)


def test_level_out_of_reach_has_no_plan() -> None:
    small = make_standard(4)

    assert plans(small, [], [_offer("one", "X1")], on=TODAY) == ()


def test_highest_level_has_no_plan_beyond_it_unless_named() -> None:
    small = make_standard(2)
    claims = [make_claim("X1"), make_claim("X2")]

    assert plans(small, claims, [], on=TODAY) == ()
    [plan, *_] = plans(small, claims, [], on=TODAY, level=small.levels[0])
    assert plan.steps == ()


def test_offers_are_the_links_that_state_it_and_one_document_for_each_gap() -> None:
    small = make_standard([make_criterion("X1", items=2, documents=("a memo",))])
    claims = [
        make_claim("X1", UNDECIDED, link="1"),
        make_claim("X1", UNDECIDED, link="2", statement=Statement.PLANNED),
    ]

    review, bring = offers(
        small, scoring.score(small, claims, on=TODAY), owners={"X1": "Finance"}
    )

    assert (review.name, review.document) == ("Confirm link 1 for X1", "")
    assert (bring.name, bring.department) == ("Bring a memo for X1", "Finance")
    assert bring.claims[0].items == ("X1.1", "X1.2")
    assert small.criteria[0].effort == Effort.WRITE
    assert bring.ready == TODAY + timedelta(days=90)


def test_evidence_that_grows_old_by_then_is_not_counted_on() -> None:
    small = make_standard(
        [make_criterion("X1", window_months=12), make_criterion("X2")],
        levels=(("Gold", 100),),
    )
    claims = [make_claim("X1", dated=TODAY - timedelta(days=350))]
    late = _offer("X2 late", "X2", days=90)
    renewed = Offer(
        "X1 renewed",
        (make_claim("X1", link="n", dated=TODAY + timedelta(days=60)),),
        TODAY + timedelta(days=60),
        document="n",
    )

    assert plans(small, claims, [late], on=TODAY) == ()
    [plan, *_] = plans(small, claims, [late, renewed], on=TODAY)
    assert plan.documents == 2


def test_applying_a_plan_leaves_the_claims_as_they_were() -> None:
    claims = [make_claim("X1", UNDECIDED, link="1")]
    step = Offer("Confirm", (claims[0],), TODAY)

    after = applied(claims, [step])

    assert [claim.standing for claim in claims] == [UNDECIDED]
    assert [claim.standing for claim in after] == [CONFIRMED]


def test_plans_are_those_of_brute_force() -> None:
    for chance in chances(60):
        small = random_standard(chance)
        claims = random_claims(
            chance, small, documents=2, standings=(CONFIRMED, UNDECIDED)
        )
        offered = _random_offers(chance, small, claims)

        found = plans(small, claims, offered, on=TODAY)

        before = scoring.score(small, claims, on=TODAY)
        best = _brute(small, claims, offered) if before.next_level else {}
        assert {plan.kind: _size(plan) for plan in found} == best
        assert all(plan.exact for plan in found)
        assert all(small.least(plan.level) <= plan.after.met for plan in found)


def _size(plan: Plan) -> int | date:
    if plan.kind is DOCUMENTS:
        return plan.documents
    return plan.on if plan.kind is EARLIEST else len(plan.departments)


def _random_offers(
    chance: random.Random, small: Standard, claims: list[Claim]
) -> list[Offer]:
    new = random_claims(chance, small, documents=5)
    offered = [
        Offer(f"confirm {c.link}", (c,), TODAY)
        for c in claims
        if c.standing is UNDECIDED
    ]
    for name in dict.fromkeys(claim.document for claim in new):
        ready = TODAY + timedelta(days=chance.choice((0, 30, 90)))
        shown = tuple(c for c in new if c.document == name)
        department = chance.choice(("", "A", "B", "C"))
        offered.append(Offer(name, _renamed(shown), ready, name, department))
    return offered[-7:]


def _renamed(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    return tuple(
        make_claim(c.criterion, link=f"new {c.link}", items=c.items, dated=c.dated)
        for c in claims
    )


def _brute(
    small: Standard, claims: list[Claim], offered: list[Offer]
) -> dict[PlanKind, int | date]:
    wanted = scoring.score(small, claims, on=TODAY).next_level
    assert wanted is not None
    sizes: list[tuple[int, date, int]] = []
    for size in range(len(offered) + 1):
        for steps in combinations(offered, size):
            for day in sorted({TODAY, *(offer.ready for offer in offered)}):
                if any(step.ready > day for step in steps):
                    continue
                after = scoring.score(small, applied(claims, steps), on=day)
                if after.met >= small.least(wanted):
                    asked = {step.department for step in steps if step.department}
                    documents = sum(bool(step.document) for step in steps)
                    sizes.append((documents, day, len(asked)))
    if not sizes:
        return {}
    return {
        DOCUMENTS: min(documents for documents, _, _ in sizes),
        EARLIEST: min(day for _, day, _ in sizes),
        DEPARTMENTS: min(asked for _, _, asked in sizes),
    }
