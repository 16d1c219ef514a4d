"""A second way to score, slow and plain, to hold the first one to.

It shares no code with ``criteria.scores.scoring`` beyond the values that go in.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from criteria.editions.standard import Rounding
from criteria.evidence import Standing, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.editions.standard import Criterion, Standard
    from criteria.evidence import Claim

Outcome = tuple[list[str], str | None]


def outcomes(
    standard: Standard, claims: Sequence[Claim], on: date
) -> dict[str, Outcome]:
    """The criteria met and the level, as confirmed, documented and proposed."""
    return {
        "confirmed": _outcome(standard, _kept(claims, undecided=False), on),
        "documented": _outcome(
            standard, [c for c in _kept(claims, undecided=True) if _stated(c)], on
        ),
        "proposed": _outcome(standard, _kept(claims, undecided=True), on),
    }


def unknown(
    standard: Standard,
    claims: Sequence[Claim],
    unread: Sequence[tuple[str, int, int]],
    on: date,
) -> list[str]:
    """The criteria of which nobody can say whether there is evidence.

    ``unread`` are kinds of document with the pages that nobody could read and the
    documents that wait; the kind is empty where it is not known.
    """
    met, _level = outcomes(standard, claims, on)["confirmed"]
    named = {claim.criterion for claim in claims}
    return [
        criterion.code
        for criterion in standard.criteria
        if criterion.code not in met
        and criterion.code not in named
        and any(
            pages + waiting > 0
            for kind, pages, waiting in unread
            if kind == "" or len(criterion.kinds) == 0 or kind in criterion.kinds
        )
    ]


def _kept(claims: Sequence[Claim], *, undecided: bool) -> list[Claim]:
    allowed = {Standing.CONFIRMED} | ({Standing.UNDECIDED} if undecided else set())
    return [claim for claim in claims if claim.standing in allowed]


def _stated(claim: Claim) -> bool:
    return claim.standing is Standing.CONFIRMED or claim.statement is Statement.STATED


def _outcome(standard: Standard, claims: list[Claim], on: date) -> Outcome:
    met = [c.code for c in standard.criteria if _met(standard, c, claims, on)]
    share = Fraction(100 * len(met), len(standard.criteria))
    level = None
    for candidate in standard.levels:
        if _rounded(share, standard.rounding) >= candidate.percent:
            level = candidate.name
    return met, level


def _met(
    standard: Standard, criterion: Criterion, claims: list[Claim], on: date
) -> bool:
    for code in criterion.requires:
        [required] = [c for c in standard.criteria if c.code == code]
        if not _met(standard, required, claims, on):
            return False
    mine = [c for c in claims if c.criterion == criterion.code]
    mine = [c for c in mine if _recent(c, criterion.window_months, on)]
    shown = [i for i in criterion.items if any(i.code in c.items for c in mine)]
    return len(mine) >= 1 and len(shown) >= criterion.needed


def _recent(claim: Claim, months: int | None, on: date) -> bool:
    if months is None or claim.dated is None:
        return True
    if claim.dated > on:
        return False
    # Move the evidence forward month by month instead of the window back.
    year, month = claim.dated.year, claim.dated.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    if (year, month) != (on.year, on.month):
        return (year, month) > (on.year, on.month)
    return claim.dated.day >= _clamped(on.day, claim.dated)


def _clamped(day: int, within: date) -> int:
    while True:
        try:
            return date(within.year, within.month, day).day
        except ValueError:
            day -= 1


def _rounded(share: Fraction, rounding: Rounding) -> Fraction:
    if rounding is Rounding.UP:
        whole = int(share)
        return Fraction(whole + (share > whole))
    if rounding is Rounding.NEAREST:
        return Fraction(int(share + Fraction(1, 2)))
    return share
