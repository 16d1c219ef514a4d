"""How a score holds over time: when evidence grows old, and what to renew by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from criteria.evidence import Standing
from criteria.scores.counting import months_before
from criteria.scores.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from criteria.editions.edition import Level, Standard
    from criteria.evidence import Claim


@dataclass(frozen=True, slots=True)
class Point:
    """The confirmed score from a day on, if nothing is added or renewed.

    ``lost`` and ``gained`` are the criteria that changed on that day.
    """

    on: date
    met: int
    level: Level | None
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """A confirmed link that will be too old, and what is lost with it.

    ``last`` is the last day on which it counts. ``loses`` is true where the criterion
    is not met on the day after.
    """

    link: str
    document: str
    criterion: str
    last: date
    loses: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in which something should take place, and when it did."""

    begins: date
    ends: date
    dates: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Whether something takes place as often as it should.

    ``periods`` are the complete ones of the last year, the oldest first; ``kept`` says
    that each has a date in it. ``latest`` are the two latest dates, the newest first.
    """

    kept: bool
    periods: tuple[Period, ...]
    latest: tuple[date, ...]


def curve(
    standard: Standard, claims: Sequence[Claim], *, on: date, months: int = 24
) -> tuple[Point, ...]:
    """The confirmed score on a day and at each change over the months after it."""
    end = _months_after(on, months)
    points: list[Point] = []
    before: frozenset[str] = frozenset()
    for day in sorted({on, *_changes(standard, claims, on, end)}):
        found = score(standard, claims, on=day)
        met = frozenset(c.code for c in found.criteria if c.met)
        order = [c.code for c in standard.criteria]
        lost = tuple(code for code in order if code in before - met)
        gained = tuple(code for code in order if code in met - before)
        if not points:
            points.append(Point(day, found.met, found.level, (), ()))
        elif lost or gained:
            points.append(Point(day, found.met, found.level, lost, gained))
        before = met
    return tuple(points)


def renewals(
    standard: Standard, claims: Sequence[Claim], *, on: date, months: int = 24
) -> tuple[Renewal, ...]:
    """The confirmed links that grow too old within the months, the first one first."""
    end = _months_after(on, months)
    found = []
    for claim in claims:
        last = last_day(standard, claim)
        if claim.standing is not Standing.CONFIRMED or last is None:
            continue
        if on <= last < end:
            after = score(standard, claims, on=last + timedelta(days=1))
            loses = not after.criterion(claim.criterion).met
            found.append(
                Renewal(claim.link, claim.document, claim.criterion, last, loses)
            )
    return tuple(sorted(found, key=lambda one: (one.last, one.criterion, one.link)))


def last_day(standard: Standard, claim: Claim) -> date | None:
    """The last day on which a claim lies within its window; None if it always does."""
    months = standard.criterion(claim.criterion).window_months
    if months is None or claim.dated is None:
        return None
    day = _months_after(claim.dated, months)
    # A window that begins on the last of a short month takes in a few more days.
    while months_before(day + timedelta(days=1), months) <= claim.dated:
        day += timedelta(days=1)
    return day


def rhythm(dates: Iterable[date], *, every_months: int, on: date) -> Rhythm:
    """Whether something took place in each complete period of the last year.

    Periods are those of the calendar: for three months its quarters. Dates after the
    day are left out.
    """
    past = sorted({day for day in dates if day <= on}, reverse=True)
    ends = _period_begin(on, every_months)
    periods = []
    for _ in range(max(1, 12 // every_months)):
        begins = months_before(ends, every_months)
        held = tuple(day for day in reversed(past) if begins <= day < ends)
        periods.append(Period(begins, ends - timedelta(days=1), held))
        ends = begins
    return Rhythm(
        kept=all(period.dates for period in periods),
        periods=tuple(reversed(periods)),
        latest=tuple(past[:2]),
    )


def scheduled(text: str) -> tuple[date, ...]:
    """The days of a schedule: what its lines begin with, after a dash."""
    lines = (line.split() for line in text.splitlines())
    words = (line[1] for line in lines if line[:1] == ["-"] and line[1:])
    return tuple(day for word in words if (day := _day(word)))


def _changes(
    standard: Standard, claims: Iterable[Claim], on: date, end: date
) -> Iterable[date]:
    """The days on which a confirmed claim begins to count, or no longer does."""
    for claim in claims:
        last = last_day(standard, claim)
        if claim.standing is Standing.CONFIRMED and last and claim.dated:
            for day in (claim.dated, last + timedelta(days=1)):
                if on < day <= end:
                    yield day


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _period_begin(day: date, every_months: int) -> date:
    """The first day of the calendar period of so many months that a day lies in."""
    month = (day.month - 1) // every_months * every_months + 1
    return date(day.year, month, 1)


def _months_after(day: date, months: int) -> date:
    return months_before(day, -months)
