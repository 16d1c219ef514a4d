"""Which links matter most for the level: those whose gain or loss would change it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from criteria.evidence import Standing
from criteria.scores.counting import Counting, suffices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from criteria.editions.edition import Criterion, Standard
    from criteria.scores.counting import CriterionScore
    from criteria.scores.scoring import Score


class Weight(IntEnum):
    """What one link more, or one less, does to a criterion."""

    NOTHING = 0
    CRITERION = 1  # the criterion is won or lost by it
    LEVEL = 2  # and with the criterion a level


def weights(standard: Standard, found: Score) -> Mapping[str, Weight]:
    """How much one link for a criterion matters, by code; what is 0 is left out.

    A criterion is won by one link if a link that waits for it is enough beside what is
    confirmed. It is lost by one if a confirmed link of it cannot be taken away.
    """
    wins = found.next_level is not None and found.needed_for_next == 1
    loses = (
        found.level is not None
        and found.level.least(found.total, standard.rounding) == found.met
    )
    told: dict[str, Weight] = {}
    for one in found.criteria:
        criterion = standard.criterion(one.code)
        if one.met and _hangs_on_one(criterion, one):
            told[one.code] = Weight.LEVEL if loses else Weight.CRITERION
        elif not one.met and not one.blocked_by and _needs_one(criterion, one):
            told[one.code] = Weight.LEVEL if wins else Weight.CRITERION
    return told


def _hangs_on_one(criterion: Criterion, one: CriterionScore) -> bool:
    held = [use.claim for use in one.uses if use.counting is Counting.COUNTS]
    return any(
        not suffices(criterion, held[:at] + held[at + 1 :]) for at in range(len(held))
    )


def _needs_one(criterion: Criterion, one: CriterionScore) -> bool:
    held = [use.claim for use in one.uses if use.counting is Counting.COUNTS]
    waiting = [
        use.claim for use in one.uses if use.claim.standing is Standing.UNDECIDED
    ]
    return any(suffices(criterion, [*held, claim]) for claim in waiting)
