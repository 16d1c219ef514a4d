"""Matching documents again, for the lead: begin, look at the preview, apply or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import runs
from storage.errors import Conflict
from storage.run_models import APPLIED, RunState
from web import bench, context, polling
from web.forms import Form
from web.texts import _

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.models import Person
    from storage.run_models import Run

bp = Blueprint("runs", __name__)

SHOWN = 100
DRAFT = "draft"


@bp.get("/rules/<edition>/runs")
def listed(edition: str) -> str:
    """List the runs, with buttons to begin one."""
    with context.looking() as (session, _person):
        found = bench.of(session, edition)
        known = runs.listed(session, edition)
    return context.page(
        "rules/runs.html",
        bench=found,
        runs=known,
        is_busy=any(run.state in runs.OPEN for run in known),
    )


@bp.post("/rules/<edition>/runs")
def start(edition: str) -> Answer:
    """Begin a preview: of the draft, or of the rules in force."""
    form = Form(request.form)
    with context.changing() as (session, person):
        run = _started(session, person, edition, is_draft=form["of"] == DRAFT)
    context.store().queue.match_again(run.id, hands=runs.HANDS)
    return redirect(url_for("runs.show", run_id=run.id), 303)


@bp.get("/runs/<run_id>")
def show(run_id: str) -> str:
    """Show how far a run is, or what it would change."""
    with context.looking() as (session, _person):
        run = runs.get(session, run_id)
        made = bench.of(session, run.edition)
        return context.page(
            "rules/run.html",
            run=run,
            bench=made,
            progress=runs.progress(session, run),
            changed=runs.changed(session, run, limit=SHOWN),
            effects=runs.effects(session, run),
            is_in_force=run.digest == made.now.pack.digest,
            is_draft=run.digest == made.draft.pack.digest,
            is_applying=run.goal == APPLIED,
            is_whole=run.state in {RunState.READY, RunState.APPLIED},
        )


@bp.get("/runs/<run_id>/progress")
def progress(run_id: str) -> Response:
    """Give how far it is alone, for a page that keeps itself up to date."""
    with context.looking() as (session, _person):
        run = runs.get(session, run_id)
        shown = context.page(
            "rules/progress.html",
            run=run,
            progress=runs.progress(session, run),
            is_applying=run.goal == APPLIED,
            is_fragment=True,
        )
    return polling.part(shown, is_done=run.state not in runs.OPEN)


@bp.post("/runs/<run_id>")
def steer(run_id: str) -> Answer:
    """Pause, resume, cancel, or apply a run."""
    step = Form(request.form)["step"]
    with context.changing() as (session, _person):
        _steer(session, runs.get(session, run_id), step)
    if step in {"resume", "apply"}:
        context.store().queue.match_again(run_id, hands=runs.HANDS)
    if step == "apply":
        flash(_("The preview is being applied. No decision is changed by it."))
    return redirect(url_for("runs.show", run_id=run_id), 303)


def _started(session: Session, person: Person, edition: str, *, is_draft: bool) -> Run:
    found = bench.of(session, edition)
    rules = found.draft if is_draft else found.now
    if rules.faults:
        raise Conflict(_("Some rules have faults. Mend them first."))
    version = found.version
    in_force = version.changes if version else {}
    return runs.start(
        session,
        edition,
        changes=found.made.changes if is_draft else in_force,
        digest=rules.pack.digest,
        by=person,
    )


def _steer(session: Session, run: Run, step: str) -> None:
    if step == "pause":
        runs.pause(session, run.id)
    elif step == "resume":
        runs.resume(session, run.id)
    elif step == "cancel":
        runs.cancel(session, run.id)
    elif step == "apply":
        in_force = bench.of(session, run.edition).now.pack.digest
        runs.apply(session, run.id, in_force=in_force)
