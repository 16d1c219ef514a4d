"""Carrying an assessment to another installation."""

from __future__ import annotations

from pathlib import Path

import click

from criteria.editions import revising
from storage import assessments, exported, exports, imports
from workers import unpacking
from workers.commands.context import opened, remark


@click.command()
@click.argument("assessment")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(assessment: str, folder: Path) -> None:
    """Write ASSESSMENT with all its documents and decisions into a new FOLDER."""
    with opened() as store:
        with store.snapshot() as session:
            found = assessments.get(session, assessment)
        counts = exports.make(store, found.id, folder)
    remark(f"{folder} holds {counts.rows} rows and {counts.originals} originals.")


@click.command("import")
@click.argument(
    "source", metavar="FOLDER_OR_ZIP", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--as-new", is_flag=True, help="Make a new assessment of it, with ids of its own."
)
def bring_in(source: Path, *, as_new: bool) -> None:
    """Take the assessment that was exported into FOLDER_OR_ZIP, and print its id.

    Every file is compared with the manifest first. A spoilt one is named, and nothing
    is changed. A ZIP is what Assay's pages give under Take everything away.
    """
    with unpacking.unpacked(source) as folder:
        found = exported.read(folder)
        for edition in found.editions:
            revising.from_values(edition)  # refuses what has another digest
        with opened() as store:
            click.echo(imports.bring_in(store, found, as_new=as_new))
    remark("Whoever acted in it is known here now, and cannot sign in before a link.")


COMMANDS = (export, bring_in)
