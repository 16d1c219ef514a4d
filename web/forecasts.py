"""The evidence calendar: the dates of each document, and the score over two years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint

from criteria.evidence import Standing
from criteria.scores import forecast
from storage import dating, documents, links, pages
from storage.models import DocumentState, Shape
from storage.planning_models import DatedBy
from web import context, scorecard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from criteria.editions.edition import Standard
    from criteria.evidence import Claim, Page
    from criteria.scores.forecast import Point

bp = Blueprint("forecasts", __name__)

MONTHS = 24
# The drawing, in its own units: its frame, and the corner where the lines begin.
WIDTH, HEIGHT, LEFT, TOP = 720, 220, 40, 16
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - 90, HEIGHT - TOP - 34
DAYS = 731


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the drawing, or a day below it, with its name."""

    at: float
    name: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The drawing: where its line runs, the levels across it, the days below it."""

    line: str
    drops: tuple[Mark, ...]
    levels: tuple[Mark, ...]
    years: tuple[Mark, ...]


@bp.get("/assessments/<assessment_id>/calendar")
def show(assessment_id: str) -> str:
    """Show until when the evidence holds, and which paper to renew by when."""
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        score = scorecard.scored(session, assessment)
        claims = links.claims(session, assessment)
        listed = documents.listed(session, assessment)
        confirmed = dating.confirmed(session, assessment)
        waiting = dating.proposal_counts(session, assessment)
        schedules = [one.id for one in listed if one.shape is Shape.SCHEDULE]
        told = pages.read_all(session, schedules) if schedules else {}
    standard = context.standard_of(assessment)
    points = forecast.curve(standard, claims, on=score.on, months=MONTHS)
    return context.page(
        "forecasts/show.html",
        standard=standard,
        score=score,
        points=points,
        curve=drawn(standard, points, score.total),
        renewals=forecast.renewals(standard, claims, on=score.on, months=MONTHS),
        rhythms=_rhythms(standard, claims, told, score.on),
        documents={one.id: one for one in listed},
        read=[
            one
            for one in listed
            if one.state is DocumentState.READ and one.aside_since is None
        ],
        confirmed=confirmed,
        waiting=waiting,
        kinds=list(DatedBy),
        frame={"width": WIDTH, "height": HEIGHT, "left": LEFT, "top": TOP},
        plot={"width": PLOT_WIDTH, "height": PLOT_HEIGHT},
    )


def drawn(standard: Standard, points: Sequence[Point], total: int) -> Curve:
    """The curve as a line of steps: it holds until the day on which it drops."""
    first = points[0].on

    def across(day: date) -> float:
        return round(LEFT + PLOT_WIDTH * min((day - first).days, DAYS) / DAYS, 1)

    def height(met: int) -> float:
        return round(TOP + PLOT_HEIGHT * (1 - met / max(total, 1)), 1)

    line = f"M {LEFT} {height(points[0].met)}"
    for point in points[1:]:
        line += f" H {across(point.on)} V {height(point.met)}"
    line += f" H {LEFT + PLOT_WIDTH}"
    years = range(first.year + 1, first.year + 3)
    ahead = [first.replace(year=year, month=1, day=1) for year in years]
    return Curve(
        line=line,
        drops=tuple(Mark(across(p.on), p.on.isoformat()) for p in points[1:] if p.lost),
        levels=tuple(
            Mark(height(standard.least(level)), f"{level.name} {standard.least(level)}")
            for level in standard.levels
        ),
        years=tuple(Mark(across(day), str(day.year)) for day in ahead),
    )


def _rhythms(
    standard: Standard,
    claims: Sequence[Claim],
    schedules: Mapping[str, Sequence[Page]],
    on: date,
) -> dict[str, forecast.Rhythm]:
    """For each criterion with a rhythm, whether its confirmed evidence keeps it.

    A schedule speaks of each of its days, other evidence of the day it goes by.
    """
    found = {}
    for criterion in standard.criteria:
        if criterion.rhythm_months:
            of_it = [
                claim
                for claim in claims
                if claim.criterion == criterion.code
                and claim.standing is Standing.CONFIRMED
            ]
            days = [claim.dated for claim in of_it if claim.dated]
            for claim in of_it:
                for page in schedules.get(claim.document, ()):
                    days.extend(forecast.scheduled(page.text))
            found[criterion.code] = forecast.rhythm(
                days, every_months=criterion.rhythm_months, on=on
            )
    return found
