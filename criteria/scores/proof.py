"""The proof of a score: from the level down to the links, each step in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from criteria.scores.counting import Counting
from criteria.telling import tell, tell_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.editions.edition import Criterion, Level, Standard
    from criteria.scores.counting import CriterionScore, Use
    from criteria.scores.scoring import Score


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
    points = tell(
        "%(met)s of %(total)s criteria are met (%(share)s %%).",
        met=score.met,
        total=score.total,
        share=Decimal(score.confirmed.share),
    )
    if not standard.complete:
        text = tell(
            "No level can be told: %(total)s of the %(announced)s criteria of "
            "%(edition)s are known.",
            total=score.total,
            announced=score.announced,
            edition=standard.edition,
        )
        return Step(text, holds=False, parts=(Step(points, bool(score.met), criteria),))
    levels = tuple(_level(standard, level, score) for level in standard.levels)
    text = (
        tell("The level is %(level)s.", level=score.level.name)
        if score.level
        else tell("No level is reached.")
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
    text = tell(
        "%(level)s takes %(percent)s %%: %(least)s of %(total)s criteria.",
        level=level.name,
        percent=level.percent,
        least=least,
        total=score.total,
    )
    return Step(text, holds=score.met >= least)


def _criterion(criterion: Criterion, found: CriterionScore) -> Step:
    links = tuple(_link(use, found) for use in found.uses)
    valid = sum(use.counting is Counting.COUNTS for use in found.uses)
    counted = tell("A confirmed link counts for it.")
    parts = [Step(counted, holds=valid > 0, parts=links)]
    if found.needed:
        parts.append(_items(found))
    parts += [
        Step(tell("%(code)s is met first.", code=code), code not in found.blocked_by)
        for code in criterion.requires
    ]
    name = {"code": criterion.code, "name": criterion.name}
    text = (
        tell("%(code)s %(name)s is met.", **name)
        if found.met
        else tell("%(code)s %(name)s is not met.", **name)
    )
    return Step(text, found.met, tuple(parts))


def _items(found: CriterionScore) -> Step:
    count = {"count": len(found.covered), "needed": found.needed}
    text = (
        tell(
            "%(count)s of %(needed)s needed items are shown: %(items)s.",
            items=", ".join(found.covered),
            **count,
        )
        if found.covered
        else tell("%(count)s of %(needed)s needed items are shown.", **count)
    )
    return Step(text, holds=len(found.covered) >= (found.needed or 0))


def _link(use: Use, found: CriterionScore) -> Step:
    claim = use.claim
    text = tell(
        "Link %(link)s (%(document)s) %(stands)s.",
        link=claim.link,
        document=claim.document,
        stands=_TELLING[use.counting],
    )
    if found.window:
        days = {"begins": found.window.begins, "ends": found.window.ends}
        dated = (
            tell(
                "It is dated %(day)s; from %(begins)s to %(ends)s counts.",
                day=claim.dated,
                **days,
            )
            if claim.dated
            else tell(
                "Its date is unknown; from %(begins)s to %(ends)s counts.", **days
            )
        )
        text = tell_all((text, dated))
    return Step(text, holds=use.counting is Counting.COUNTS, link=claim.link)


_TELLING = {
    Counting.COUNTS: tell("is confirmed"),
    Counting.UNDECIDED: tell("waits for review"),
    Counting.REJECTED: tell("is rejected"),
    Counting.TOO_OLD: tell("is confirmed, but too old"),
    Counting.NOT_YET: tell("is confirmed, but lies ahead"),
}
