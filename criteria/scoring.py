"""The score of an assessment, with everything it was made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING

from criteria.counting import (
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
from criteria.evidence import Claim
from criteria.gaps import Gap, GapReason, Unseen, gaps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from criteria.edition import Level, Standard

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
    unread_pages: int = 0,
    waiting: int = 0,
    on: date,
) -> Score:
    """Score an assessment by the claims made in it, on a day.

    The order of the claims does not matter, and confirming one never lowers a figure.

    Raises:
        StandardError: A claim names a criterion that this edition does not have.
    """
    by_criterion = grouped(standard, claims)
    met = {
        view: unblocked(standard, sufficient(standard, by_criterion, view, on))
        for view in View
    }
    judged = tuple(judge(c, by_criterion[c.code], met, on) for c in standard.criteria)
    unseen = Unseen(unread_pages, waiting)
    confirmed = _figure(standard, met[View.CONFIRMED])
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
        proposed=_figure(standard, met[View.PROPOSED]),
        documented=_figure(standard, met[View.DOCUMENTED]),
        confirmed=confirmed,
        practices=tuple(_practice(p.code, judged) for p in standard.practices),
        criteria=judged,
        gaps=gaps_of(standard, judged, unseen),
        unread_pages=unread_pages,
        waiting=waiting,
        standard=standard.digest,
        digest=_digest(standard, by_criterion, unseen, on),
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
    standard: Standard, claims: Mapping[str, list[Claim]], unseen: Unseen, on: date
) -> str:
    values = attrgetter(*(field.name for field in fields(Claim)))
    inputs = {
        "standard": standard.digest,
        "on": on.isoformat(),
        "unread_pages": unseen.pages,
        "waiting": unseen.documents,
        "claims": [values(claim) for found in claims.values() for claim in found],
    }
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
