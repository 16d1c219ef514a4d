"""The way to the next level, how safely one is held, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from criteria.scores import forecast, margin, plainvalues, planning
from storage import care, documents, links
from workers import standing
from workers.commands.context import as_json, opened, print_json, remark, to_print
from workers.commands.score import day_of, on_a_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from criteria.editions.edition import Standard
    from criteria.evidence import Claim


@dataclass(frozen=True, slots=True)
class Held:
    """What a command needs of an assessment."""

    edition: Standard
    claims: list[Claim]
    names: dict[str, str]
    owners: dict[str, str]
    on: date

    def called(self, document: str) -> str:
        """The name of a document, or what is imagined of one."""
        return self.names.get(document, document)


@click.command()
@click.argument("assessment")
@on_a_day
@as_json
def plan(assessment: str, *, on: datetime | None, as_json: bool) -> None:
    """Print three ways for ASSESSMENT to the next level, each proven by trying it.

    The fewest documents, the earliest date, the fewest departments. Days to bring a
    document are our guess.
    """
    held = held_of(assessment, on)
    score = planning.score(held.edition, held.claims, on=held.on)
    offered = planning.offers(held.edition, score, owners=held.owners)
    found = planning.plans(held.edition, held.claims, offered, on=held.on)
    if as_json:
        print_json([plainvalues.of_plan(one) for one in found])
        return
    for one in found:
        level = one.after.level.name if one.after.level else "no level"
        click.echo(
            f"{one.kind.value}: {one.level.name} on {one.on}, {one.documents} "
            f"documents, {len(one.departments)} departments"
        )
        for step in one.steps:
            click.echo(f"  {step.ready}  {step.name}")
        exact = "none is better" if one.exact else "a better one may exist"
        click.echo(
            f"  tried: {one.after.met} of {one.after.total} met, {level}; {exact}"
        )
    if not found:
        remark("There is no next level, or no steps that are known lead to it.")


@click.command("margin")
@click.argument("assessment")
@on_a_day
@as_json
def show_margin(assessment: str, *, on: datetime | None, as_json: bool) -> None:
    """Print how little ASSESSMENT may lose, and the fewest documents it could rest on.

    A single point of failure is a document whose loss alone lowers the level.
    """
    held = held_of(assessment, on)
    safety = margin.margin(held.edition, held.claims, on=held.on)
    enough = margin.sufficient(held.edition, held.claims, on=held.on)
    if as_json:
        print_json(plainvalues.of_margin(safety, enough))
        return
    if safety is None or enough is None:
        remark("No level is reached, so none can be lost.")
        return
    click.echo(f"{safety.level.name} holds with {safety.points} criteria to spare.")
    _say("Losing these documents lowers it", map(held.called, safety.documents))
    _say("Losing these links lowers it", safety.links)
    _say("Single points of failure", map(held.called, safety.single))
    _say("Criteria that rest on one link", safety.thin)
    _say("Smallest sufficient set", map(held.called, enough.documents))
    _say("Spare documents", map(held.called, enough.spare))


@click.command("forecast")
@click.argument("assessment")
@on_a_day
@click.option("--months", type=click.IntRange(1, 120), default=24, show_default=True)
@as_json
def show_forecast(
    assessment: str, *, on: datetime | None, months: int, as_json: bool
) -> None:
    """Print the days on which the score of ASSESSMENT changes if nothing is renewed."""
    held = held_of(assessment, on)
    points = forecast.curve(held.edition, held.claims, on=held.on, months=months)
    papers = forecast.renewals(held.edition, held.claims, on=held.on, months=months)
    if as_json:
        print_json(plainvalues.of_forecast(points, papers, held.called))
        return
    for point in points:
        level = point.level.name if point.level else "no level"
        changed = "".join(f" -{code}" for code in point.lost)
        changed += "".join(f" +{code}" for code in point.gained)
        click.echo(f"{point.on}  {point.met:3} {level}{changed}")
    for paper in papers:
        click.echo(
            f"{paper.last}  renew {held.called(paper.document)} for {paper.criterion}"
        )


def held_of(assessment_id: str, on: datetime | None) -> Held:
    """What is needed of an assessment for a day, today if not given."""
    with opened() as store, store.snapshot() as session:
        assessment = to_print(session, assessment_id)
        cared = care.of(session, assessment)
        return Held(
            edition=standing.standard_of(session, assessment),
            claims=links.claims(session, assessment),
            names={d.id: d.name for d in documents.listed(session, assessment)},
            owners={code: one.owner for code, one in cared.items() if one.owner},
            on=day_of(on),
        )


def _say(label: str, names: Iterable[str]) -> None:
    click.echo(f"{label}: {', '.join(names) or 'none'}.")


COMMANDS = (plan, show_margin, show_forecast)
