"""The score of an assessment, with everything it was made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING

from criteria.evidence import Claim
from criteria.scores.counting import (
    Counting,
    CriterionScore,
    Use,
    View,
    Window,
    grouped,
    judge,
    sufficient,
    unblocked,
)
from criteria.scores.gaps import Gap, GapReason, gaps_of
from criteria.scores.unseen import by_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from criteria.editions.edition import Level, Standard
    from criteria.evidence import Unread
    from criteria.scores.unseen import Unseen

__all__ = [
    "Counting",
    "CriterionScore",
    "Figure",
    "Gap",
    "GapReason",
    "PracticeScore",
    "Score",
    "Use",
    "Window",
    "score",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many criteria are met by one way of counting, and the level it would be.

    ``percent`` is rounded down: no page may show 68 % to a city just short of it.
    """

    met: int
    total: int
    level: Level | None

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down; 0 of none."""
        return 100 * self.met // self.total if self.total else 0

    @property
    def share(self) -> str:
        """The share in percent with one decimal, rounded down, such as ``67.4``."""
        tenths = 1000 * self.met // self.total if self.total else 0
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """How many criteria of one practice are met, by each way of counting."""

    code: str
    met: int
    documented: int
    proposed: int
    total: int


@dataclass(frozen=True, slots=True)
class Score:
    """How much of a standard an assessment has achieved on a day.

    Only confirmed evidence makes the level. Of an edition that is not known as a whole
    ``total`` counts the known criteria, and no level is told.

    Attributes:
        needed_for_next: How many more criteria the next level takes; 0 if none is left.
        gaps: The criteria that are not met, in the order of the edition.
        unread_pages: Pages of the documents that could not be read.
        waiting: Documents that have not been read yet.
        standard: The digest of the standard.
        digest: SHA-256 of all that went in; the same inputs give the same score.
    """

    edition: str
    on: date
    met: int
    total: int
    announced: int
    level: Level | None
    next_level: Level | None
    needed_for_next: int
    proposed: Figure
    documented: Figure
    confirmed: Figure
    practices: tuple[PracticeScore, ...]
    criteria: tuple[CriterionScore, ...]
    gaps: tuple[Gap, ...]
    unread_pages: int
    waiting: int
    standard: str
    digest: str

    @property
    def complete(self) -> bool:
        """Whether all criteria of the edition are known."""
        return self.total == self.announced

    def criterion(self, code: str) -> CriterionScore:
        """The score of one criterion; KeyError if the edition does not have it."""
        return {found.code: found for found in self.criteria}[code]

    def gap(self, code: str) -> Gap | None:
        """The gap of one criterion; None if it is met."""
        return next((gap for gap in self.gaps if gap.criterion == code), None)


def score(
    standard: Standard,
    claims: Iterable[Claim],
    *,
    unread: Iterable[Unread] = (),
    on: date,
) -> Score:
    """Score an assessment by the claims made in it, on a day.

    The order of the claims does not matter, and confirming one never lowers a figure.
    What is unread changes no figure; it says which gaps are unknown.

    Raises:
        StandardError: A claim names a criterion that this edition does not have.
    """
    by_criterion = grouped(standard, claims)
    met = {
        view: unblocked(standard, sufficient(standard, by_criterion, view, on))
        for view in View
    }
    hidden = by_kind(unread)
    return _told(
        standard,
        {view: _figure(standard, met[view]) for view in View},
        tuple(judge(c, by_criterion[c.code], met, on) for c in standard.criteria),
        hidden,
        on=on,
        digest=_digest(standard, by_criterion, hidden, on),
    )


def _told(
    standard: Standard,
    figures: Mapping[View, Figure],
    judged: tuple[CriterionScore, ...],
    hidden: Mapping[str, Unseen],
    *,
    on: date,
    digest: str,
) -> Score:
    """The score that these figures and criteria make."""
    confirmed = figures[View.CONFIRMED]
    following = standard.next_level(confirmed.met)
    return Score(
        edition=standard.edition,
        on=on,
        met=confirmed.met,
        total=confirmed.total,
        announced=standard.announced,
        level=confirmed.level,
        next_level=following,
        needed_for_next=standard.least(following) - confirmed.met if following else 0,
        proposed=figures[View.PROPOSED],
        documented=figures[View.DOCUMENTED],
        confirmed=confirmed,
        practices=tuple(_practice(p.code, judged) for p in standard.practices),
        criteria=judged,
        gaps=gaps_of(standard, judged, hidden),
        unread_pages=sum(unseen.pages for unseen in hidden.values()),
        waiting=sum(unseen.documents for unseen in hidden.values()),
        standard=standard.digest,
        digest=digest,
    )


def _figure(standard: Standard, met: frozenset[str]) -> Figure:
    return Figure(len(met), len(standard.criteria), standard.level(len(met)))


def _practice(code: str, judged: Sequence[CriterionScore]) -> PracticeScore:
    ours = [found for found in judged if found.practice == code]
    return PracticeScore(
        code=code,
        met=sum(found.met for found in ours),
        documented=sum(found.documented for found in ours),
        proposed=sum(found.proposed for found in ours),
        total=len(ours),
    )


def _digest(
    standard: Standard,
    claims: Mapping[str, list[Claim]],
    hidden: Mapping[str, Unseen],
    on: date,
) -> str:
    values = attrgetter(*(field.name for field in fields(Claim)))
    inputs = {
        "standard": standard.digest,
        "on": on.isoformat(),
        "unread": [
            (kind, unseen.pages, unseen.documents) for kind, unseen in hidden.items()
        ],
        "claims": [values(claim) for found in claims.values() for claim in found],
    }
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
