"""Gaps: the criteria that are not met, why, what is missing, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.evidence import Standing, Statement
from criteria.scores import gaptexts
from criteria.scores.reasons import GapReason, reason_for, rejections
from criteria.scores.unseen import concerning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from criteria.editions.edition import Criterion, Effort, MustMeet, Standard
    from criteria.evidence import Reason
    from criteria.scores.counting import CriterionScore
    from criteria.scores.unseen import Unseen

__all__ = ["Gap", "GapReason", "gaps_of"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion that is not met. All texts are whole sentences for the city.

    Attributes:
        why: The reason in words, with its figures.
        missing: What is not shown yet, item by item.
        next_step: What to do now.
        documents: Documents that would serve, in our words.
        official: Whether the items are the programme's own.
        must_meet: How many official items must be met, as some source tells it.
        waiting: Links that wait for review.
        planned: Links, not confirmed, that speak of plans only.
        rejected: How often links were rejected, by reason, most often first.
    """

    criterion: str
    reason: GapReason
    why: str
    missing: tuple[str, ...]
    next_step: str
    documents: tuple[str, ...]
    effort: Effort
    official: bool
    must_meet: MustMeet | None
    waiting: int
    planned: int
    rejected: tuple[tuple[Reason, int], ...]


def gaps_of(
    standard: Standard,
    judged: Sequence[CriterionScore],
    hidden: Mapping[str, Unseen],
) -> tuple[Gap, ...]:
    """The gaps among these criteria, in the order of the edition.

    ``hidden`` tells by kind of document how much has not been seen.
    """
    return tuple(
        _gap(standard.criterion(found.code), found, hidden)
        for found in judged
        if not found.met
    )


def _gap(
    criterion: Criterion, found: CriterionScore, hidden: Mapping[str, Unseen]
) -> Gap:
    unseen = concerning(criterion, hidden)
    claims = [use.claim for use in found.uses]
    reason = reason_for(found, unseen)
    undecided = [c for c in claims if c.standing is Standing.UNDECIDED]
    return Gap(
        criterion=criterion.code,
        reason=reason,
        why=gaptexts.why(reason, found, unseen),
        missing=tuple(gaptexts.missing(criterion, found, undecided)),
        next_step=gaptexts.next_step(reason, criterion, found, unseen),
        documents=criterion.documents,
        effort=criterion.effort,
        official=criterion.official,
        must_meet=criterion.must_meet,
        waiting=len(undecided),
        planned=sum(
            c.statement is Statement.PLANNED and c.standing is not Standing.CONFIRMED
            for c in claims
        ),
        rejected=rejections(claims),
    )
