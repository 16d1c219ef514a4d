"""Which claims count for a criterion, and which criteria are met by them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from criteria.editions.edition import StandardError
from criteria.evidence import Standing, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from criteria.editions.edition import Criterion, Standard
    from criteria.evidence import Claim


class View(StrEnum):
    """Which claims a figure is made of; each view holds all of the one before."""

    CONFIRMED = "confirmed"  # what reviewers have confirmed
    DOCUMENTED = "documented"  # and what waits and says that the thing is so
    PROPOSED = "proposed"  # and everything else that waits


class Counting(StrEnum):
    """Whether a claim counts for its criterion as confirmed evidence, or why not."""

    COUNTS = "counts"
    UNDECIDED = "undecided"
    REJECTED = "rejected"
    TOO_OLD = "too-old"
    NOT_YET = "not-yet"  # dated after the day of the score


@dataclass(frozen=True, slots=True)
class Window:
    """The days within which evidence must lie, both ends included."""

    months: int
    begins: date
    ends: date

    def holds(self, day: date | None) -> bool:
        """Whether a day lies within. Evidence without a known date is let in."""
        return day is None or self.begins <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Use:
    """A claim, and whether it counts or why it does not."""

    claim: Claim
    counting: Counting


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """Whether one criterion is met, and by what.

    Attributes:
        met: By confirmed evidence alone.
        documented: It would be, if all that waits and states it were confirmed.
        proposed: It would be, if all that waits were confirmed.
        covered: The checklist items that confirmed evidence shows.
        needed: How many of them it takes.
        uses: Every claim for it, in a fixed order.
        sufficient: Its own evidence is enough, whatever it requires beside it.
        blocked_by: Criteria it requires that are not met.
    """

    code: str
    practice: str
    met: bool
    documented: bool
    proposed: bool
    covered: tuple[str, ...]
    needed: int
    window: Window | None
    uses: tuple[Use, ...]
    sufficient: bool
    blocked_by: tuple[str, ...]


def window(criterion: Criterion, on: date) -> Window | None:
    """The window of a criterion on a day, if it has one."""
    if criterion.window_months is None:
        return None
    begins = months_before(on, criterion.window_months)
    return Window(criterion.window_months, begins, on)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def grouped(standard: Standard, claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """The claims by criterion, in an order that does not depend on theirs.

    Raises:
        StandardError: A claim names a criterion that this edition does not have.
    """
    found: dict[str, list[Claim]] = {c.code: [] for c in standard.criteria}
    for claim in sorted(claims, key=_order):
        if claim.criterion not in found:
            raise StandardError(
                (
                    (
                        f"Link {claim.link} speaks for {claim.criterion}, which "
                        f"{standard.edition} does not have. Read the document again."
                    ),
                )
            )
        found[claim.criterion].append(claim)
    return found


def counting(claim: Claim, days: Window | None) -> Counting:
    """Whether a claim counts as confirmed evidence within a window, or why not."""
    if claim.standing is Standing.UNDECIDED:
        return Counting.UNDECIDED
    if claim.standing is Standing.REJECTED:
        return Counting.REJECTED
    if days is None or days.holds(claim.dated):
        return Counting.COUNTS
    early = claim.dated is not None and claim.dated < days.begins
    return Counting.TOO_OLD if early else Counting.NOT_YET


def seen(claim: Claim, view: View) -> bool:
    """Whether a view holds a claim, whatever its date."""
    if claim.standing is Standing.CONFIRMED or view is View.CONFIRMED:
        return claim.standing is Standing.CONFIRMED
    if claim.standing is Standing.REJECTED:
        return False
    return view is View.PROPOSED or claim.statement is Statement.STATED


def behind(found: CriterionScore, view: View) -> tuple[Claim, ...]:
    """The claims by which a view counts a criterion: those it holds, in the window."""
    return tuple(
        use.claim
        for use in found.uses
        if seen(use.claim, view)
        and (found.window is None or found.window.holds(use.claim.dated))
    )


def covered(criterion: Criterion, claims: Iterable[Claim]) -> tuple[str, ...]:
    """The criterion's items that these claims speak for, in its order."""
    spoken = {item for claim in claims for item in claim.items}
    return tuple(item.code for item in criterion.items if item.code in spoken)


def suffices(criterion: Criterion, claims: Sequence[Claim]) -> bool:
    """Whether claims that count are enough: one at least, and the needed items."""
    return bool(claims) and len(covered(criterion, claims)) >= criterion.needed


def sufficient(
    standard: Standard, claims: Mapping[str, Sequence[Claim]], view: View, on: date
) -> frozenset[str]:
    """The criteria whose own evidence is enough, whatever they require beside it."""
    found = set()
    for criterion in standard.criteria:
        days = window(criterion, on)
        within = [
            claim
            for claim in claims.get(criterion.code, ())
            if seen(claim, view) and (days is None or days.holds(claim.dated))
        ]
        if suffices(criterion, within):
            found.add(criterion.code)
    return frozenset(found)


def unblocked(standard: Standard, sufficient_ones: frozenset[str]) -> frozenset[str]:
    """Those of these criteria that are met: all they require is met as well.

    A standard whose criteria wait for each other is refused when it is read, so this
    comes to an end.
    """
    met = sufficient_ones
    while True:
        kept = frozenset(
            c.code
            for c in standard.criteria
            if c.code in met and all(code in met for code in c.requires)
        )
        if kept == met:
            return met
        met = kept


def judge(
    criterion: Criterion,
    claims: Sequence[Claim],
    met: Mapping[View, frozenset[str]],
    on: date,
) -> CriterionScore:
    """Say of one criterion whether it is among those met in each view, and by what."""
    days = window(criterion, on)
    uses = tuple(Use(claim, counting(claim, days)) for claim in claims)
    valid = [use.claim for use in uses if use.counting is Counting.COUNTS]
    return CriterionScore(
        code=criterion.code,
        practice=criterion.practice,
        met=criterion.code in met[View.CONFIRMED],
        documented=criterion.code in met[View.DOCUMENTED],
        proposed=criterion.code in met[View.PROPOSED],
        covered=covered(criterion, valid),
        needed=criterion.needed,
        window=days,
        uses=uses,
        sufficient=suffices(criterion, valid),
        blocked_by=tuple(
            code for code in criterion.requires if code not in met[View.CONFIRMED]
        ),
    )


def _order(claim: Claim) -> tuple[str, ...]:
    return (
        claim.criterion,
        claim.link,
        claim.document,
        claim.standing,
        claim.statement,
        repr(claim.score),
        *claim.items,
        claim.reason or "",
        claim.dated.isoformat() if claim.dated else "",
    )
