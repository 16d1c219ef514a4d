"""What would happen if: a supposition, or a move to another edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from criteria.scores import crosswalk, whatif
from criteria.scores.whatif import WhatIf
from storage import assessments, suppositions
from workers import standing
from workers.commands.context import as_json, opened, print_json
from workers.commands.planning import held_of
from workers.commands.score import on_a_day

if TYPE_CHECKING:
    from datetime import datetime

    from workers.commands.planning import Held


@click.command("whatif")
@click.argument("assessment")
@click.option("--confirm", multiple=True, metavar="LINK", help="As if confirmed.")
@click.option("--reject", multiple=True, metavar="LINK", help="As if rejected.")
@click.option("--without", multiple=True, metavar="DOCUMENT", help="As if not there.")
@click.option("--add", multiple=True, metavar="CRITERION", help="New evidence for it.")
@click.option("--name", default="", help="One that is kept beside the assessment.")
@on_a_day
@as_json
def what_if(
    assessment: str,
    *,
    confirm: tuple[str, ...],
    reject: tuple[str, ...],
    without: tuple[str, ...],
    add: tuple[str, ...],
    name: str,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Print what a supposition would do to the score of ASSESSMENT. Nothing is kept."""
    held = held_of(assessment, on)
    supposed = WhatIf(
        name=name or "what if",
        confirmed=frozenset(confirm),
        rejected=frozenset(reject),
        without=frozenset(without),
        added=tuple(whatif.imagined(held.edition, code, held.on) for code in add),
    )
    if name and not (confirm or reject or without or add):
        supposed = _kept(assessment, name, held)
    found = whatif.outcome(held.edition, held.claims, supposed, on=held.on)
    told = {
        "name": found.name,
        "before": found.before.met,
        "after": found.after.met,
        "level_before": found.before.level.name if found.before.level else None,
        "level_after": found.after.level.name if found.after.level else None,
        "gained": list(found.gained),
        "lost": list(found.lost),
    }
    if as_json:
        print_json(told)
        return
    for label, value in told.items():
        shown = " ".join(value) if isinstance(value, list) else value
        click.echo(f"{label:13} {shown if shown is not None else '-'}")


@click.command()
@click.argument("assessment")
@click.argument("edition")
@on_a_day
@as_json
def move(assessment: str, edition: str, *, on: datetime | None, as_json: bool) -> None:
    """Show what a move of ASSESSMENT to EDITION would do. Nothing is moved.

    Confirmed links become proposals there. Nothing moves as met.
    """
    held = held_of(assessment, on)
    walk = crosswalk.leading(held.edition.edition, edition)
    found = crosswalk.preview(walk, held.claims, on=held.on)
    if as_json:
        print_json(_as_told(found))
        return
    click.echo(
        f"{found.before.met} of {found.before.total} met in {walk.before}; in "
        f"{walk.after} {found.after.met} of {found.after.total}, "
        f"{found.after.proposed.met} proposed."
    )
    for one in found.moved:
        again = "read again" if one.reread else "carries over"
        click.echo(
            f"{one.claim.criterion:6} -> {one.row.after:6} {one.row.relation.value:8} "
            f"{one.row.confidence.value:6} {again:12} "
            f"{held.called(one.claim.document)}"
        )
    for claim in found.left:
        click.echo(f"{claim.criterion:6} stays behind: {held.called(claim.document)}")


def _as_told(found: crosswalk.Move) -> dict[str, object]:
    return {
        "before": found.before.met,
        "after": found.after.met,
        "proposed_after": found.after.proposed.met,
        "moved": [
            {
                "link": one.claim.link,
                "from": one.claim.criterion,
                "to": one.row.after,
                "relation": one.row.relation.value,
                "confidence": one.row.confidence.value,
                "reread": one.reread,
            }
            for one in found.moved
        ],
        "left": [claim.link for claim in found.left],
    }


def _kept(assessment_id: str, name: str, held: Held) -> WhatIf:
    with opened() as store, store.snapshot() as session:
        assessment = assessments.get(session, assessment_id)
        row = suppositions.named(session, assessment, name)
        return standing.what_if(row, held.edition, held.on)


COMMANDS = (what_if, move)
