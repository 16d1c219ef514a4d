"""Why a criterion is not met: one reason out of a closed list."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from criteria.evidence import Reason, Standing
from criteria.scores.counting import Counting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from criteria.evidence import Claim
    from criteria.scores.counting import CriterionScore
    from criteria.scores.unseen import Unseen


class GapReason(StrEnum):
    """Why a criterion is not met."""

    NO_EVIDENCE = "no-evidence"
    WAITS_FOR_REVIEW = "waits-for-review"
    REJECTED = "rejected"
    STALE = "stale"
    INCOMPLETE = "incomplete"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


def reason_for(found: CriterionScore, unseen: Unseen) -> GapReason:
    """Why this criterion is not met.

    What is nearest to being met decides: confirmed evidence that is too little or too
    old comes before links that wait, and those before links that were rejected.
    """
    if found.sufficient:
        return GapReason.BLOCKED
    kinds = {use.counting for use in found.uses}
    if Counting.COUNTS in kinds:
        return GapReason.INCOMPLETE
    if kinds & {Counting.TOO_OLD, Counting.NOT_YET}:
        return GapReason.STALE
    if Counting.UNDECIDED in kinds:
        return GapReason.WAITS_FOR_REVIEW
    if Counting.REJECTED in kinds:
        return GapReason.REJECTED
    return GapReason.UNKNOWN if unseen else GapReason.NO_EVIDENCE


def rejections(claims: Iterable[Claim]) -> tuple[tuple[Reason, int], ...]:
    """How often each reason was given, most often first, then as they are listed."""
    given = Counter(
        c.reason for c in claims if c.standing is Standing.REJECTED and c.reason
    )
    ranks = list(Reason)
    return tuple(
        sorted(given.items(), key=lambda pair: (-pair[1], ranks.index(pair[0])))
    )
