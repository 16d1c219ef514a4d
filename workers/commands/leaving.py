"""Letting a city go, with its bundle in its hands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from storage import assessments, exported, exports, leaving, tombstones
from workers.commands.context import opened, remark

if TYPE_CHECKING:
    from storage.models import City
    from storage.store import Store


@click.group()
def cities() -> None:
    """Let a city go, or list the ids of those that have left."""


@cities.command()
@click.argument("name", metavar="CITY")
@click.option(
    "--bundle",
    type=click.Path(file_okay=False, path_type=Path),
    help="A new folder for all its assessments, each as an export.",
)
@click.option(
    "--no-bundle", is_flag=True, help="Hand nothing over: it has all it wants."
)
def delete(name: str, bundle: Path | None, *, no_bundle: bool) -> None:
    """Delete CITY with its documents, texts, pictures, links and people, for good.

    Its bundle is written and read again first. Asks for the name once more. Of its
    history the hashes stay, and that it was deleted; a backup made before does not
    bring it back. Backups in other folders must be deleted or made anew by you.
    """
    if (bundle is None) != no_bundle:
        raise click.UsageError("Give --bundle FOLDER, or --no-bundle.")
    with opened() as store:
        with store.snapshot() as session:
            city = assessments.city_named(session, name)
        if bundle is not None:
            _hand_over(store, city, bundle)
        if click.prompt("Type the city's name again to delete it") != city.name:
            raise click.ClickException(
                "That is another name, so nothing was deleted. Try again."
            )
        with store.transaction() as session:
            left = leaving.remove(session, assessments.city_named(session, name))
        leaving.clear(store, left)
    remark(f"{city.name} is gone. Its tombstone is {city.id}.")
    remark("Back up now, and delete the backups that were made before.")


@cities.command()
def gone() -> None:
    """Print the ids of the cities that have left, as restore --gone reads them."""
    with opened() as store:
        with store.snapshot() as session:
            ids = tombstones.known(session)
        for city_id in sorted(ids | store.blobs.buried()):
            click.echo(city_id)


def _hand_over(store: Store, city: City, folder: Path) -> None:
    """Write each assessment of a city into a folder, and read it again to be sure."""
    with store.snapshot() as session:
        own = [a.id for a in assessments.all_of(session) if a.city_id == city.id]
    for assessment_id in own:
        counts = exports.make(store, assessment_id, folder / assessment_id)
        exported.read(folder / assessment_id)
        remark(
            f"{folder / assessment_id} holds {counts.rows} rows and "
            f"{counts.originals} originals."
        )


COMMANDS = (cities,)
