"""Loading and removing the worked example."""

from __future__ import annotations

import click

from workers.commands.context import opened, remark
from workers.example import loading
from workers.example.script import script


@click.group()
def example() -> None:
    """Load or remove the worked example: a fictional city with its documents."""


@example.command()
def load() -> None:
    """Load the worked example, unless it is here, and print its assessment's id."""
    with opened() as store:
        click.echo(loading.load(store))
    told = script()
    remark(f"To look around as the reviewer, run: assay link {told.reviewer.email}")
    remark(f"To look around as the city, run: assay link {told.submitter.email}")


@example.command()
def remove() -> None:
    """Remove the worked example with all its documents and decisions."""
    with opened() as store:
        was_here = loading.remove(store)
    remark("The worked example is gone." if was_here else "It was not here.")


COMMANDS = (example,)
