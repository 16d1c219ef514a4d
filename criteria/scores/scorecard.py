"""A score as plain values: the same score gives the same bytes everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from criteria.editions.edition import Level
    from criteria.scores.counting import CriterionScore, Use
    from criteria.scores.gaps import Gap
    from criteria.scores.scoring import Figure, Score


def as_json(score: Score) -> dict[str, object]:
    """The whole score as JSON values, in a fixed order."""
    return {
        "edition": score.edition,
        "on": score.on.isoformat(),
        "met": score.met,
        "total": score.total,
        "announced": score.announced,
        "complete": score.complete,
        "percent": score.confirmed.percent,
        "share": score.confirmed.share,
        "level": _name(score.level),
        "next_level": _name(score.next_level),
        "needed_for_next": score.needed_for_next,
        "proposed": _figure(score.proposed),
        "documented": _figure(score.documented),
        "confirmed": _figure(score.confirmed),
        "practices": [
            {
                "code": practice.code,
                "met": practice.met,
                "documented": practice.documented,
                "proposed": practice.proposed,
                "total": practice.total,
            }
            for practice in score.practices
        ],
        "criteria": [_criterion(found) for found in score.criteria],
        "gaps": [gap_as_json(gap) for gap in score.gaps],
        "unread_pages": score.unread_pages,
        "waiting": score.waiting,
        "standard": score.standard,
        "digest": score.digest,
    }


def gap_as_json(gap: Gap) -> dict[str, object]:
    """One gap as JSON values, in a fixed order."""
    known = gap.must_meet
    return {
        "criterion": gap.criterion,
        "reason": str(gap.reason),
        "why": gap.why,
        "missing": list(gap.missing),
        "next_step": gap.next_step,
        "documents": list(gap.documents),
        "effort": str(gap.effort),
        "official": gap.official,
        "must_meet": {"count": known.count, "of": known.of} if known else None,
        "waiting": gap.waiting,
        "planned": gap.planned,
        "rejected": {str(reason): number for reason, number in gap.rejected},
    }


def _name(level: Level | None) -> str | None:
    return level.name if level else None


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "met": figure.met,
        "percent": figure.percent,
        "share": figure.share,
        "level": _name(figure.level),
    }


def _criterion(found: CriterionScore) -> dict[str, object]:
    return {
        "code": found.code,
        "met": found.met,
        "documented": found.documented,
        "proposed": found.proposed,
        "covered": list(found.covered),
        "needed": found.needed,
        "window": [found.window.begins.isoformat(), found.window.ends.isoformat()]
        if found.window
        else None,
        "blocked_by": list(found.blocked_by),
        "links": [_use(use) for use in found.uses],
    }


def _use(use: Use) -> dict[str, object]:
    claim = use.claim
    return {
        "link": claim.link,
        "document": claim.document,
        "counting": str(use.counting),
        "statement": str(claim.statement),
        "items": list(claim.items),
        "dated": claim.dated.isoformat() if claim.dated else None,
    }
