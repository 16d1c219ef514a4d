"""The score, the gaps and the proof, now or as of an earlier moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from criteria.scores import plainvalues, proof, scorecard, tables, whatif
from storage import standing
from workers import standing as standings
from workers.commands.context import as_json, opened, print_json, remark, to_print

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from criteria.scores.scoring import Score
    from storage.models import Assessment

MOMENTS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")

on_a_day = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which evidence must hold; today if not given.",
)
as_of_a_moment = click.option(
    "--as-of",
    type=click.DateTime(MOMENTS),
    help="Take what stood at this moment, in UTC; now if not given.",
)


@click.command()
@click.argument("assessment")
@as_of_a_moment
@on_a_day
@click.option(
    "--since",
    type=click.DateTime(MOMENTS),
    help="Say what changed the score since this moment, and who did it.",
)
@as_json
def score(
    assessment: str,
    *,
    as_of: datetime | None,
    on: datetime | None,
    since: datetime | None,
    as_json: bool,
) -> None:
    """Print the score and the level of ASSESSMENT.

    With --as-of and --on it prints the same bytes whenever it is asked. The digest is
    that of all that went in.
    """
    day, moment = day_of(on, as_of), utc(as_of)
    with opened() as store, store.snapshot() as session:
        found = to_print(session, assessment)
        result = standings.score(session, found, on=day, as_of=moment)
        told = _changes(session, found, result, utc(since), moment) if since else None
    if as_json:
        changes = {} if told is None else {"changes": told}
        print_json(_flat(result) | changes)
        return
    level = result.level.name if result.level else "no level yet"
    click.echo(f"{result.met} of {result.total} criteria met: {level}")
    for name in ("proposed", "documented", "confirmed"):
        figure = getattr(result, name)
        click.echo(f"{name:11} {figure.met:3} of {result.total}")
    click.echo(f"{'digest':11} {result.digest}")
    for line in told or ():
        click.echo(line)


@click.command()
@click.argument("assessment")
@as_of_a_moment
@on_a_day
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@as_json
def gaps(
    assessment: str,
    *,
    as_of: datetime | None,
    on: datetime | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """List the criteria of ASSESSMENT that are not met: why, and what to do next."""
    with opened() as store, store.snapshot() as session:
        found = to_print(session, assessment)
        edition = standings.standard_of(session, found)
        result = standings.score(session, found, on=day_of(on, as_of), as_of=utc(as_of))
    if as_json:
        print_json([scorecard.gap_as_json(gap) for gap in result.gaps])
    elif as_csv:
        click.echo(tables.csv_text(tables.gap_rows(edition, result)), nl=False)
    else:
        for gap in result.gaps:
            click.echo(f"{gap.criterion:6} {gap.reason.value:17} {gap.next_step}")
    remark(f"{len(result.gaps)} of {result.total} criteria lack evidence.")


@click.command()
@click.argument("assessment")
@click.argument("criterion", required=False)
@as_of_a_moment
@on_a_day
@as_json
def prove(
    assessment: str,
    criterion: str | None,
    *,
    as_of: datetime | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Print why ASSESSMENT has the score it has, from the level down to the links.

    With CRITERION, only why that one is met or not.
    """
    with opened() as store, store.snapshot() as session:
        found = to_print(session, assessment)
        edition = standings.standard_of(session, found)
        result = standings.score(session, found, on=day_of(on, as_of), as_of=utc(as_of))
    whole = proof.prove(edition, result)
    step = proof.of_criterion(edition, result, criterion) if criterion else whole
    if as_json:
        print_json(plainvalues.of_step(step) | {"digest": result.digest})
        return
    for line in step.lines():
        click.echo(line)
    click.echo(f"digest {result.digest}")


def day_of(on: datetime | None, as_of: datetime | None = None) -> date:
    """The day that was asked for; else that of the moment, else today."""
    asked = on or as_of
    return asked.date() if asked else standings.today()


def utc(moment: datetime | None) -> datetime | None:
    """The moment with its time zone."""
    return moment.replace(tzinfo=UTC) if moment else None


def _changes(
    session: Session,
    assessment: Assessment,
    result: Score,
    since: datetime | None,
    until: datetime | None,
) -> list[str]:
    """What made the score change since a moment, and the events in between."""
    after = since or datetime.min.replace(tzinfo=UTC)
    before = standings.score(session, assessment, on=result.on, as_of=after)
    happened = standing.events(
        session, assessment, after=after, until=until or datetime.now(UTC)
    )
    return [
        f"{before.met} of {before.total} then, {result.met} of {result.total} now.",
        *whatif.causes(before, result),
        *(
            f"{event.at:%Y-%m-%d %H:%M:%S}  {event.criterion:6} {event.link:26} "
            f"{event.text}"
            for event in happened
        ),
    ]


def _flat(result: Score) -> dict[str, object]:
    """The score with its three figures as numbers; ``figures`` tells more of each."""
    whole = scorecard.as_json(result)
    names = ("proposed", "documented", "confirmed")
    figures = {name: whole[name] for name in names}
    numbers = {name: getattr(result, name).met for name in names}
    return whole | numbers | {"figures": figures}


COMMANDS = (score, gaps, prove)
