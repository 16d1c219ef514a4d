"""What is answered of a score: its figures, its criteria, its gaps."""

from __future__ import annotations

from datetime import date

from criteria.counting import Counting
from criteria.edition import Effort
from criteria.evidence import Reason, Statement
from criteria.reasons import GapReason
from web.v1.models import Model, MustMeet, Said


class Figure(Model):
    """How many criteria are met by one way of counting."""

    met: int
    percent: int
    share: str
    level: str | None


class PracticeScore(Model):
    """How many criteria of a practice are met."""

    code: str
    met: int
    documented: int
    proposed: int
    total: int


class Use(Model):
    """A link, and how it counts for its criterion."""

    link: str
    document: str
    counting: Counting
    statement: Statement
    items: list[str]
    dated: date | None


class CriterionScore(Model):
    """Whether a criterion is met, and by what."""

    code: str
    met: bool
    documented: bool
    proposed: bool
    covered: list[str]
    needed: int
    window: tuple[date, date] | None
    blocked_by: list[str]
    links: list[Use]


class Gap(Model):
    """A criterion that is not met: why, what is missing, what to do next."""

    criterion: str
    reason: GapReason
    why: Said
    missing: list[Said]
    next_step: Said
    documents: list[Said]
    effort: Effort
    official: bool
    must_meet: MustMeet | None
    waiting: int
    planned: int
    rejected: dict[Reason, int]


class History(Model):
    """Where the history of the city ends."""

    number: int
    hash: str


class Score(Model):
    """The three figures on a day, with everything they were made from."""

    edition: str
    on: date
    met: int
    total: int
    announced: int
    complete: bool
    percent: int
    share: str
    level: str | None
    next_level: str | None
    needed_for_next: int
    proposed: Figure
    documented: Figure
    confirmed: Figure
    practices: list[PracticeScore]
    criteria: list[CriterionScore]
    gaps: list[Gap]
    unread_pages: int
    waiting: int
    standard: str
    digest: str
    history: History
