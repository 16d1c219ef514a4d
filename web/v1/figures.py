"""What is answered of a score: its figures, its criteria, its gaps."""

from __future__ import annotations

from datetime import date

from criteria.editions.edition import Effort
from criteria.evidence import Reason, Statement
from criteria.scores.counting import Counting
from criteria.scores.planning import PlanKind
from criteria.scores.reasons import GapReason
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


class Step(Model):
    """A statement of the proof, whether it holds, and what it rests on."""

    text: Said
    holds: bool
    link: str | None
    parts: list[Step]


class Proof(Step):
    """Why the score is what it is; ``digest`` is that of the score."""

    digest: str


class PlannedStep(Model):
    """Something to bring, and the day on which it can be there."""

    name: Said
    ready: date


class Plan(Model):
    """Steps that reach a level; ``after`` is how many criteria are met with them."""

    kind: PlanKind
    level: str
    on: date
    documents: int
    departments: list[str]
    steps: list[PlannedStep]
    after: int
    exact: bool
    digest: str


class Margin(Model):
    """The smallest loss that would lower the level, and what it could rest on."""

    level: str
    points: int
    documents: list[str]
    links: list[str]
    single: list[str]
    thin: list[str]
    sufficient: list[str]
    essential: list[str]
    spare: list[str]
    exact: bool


class Outlook(Model):
    """The plans for the next level, and how safely the present one is held."""

    plans: list[Plan]
    margin: Margin | None


class Point(Model):
    """The confirmed score from a day on, and the criteria that changed on it."""

    on: date
    met: int
    level: str | None
    lost: list[str]
    gained: list[str]


class Renewal(Model):
    """A confirmed link that will be too old; ``loses`` if its criterion falls with it.

    ``document`` is its name, ``last`` the last day on which it counts.
    """

    link: str
    document: Said
    criterion: str
    last: date
    loses: bool


class Calendar(Model):
    """What changes within two years if nothing is added or renewed."""

    points: list[Point]
    renewals: list[Renewal]
