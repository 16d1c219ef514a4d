"""Matching documents again after rules have changed: a preview, or all of it."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from criteria.editions import standard
from criteria.packs import amendments
from storage import assessments, rulebook, runs
from storage.run_models import RunState
from workers import retagging
from workers.commands.context import as_json, opened, print_json, remark

if TYPE_CHECKING:
    from typing import Any

    from storage.store import Store


@click.command()
@click.argument("assessment", required=False)
@click.option("--all", "all_of_them", is_flag=True, help="Every open assessment.")
@click.option("--preview", is_flag=True, help="Say what would change; change no link.")
@as_json
def reread(
    assessment: str | None, *, all_of_them: bool, preview: bool, as_json: bool
) -> None:
    """Match the documents of ASSESSMENT, or --all, by the rules that are in force now.

    Reads what is stored, not the files, and never touches a decision. Workers that run
    take part. Lists the links that are added, removed or changed, and the effect on the
    figures of each assessment. A run that was stopped goes on from the page Rules.
    """
    if (assessment is None) is not all_of_them:
        raise click.UsageError("Name an assessment, or say --all.")
    with opened() as store:
        told = [_run(store, run_id) for run_id in _started(store, assessment)]
        if as_json:
            print_json([_as_told(store, run_id) for run_id in told])
        else:
            for run_id in told:
                _show(store, run_id)
        if not preview:
            for run_id in told:
                _apply(store, run_id)


def _started(store: Store, assessment_id: str | None) -> list[str]:
    with store.transaction() as session:
        one = assessments.get(session, assessment_id) if assessment_id else None
        started = []
        for edition in [one.edition] if one else standard.editions():
            changes = rulebook.in_force(session, edition)
            digest = amendments.amended(edition, changes).pack.digest
            run = runs.start(
                session, edition, changes=changes, digest=digest, assessment=one
            )
            started.append(run.id)
    return started


def _run(store: Store, run_id: str) -> str:
    """Follow a run to its end, with a bar for whoever looks."""
    with store.snapshot() as session:
        run = runs.get(session, run_id)
        total = runs.progress(session, run).total
    label = f"{run.edition}, {'preview' if run.goal == 1 else 'applying'}"
    with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
        for progress in retagging.follow(store, run_id):
            bar.update(progress.done - bar.pos)
    return run_id


def _apply(store: Store, run_id: str) -> None:
    with store.transaction() as session:
        run = runs.get(session, run_id)
        changes = rulebook.in_force(session, run.edition)
        in_force = amendments.amended(run.edition, changes).pack.digest
        runs.apply(session, run_id, in_force=in_force)
    _run(store, run_id)
    with store.snapshot() as session:
        run = runs.get(session, run_id)
        progress = runs.progress(session, run)
    if run.state is not RunState.APPLIED:
        raise click.ClickException(
            f"The run is {run.state.value}: not all is applied. Look at it on the page "
            "of the rules, or run this again."
        )
    remark(f"{run.edition}: matched {progress.done} documents again.")


def _as_told(store: Store, run_id: str) -> dict[str, Any]:
    with store.snapshot() as session:
        run = runs.get(session, run_id)
        progress = runs.progress(session, run)
        return {
            "run": run.id,
            "edition": run.edition,
            "state": run.state.value,
            "documents": progress.total,
            "failed": progress.failed,
            "totals": run.totals,
            "changes": [
                {"document": name, "city": city} | change
                for item, name, city in runs.changed(session, run, limit=None)
                for change in item.changes
            ],
            "effects": [
                {
                    "assessment": effect.assessment_id,
                    "city": city,
                    "before": effect.before,
                    "after": effect.after,
                }
                for effect, city in runs.effects(session, run)
            ],
        }


def _show(store: Store, run_id: str) -> None:
    told = _as_told(store, run_id)
    for change in told["changes"]:
        words = " ".join((change["after"] or change["before"]).split())
        place = f"{change['city']}, {change['document']}"
        click.echo(f"{change['kind']:9} {change['criterion']:6} {place}: {words}")
    for effect in told["effects"]:
        for name, was in effect["before"].items():
            now = effect["after"][name]
            remark(f"{effect['city']}, {name}: {was} criteria met, then {now}")
    kinds = Counter(told["totals"])
    remark(
        f"{told['edition']}: {told['documents']} documents, "
        + ", ".join(f"{kinds[kind.value]} {kind.value}" for kind in retagging.Kind)
        + f"; {kinds['decided']} touch a decision, which stays."
    )
    if told["failed"]:
        remark(f"{told['failed']} documents could not be matched.")


COMMANDS = (reread,)
