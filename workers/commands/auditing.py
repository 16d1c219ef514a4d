"""The history held against itself, and against what was kept outside."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from storage import chain
from storage.errors import Refused
from workers.commands.context import opened, print_json, remark


@click.group()
def audit() -> None:
    """Check that nobody has changed the history."""


@audit.command()
@click.option(
    "--anchor",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `assay audit head` printed earlier.",
)
def verify(anchor: Path | None) -> None:
    """Check every chain of events, and name the first bad event of each.

    Without an anchor kept elsewhere, nobody can tell that a chain's end was cut off.
    """
    known = chain.read_anchor(_values(anchor)) if anchor else ()
    with opened() as store, store.snapshot() as session:
        faults = chain.verify(session, known)
        count = sum(head.number for head in chain.heads(session))
    for fault in faults:
        click.echo(f"{fault.chain} {fault.number}: this event {fault.sentence}.")
    if faults:
        raise SystemExit(1)
    remark(f"The history is whole: {count} events.")


@audit.command()
def head() -> None:
    """Print where each chain ends, as JSON, to be kept outside as an anchor."""
    with opened() as store, store.snapshot() as session:
        print_json([asdict(end) for end in chain.heads(session)])


def _values(path: Path) -> object:
    try:
        values: object = json.loads(path.read_text("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise Refused(
            "This file holds no anchor. Make one with: assay audit head"
        ) from None
    return values


COMMANDS = (audit,)
