"""The ways to a level: three plans, each searched exactly and proven by applying it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from criteria.editions.edition import Effort
from criteria.evidence import Claim, Standing, Statement
from criteria.scores.choosing import Offer, lay_out
from criteria.scores.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from criteria.editions.edition import Criterion, Level, Standard
    from criteria.scores.scoring import Score

__all__ = ["DAYS", "Offer", "Plan", "PlanKind", "applied", "offers", "plans", "score"]

# How many days we reckon a document to take. Our guess, to compare plans with; a city
# can give offers of its own with dates of its own.
DAYS = {Effort.FIND: 30, Effort.WRITE: 90, Effort.PRACTISE: 270}


class PlanKind(StrEnum):
    """What a plan is best at."""

    FEWEST_DOCUMENTS = "fewest-documents"
    EARLIEST_DATE = "earliest-date"
    FEWEST_DEPARTMENTS = "fewest-departments"


@dataclass(frozen=True, slots=True)
class Plan:
    """A set of steps that reaches a level on a day.

    ``after`` is the score with all of them taken: the proof. ``exact`` says that no
    plan is better at what this one is best at.
    """

    kind: PlanKind
    level: Level
    on: date
    steps: tuple[Offer, ...]
    documents: int
    departments: tuple[str, ...]
    after: Score
    exact: bool


def offers(
    standard: Standard,
    found: Score,
    *,
    owners: Mapping[str, str] | None = None,
) -> tuple[Offer, ...]:
    """The steps that a score itself suggests, in the order of the edition.

    For each gap: to confirm each link that waits and states it, and to bring one new
    document that shows all of it. ``owners`` name the department for a criterion; where
    it names none, the practice stands for it.
    """
    return tuple(
        offer
        for gap in found.gaps
        for offer in _for_gap(standard.criterion(gap.criterion), found, owners or {})
    )


def applied(claims: Iterable[Claim], steps: Iterable[Offer]) -> list[Claim]:
    """The claims as they would stand with these steps taken. Nothing is kept."""
    standing = {(claim.link, claim.criterion): claim for claim in claims}
    for step in steps:
        for claim in step.claims:
            confirmed = replace(claim, standing=Standing.CONFIRMED, reason=None)
            standing[claim.link, claim.criterion] = confirmed
    return list(standing.values())


def plans(
    standard: Standard,
    claims: Sequence[Claim],
    offered: Sequence[Offer],
    *,
    on: date,
    level: Level | None = None,
) -> tuple[Plan, ...]:
    """Up to three plans for a level, the next one unless named.

    Empty if there is no such level, or if not even all steps together reach it.
    """
    wanted = level or score(standard, claims, on=on).next_level
    if wanted is None or not standard.complete:
        return ()
    best = [
        _best(kind, list(_candidates(kind, standard, claims, offered, on, wanted)))
        for kind in PlanKind
    ]
    return tuple(plan for plan in best if plan is not None)


def _for_gap(
    criterion: Criterion, found: Score, owners: Mapping[str, str]
) -> Iterator[Offer]:
    for use in found.criterion(criterion.code).uses:
        claim = use.claim
        waits = claim.standing is Standing.UNDECIDED
        if waits and claim.statement is Statement.STATED:
            name = f"Confirm link {claim.link} for {criterion.code}"
            yield Offer(name, (claim,), found.on)
    ready = found.on + timedelta(days=DAYS[criterion.effort])
    kind = criterion.documents[0] if criterion.documents else "a document"
    new = f"new evidence for {criterion.code}"
    yield Offer(
        name=f"Bring {kind} for {criterion.code}",
        claims=(
            Claim(
                link=new,
                document=new,
                criterion=criterion.code,
                standing=Standing.CONFIRMED,
                statement=Statement.STATED,
                score=1.0,
                items=tuple(item.code for item in criterion.items),
                dated=ready,
            ),
        ),
        ready=ready,
        document=new,
        department=owners.get(criterion.code, criterion.practice),
    )


def _candidates(
    kind: PlanKind,
    standard: Standard,
    claims: Sequence[Claim],
    offered: Sequence[Offer],
    on: date,
    wanted: Level,
) -> Iterator[Plan]:
    """For each day on which something begins to count, the best plan by then."""
    dates = [*(o.ready for o in offered), *(c.dated for c in claims if c.dated)]
    for day in sorted({on, *(day for day in dates if day > on)}):
        ready = [offer for offer in offered if offer.ready <= day]
        table = lay_out(standard, claims, ready, standard.least(wanted), day)
        fewest_departments = kind is PlanKind.FEWEST_DEPARTMENTS
        chosen = (
            table.fewest_departments()
            if fewest_departments
            else table.fewest_documents(table.documents)
        )
        if chosen is None:
            continue
        steps = tuple(ready[n] for n in chosen.steps)
        yield Plan(
            kind=kind,
            level=wanted,
            on=day,
            steps=steps,
            documents=sum(bool(step.document) for step in steps),
            departments=tuple(sorted({s.department for s in steps if s.department})),
            after=score(standard, applied(claims, steps), on=day),
            exact=chosen.exact,
        )
        if kind is PlanKind.EARLIEST_DATE:
            return


def _best(kind: PlanKind, found: Sequence[Plan]) -> Plan | None:
    """The best of plans for different days; the earlier one of two that are alike."""
    if not found:
        return None
    if kind is PlanKind.FEWEST_DEPARTMENTS:
        best = min(found, key=lambda p: (len(p.departments), p.documents, p.on))
    else:
        best = min(found, key=lambda p: (p.documents, p.on))
    return replace(best, exact=all(plan.exact for plan in found))
