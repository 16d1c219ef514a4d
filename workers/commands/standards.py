"""Checking standards and rules, measuring them, and asking why or why not."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path

import click

from criteria.authoring import checks, evaluation
from criteria.editions import standard
from workers import labelled
from workers.commands.context import as_json, print_json, remark
from workers.commands.packs import by_rules, chosen

# What may stand in a pack that works; all else makes the check fail.
REMARKS = {checks.Fault.DOUBLED, checks.Fault.SHADOWED, checks.Fault.FEW_EXAMPLES}


@click.command()
@click.argument("edition", metavar="[STANDARD]", required=False)
@by_rules
def check(edition: str | None, named: str) -> None:
    """Check standards and rules against their own examples.

    Each rule must find the sentences it says it finds and ignore the others; each is
    also spoilt in every way, to see whether its sentences notice. Checks STANDARD, or
    every edition that comes with Assay.
    """
    editions = [edition] if edition else standard.shelf()
    outcomes = [_check(one, named) for one in editions]
    if not all(outcomes):
        raise SystemExit(1)


def _check(edition: str, named: str) -> bool:
    whole = standard.load(edition)
    if edition not in standard.editions():
        click.echo(f"{edition}: {len(whole.criteria)} criteria known, no rules.")
        return True
    which = chosen(edition, named)
    report = checks.check(which.pack, whole)
    faults = [one for one in report.findings if one.fault not in REMARKS]
    for finding in report.findings:
        text = f"{edition}: {finding.rule} {finding.language}: {finding.sentence}"
        click.echo(text, err=finding.fault in REMARKS)
    click.echo(
        f"{edition}: {len(whole.criteria)} criteria, {len(which.pack.rules)} rules "
        f"({which.called}), {report.examples} examples, "
        f"{len(faults) + len(which.faults)} faults; the examples notice "
        f"{100 * report.mutation_score:.0f} % of spoilt rules."
    )
    return not faults and not which.faults


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--standard", "edition", default="wwc-2022", show_default=True)
@by_rules
@as_json
def evaluate(folder: Path, edition: str, named: str, *, as_json: bool) -> None:
    """Measure the rules on the labelled documents in FOLDER.

    FOLDER holds manifest*.csv, labels*.csv and the documents they name. Prints, for all
    documents and by group, how well the links are ranked and how many are wrong. The
    rows "unseen" match each city's documents without the phrases that stand in no other
    city's: what to expect of a city whose documents no author of rules has read.
    """
    pack = chosen(edition, named).pack
    documents = list(labelled.documents(folder))
    found = evaluation.evaluate(
        [document.matched(pack) for document in documents],
        unseen=list(labelled.unseen(documents, pack)),
    )
    if as_json:
        print_json(asdict(found))
        return
    names = [field.name for field in fields(evaluation.Figures)]
    click.echo("  ".join(["group".ljust(16), *(name[:9].rjust(9) for name in names)]))
    for row in found.rows:
        figures = [_shown(getattr(row.figures, name)) for name in names]
        label = f"{row.group} {row.name}".ljust(16)
        click.echo("  ".join([label, *(figure.rjust(9) for figure in figures)]))
    for interval in found.intervals:
        remark(
            f"{interval.figure}: in 19 of 20 samples of the cities between "
            f"{interval.low:.2f} and {interval.high:.2f}"
        )


def _shown(figure: float | None) -> str:
    if figure is None:
        return "-"
    return str(figure) if isinstance(figure, int) else f"{figure:.3f}"


COMMANDS = (check, evaluate)
