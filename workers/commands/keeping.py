"""Looking after an installation: its tables, its health, its backups."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from storage import backups, invariants, keyring, watch
from storage.settings import Settings
from storage.store import Store
from workers import health
from workers.commands.context import lead_link, opened, remark


@click.command()
def init() -> None:
    """Make the tables and the first programme lead, and print a sign-in link."""
    with opened() as store:
        click.echo(lead_link(store))


@click.command()
def migrate() -> None:
    """Make the tables, or bring them up to date, and let the role in that runs Assay.

    Where ASSAY_DATABASE_OWNER_URL is set, it is needed for this alone.
    """
    with opened():
        remark("The tables are those of this version.")


@click.command()
def doctor() -> None:
    """Say what is configured and reachable, and what to do about what is not."""
    settings = Settings.from_env()
    findings = health.examine(Store(settings))
    for finding in findings:
        click.echo(f"{'ok ' if finding.well else 'BAD'} {finding.part}: {finding.says}")
    if not all(finding.well for finding in findings):
        raise SystemExit(1)


@click.command()
def reseal() -> None:
    """Seal what an old key sealed with the new one, so that the old can be taken out.

    ASSAY_SECRET_KEY is the new one, and ASSAY_OLD_SECRET_KEYS names those of before.
    """
    with opened() as store, store.transaction() as session:
        count = keyring.renew(session, keys=store.settings.secrets())
    remark(f"Secrets sealed with the new key: {count}.")


@click.command("check-store")
def check_store() -> None:
    """Check that nothing kept was lost, doubled, damaged or left half done."""
    with opened() as store:
        findings = invariants.examine(store)
        with store.transaction() as session:
            watch.keep_check(session, findings)
    for finding in findings:
        broken = len(finding.broken)
        click.echo(
            f"{finding.tried - broken:6} of {finding.tried}: {finding.invariant}"
        )
        for sentence in finding.broken:
            click.echo(f"       {sentence}")
    if any(finding.broken for finding in findings):
        raise SystemExit(1)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Write all rows and documents into FOLDER, and read it again to be sure.

    Blobs that are in FOLDER already are not copied again. Assay may go on meanwhile.
    """
    with opened() as store:
        backups.make(store, folder)
    counts = backups.verify(folder)
    remark(f"{folder} holds {counts.rows} rows and {counts.blobs} blobs.")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--gone",
    type=click.File(encoding="utf-8"),
    help="Ids of cities that have left, as printed by: assay cities gone",
)
def restore(folder: Path, gone: IO[str] | None) -> None:
    """Fill an empty installation from the backup in FOLDER.

    Cities that have left since are not brought back: those known to the backup, to the
    store of files, or named by --gone.
    """
    named = frozenset(gone.read().split()) if gone else frozenset()
    with opened() as store:
        counts = backups.restore(store, folder, gone=named)
    remark(f"Restored {counts.rows} rows and {counts.blobs} blobs.")


COMMANDS = (init, migrate, doctor, reseal, check_store, backup, restore)
