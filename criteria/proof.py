"""The proof of a score: from the level down to the links, each step in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.counting import Counting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.counting import CriterionScore, Use
    from criteria.edition import Criterion, Level, Standard
    from criteria.scoring import Score


@dataclass(frozen=True, slots=True)
class Step:
    """A statement of the proof, whether it holds, and what it rests on.

    ``link`` names the link that a step at the end of the proof is about, if it is one.
    """

    text: str
    holds: bool
    parts: tuple[Step, ...] = ()
    link: str = ""

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The proof as lines of text, each part set in below what rests on it."""
        yield f"{'  ' * depth}{'yes' if self.holds else 'no '} {self.text}"
        for part in self.parts:
            yield from part.lines(depth + 1)


def prove(standard: Standard, score: Score) -> Step:
    """The proof of a score: level, points, criteria, their conditions, their links."""
    criteria = tuple(
        _criterion(standard.criterion(found.code), found) for found in score.criteria
    )
    points = (
        f"{score.met} of {score.total} criteria are met ({score.confirmed.share} %)."
    )
    if not standard.complete:
        text = (
            f"No level can be told: {score.total} of the {score.announced} criteria of "
            f"{standard.edition} are known."
        )
        return Step(text, holds=False, parts=(Step(points, bool(score.met), criteria),))
    levels = tuple(_level(standard, level, score) for level in standard.levels)
    text = (
        f"The level is {score.level.name}." if score.level else "No level is reached."
    )
    counted = Step(points, bool(score.met), criteria)
    return Step(text, holds=score.level is not None, parts=(*levels, counted))


def of_criterion(standard: Standard, score: Score, code: str) -> Step:
    """Why one criterion is met or not, down to its links.

    Raises:
        StandardError: The edition has no such criterion.
    """
    criterion = standard.criterion(code)
    return _criterion(criterion, score.criterion(criterion.code))


def _level(standard: Standard, level: Level, score: Score) -> Step:
    least = standard.least(level)
    text = f"{level.name} takes {level.percent} %: {least} of {score.total} criteria."
    return Step(text, holds=score.met >= least)


def _criterion(criterion: Criterion, found: CriterionScore) -> Step:
    links = tuple(_link(use, found) for use in found.uses)
    valid = sum(use.counting is Counting.COUNTS for use in found.uses)
    parts = [Step("A confirmed link counts for it.", holds=valid > 0, parts=links)]
    if found.needed:
        shown = f"{len(found.covered)} of {found.needed} needed items are shown"
        named = f": {', '.join(found.covered)}." if found.covered else "."
        parts.append(Step(shown + named, holds=len(found.covered) >= found.needed))
    parts += [
        Step(f"{code} is met first.", holds=code not in found.blocked_by)
        for code in criterion.requires
    ]
    met = "is met" if found.met else "is not met"
    return Step(f"{criterion.code} {criterion.name} {met}.", found.met, tuple(parts))


def _link(use: Use, found: CriterionScore) -> Step:
    claim = use.claim
    text = f"Link {claim.link} ({claim.document}) {_TELLING[use.counting]}"
    if found.window:
        dated = f"dated {claim.dated}" if claim.dated else "without a known date"
        text += f", {dated}; from {found.window.begins} to {found.window.ends} counts"
    return Step(f"{text}.", holds=use.counting is Counting.COUNTS, link=claim.link)


_TELLING = {
    Counting.COUNTS: "is confirmed",
    Counting.UNDECIDED: "waits for review",
    Counting.REJECTED: "is rejected",
    Counting.TOO_OLD: "is confirmed, but too old",
    Counting.NOT_YET: "is confirmed, but lies ahead",
}
