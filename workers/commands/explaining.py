"""Why a file is proposed for a criterion, what nearly was, and replaying a match."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from criteria.authoring import explain
from criteria.editions import standard
from criteria.finding import matching
from workers.commands import passages as passages_of
from workers.commands.context import as_json, print_json
from workers.commands.packs import by_rules, chosen
from workers.extract import documents as extract

if TYPE_CHECKING:
    from criteria.evidence import Passage

a_file = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
an_edition = click.option(
    "--standard", "edition", default="wwc-2022", show_default=True
)


@click.command()
@a_file
@click.argument("criterion")
@an_edition
@by_rules
@as_json
def why(file: Path, criterion: str, edition: str, named: str, *, as_json: bool) -> None:
    """Say why the rules link FILE to CRITERION, and what they nearly found.

    Lists each passage with what decided it, then at most five nearest misses with the
    clause that failed. With --json each passage has its receipt, for: assay replay
    """
    code = standard.load(edition).criterion(criterion).code
    which = chosen(edition, named)
    pack = which.pack
    pages = extract.read(file, file.name).pages
    passages = [
        passage
        for proposal in matching.find(pages, pack, name=file.name)
        if proposal.criterion == code
        for passage in proposal.passages
    ]
    misses = explain.nearest_misses(pages, pack, code, name=file.name)
    if as_json:
        print_json({"rules": which.told(), **_as_told(passages, misses)})
        return
    if not passages:
        click.echo(f"{file.name} is not proposed for {code}.")
    for passage in passages:
        passages_of.show(passage, pack)
    if misses:
        click.secho("Nearest misses", bold=True)
    for miss in misses:
        click.echo(f"  page {miss.page}, {miss.rule}: {' '.join(miss.quote.split())}")
        for reason in miss.reasons:
            click.echo(f"      {reason}")


@click.command()
@click.argument("receipt", metavar="RECEIPT.json|-", type=click.File(encoding="utf-8"))
@a_file
@an_edition
@by_rules
def replay(receipt: IO[str], file: Path, edition: str, named: str) -> None:
    """Match a RECEIPT again in the FILE it was made from, and say what has changed.

    RECEIPT is all that "assay why FILE CRITERION --json" printed, or one receipt of it.
    """
    pack = chosen(edition, named).pack
    pages = extract.read(file, file.name).pages
    try:
        kept = _receipts(json.load(receipt))
        found = [explain.replay(one, pages, pack, name=file.name) for one in kept]
    except (ValueError, KeyError, TypeError) as problem:
        raise click.ClickException(
            "This is not a whole receipt. "
            "Take one from: assay why FILE CRITERION --json"
        ) from problem
    for one, again in zip(kept, found, strict=True):
        if again.holds:
            click.echo(f"{one['rule']} holds on page {one['page']}, as before.")
        for difference in again.differences:
            click.echo(f"{one['rule']}, page {one['page']}: {difference}")
    if not all(again.holds for again in found):
        raise SystemExit(1)


def _receipts(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Take the receipts out of what ``why`` tells: all of it, a passage, or one alone.

    Raises:
        ValueError: It tells of no passage.
    """
    passages = told.get("passages", [told])
    if not passages:
        raise ValueError("Nothing was matched, so there is nothing to match again.")
    return [one.get("receipt", one) for one in passages]


def _as_told(passages: list[Passage], misses: list[explain.Miss]) -> dict[str, object]:
    return {
        "passages": [{"quote": one.quote, "receipt": one.receipt} for one in passages],
        "misses": [
            {
                "rule": miss.rule,
                "page": miss.page,
                "quote": miss.quote,
                "reasons": list(miss.reasons),
            }
            for miss in misses
        ],
    }


COMMANDS = (why, replay)
