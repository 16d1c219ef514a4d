"""What an edition of a standard is made of: levels, practices, criteria, checklists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StandardError(Exception):
    """A standard that is faulty, or does not have what was asked of it.

    ``faults`` holds one sentence per fault, each with its place.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Rounding(StrEnum):
    """How a share of criteria is compared with the percentage of a level."""

    EXACT = "exact"  # the share itself must reach the percentage
    NEAREST = "nearest"  # rounded to whole percent first, halves upward
    UP = "up"  # rounded up to whole percent first


class Effort(StrEnum):
    """What it mostly takes to close a gap, as we judge it."""

    FIND = "find"  # most cities have it somewhere
    WRITE = "write"  # it has to be written and adopted
    PRACTISE = "practise"  # it has to be done for months before it can be shown


@dataclass(frozen=True, slots=True)
class Level:
    """A grade, and the least share of criteria it takes, in percent.

    ``printed`` is the range as the programme prints it.
    """

    name: str
    percent: int
    printed: str = ""

    def least(self, total: int, rounding: Rounding = Rounding.EXACT) -> int:
        """The smallest count of criteria, of so many, that reaches this level."""
        met = 0
        while met < total and not self.reached(met, total, rounding):
            met += 1
        return met

    def reached(
        self, met: int, total: int, rounding: Rounding = Rounding.EXACT
    ) -> bool:
        """Whether so many criteria of so many reach this level. Of none, never."""
        if total == 0:
            return False
        if rounding is Rounding.NEAREST:
            return (200 * met + total) // (2 * total) >= self.percent
        if rounding is Rounding.UP:
            return -(-100 * met // total) >= self.percent
        return 100 * met >= self.percent * total


@dataclass(frozen=True, slots=True)
class Practice:
    """A heading under which a standard groups criteria.

    ``unlisted`` says what is known of its criteria whose text is not public.
    """

    code: str
    name: str
    description: str
    aliases: tuple[str, ...] = ()
    unlisted: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a criterion's checklist.

    ``official`` is true only for text that the programme itself wrote.
    """

    code: str
    text: str
    official: bool


@dataclass(frozen=True, slots=True)
class MustMeet:
    """How many items of the official list must be met, as some source tells it.

    It is shown, and binds only once an installation has entered the official list.
    """

    count: int
    of: int
    source: str
    caution: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a city must show.

    Attributes:
        code: Unique in its edition and never reused.
        practice: The code of its practice.
        requirement: What must be so, in our words.
        items: The checklist, all official or all ours.
        needed: How many items confirmed evidence must cover. 0: one confirmed link
            is enough, whatever it covers.
        documents: Documents that would serve, in our words.
        hooks: Parts of the requirement that are easily missed.
        window_months: How far back evidence may lie, where the requirement says so.
        rhythm_months: How often something must take place. Shown, it decides nothing.
        requires: Codes of criteria that must be met first.
        forebear: What came before it in the last edition.
        kinds: In which kinds of document its evidence may stand, in our words. None
            named: in any.
    """

    code: str
    name: str
    practice: str
    requirement: str
    items: tuple[Item, ...] = ()
    needed: int = 0
    documents: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    window_months: int | None = None
    rhythm_months: int | None = None
    must_meet: MustMeet | None = None
    requires: tuple[str, ...] = ()
    effort: Effort = Effort.WRITE
    notes: tuple[str, ...] = ()
    forebear: str = ""
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def official(self) -> bool:
        """Whether its checklist is the programme's own."""
        return bool(self.items) and all(item.official for item in self.items)


@dataclass(frozen=True, slots=True)
class Standard:
    """One edition of a certification standard; it never changes once used.

    Attributes:
        edition: Its short name, such as ``wwc-2022``.
        announced: How many criteria it has in all, known or not.
        statement: What must be said wherever its checklists are shown.
        notes: What is not known of it, and what to mind.
        sources: Where its texts come from, by the keys that criteria name.
        levels: From the lowest to the highest.
        digest: SHA-256 of all of the above, whatever the layout of the file.
    """

    edition: str
    name: str
    version: str
    since: str
    announced: int
    rounding: Rounding
    rounding_note: str
    statement: str
    notes: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    levels: tuple[Level, ...]
    practices: tuple[Practice, ...]
    criteria: tuple[Criterion, ...]
    digest: str = ""

    @property
    def complete(self) -> bool:
        """Whether all its criteria are known. If not, no level can be told."""
        return len(self.criteria) == self.announced

    def criterion(self, code: str) -> Criterion:
        """The criterion of this code.

        Raises:
            StandardError: This edition has no such criterion.
        """
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise StandardError((f"{self.edition} has no criterion {code}.",))

    def practice(self, code: str) -> Practice:
        """The practice of this code.

        Raises:
            StandardError: This edition has no such practice.
        """
        for practice in self.practices:
            if practice.code == code:
                return practice
        raise StandardError((f"{self.edition} has no practice {code}.",))

    def within(self, practice: str) -> tuple[Criterion, ...]:
        """The criteria of one practice, in the order of the edition."""
        return tuple(c for c in self.criteria if c.practice == practice)

    def level(self, met: int) -> Level | None:
        """The highest level that so many met criteria reach.

        None for an edition that is not known as a whole: a share of its known part
        says nothing of the level.
        """
        if not self.complete:
            return None
        total = len(self.criteria)
        reached = [lv for lv in self.levels if lv.reached(met, total, self.rounding)]
        return reached[-1] if reached else None

    def next_level(self, met: int) -> Level | None:
        """The lowest level that so many met criteria do not reach yet, if any."""
        if not self.complete:
            return None
        total = len(self.criteria)
        above = (lv for lv in self.levels if not lv.reached(met, total, self.rounding))
        return next(above, None)

    def least(self, level: Level) -> int:
        """How many of its criteria a level takes."""
        return level.least(len(self.criteria), self.rounding)
