"""Proofs, plans, margins and forecasts as plain values, for every way they are given.

What a page gives to a program and what a command prints is made here, so it is equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from criteria.scores.forecast import Point, Renewal
    from criteria.scores.margin import Margin, Sufficient
    from criteria.scores.planning import Plan
    from criteria.scores.proof import Step


def of_step(step: Step) -> dict[str, object]:
    """A step of a proof, with all that it rests on."""
    return {
        "text": step.text,
        "holds": step.holds,
        "link": step.link or None,
        "parts": [of_step(part) for part in step.parts],
    }


def of_plan(one: Plan) -> dict[str, object]:
    """A plan, with what it comes to when it is tried."""
    return {
        "kind": one.kind.value,
        "level": one.level.name,
        "on": one.on.isoformat(),
        "documents": one.documents,
        "departments": list(one.departments),
        "steps": [
            {"name": step.name, "ready": step.ready.isoformat()} for step in one.steps
        ],
        "after": one.after.met,
        "exact": one.exact,
        "digest": one.after.digest,
    }


def of_margin(
    safety: Margin | None, enough: Sufficient | None
) -> dict[str, object] | None:
    """How little may be lost, and the fewest documents; None without a level."""
    if safety is None or enough is None:
        return None
    return {
        "level": safety.level.name,
        "points": safety.points,
        "documents": list(safety.documents),
        "links": list(safety.links),
        "single": list(safety.single),
        "thin": list(safety.thin),
        "sufficient": list(enough.documents),
        "essential": list(enough.essential),
        "spare": list(enough.spare),
        "exact": safety.exact and enough.exact,
    }


def of_forecast(
    points: Sequence[Point], papers: Sequence[Renewal], called: Callable[[str], str]
) -> dict[str, object]:
    """The days on which the score changes, and the papers to renew, by their names."""
    return {
        "points": [
            {
                "on": point.on.isoformat(),
                "met": point.met,
                "level": point.level.name if point.level else None,
                "lost": list(point.lost),
                "gained": list(point.gained),
            }
            for point in points
        ],
        "renewals": [
            {
                "link": paper.link,
                "document": called(paper.document),
                "criterion": paper.criterion,
                "last": paper.last.isoformat(),
                "loses": paper.loses,
            }
            for paper in papers
        ],
    }
