"""Links that are much like one, to be decided with one act after a look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request
from werkzeug.exceptions import BadRequest

from storage import batches, links, metrics, similar
from storage.errors import Conflict
from storage.votes import Manner
from web import context, keys, review, words
from web.forms import LONGEST_TEXT, Form
from web.texts import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from werkzeug.wrappers import Response as Answer

bp = Blueprint("similar", __name__)


@bp.get("/links/<link_id>/similar")
def show(link_id: str) -> str:
    """Show the links that are much like one, with what each would be decided on."""
    return _page(link_id)


@bp.post("/links/<link_id>/similar")
def decide(link_id: str) -> Answer | tuple[str, int]:
    """Decide the ticked links, each with a decision of its own, or none of them."""
    form = Form(request.form)
    verdict, reason = review.verdict_of(form)
    try:
        with context.changing() as (session, person):
            found = links.visible(session, person, link_id)
            # Whose criteria they are is known by it.
            context.my_assessment(session, person, found.assessment_id)
            chosen = _chosen()
            batches.decide(
                session,
                found,
                chosen,
                verdict,
                by=person,
                reason=reason,
                note=form["note"][:LONGEST_TEXT],
                manner=Manner(
                    review.seconds_of(form), clause=review.clause(form, found)
                ),
                keys=_keys(form, chosen),
            )
            goes_on = review.following(session, person, found)
    except batches.Halted as halted:
        metrics.conflicted()
        return _page(link_id, halted=halted.sentence, refused=halted.refused), 409
    return redirect(goes_on, 303)


@bp.post("/links/<link_id>/similar/undoing")
def take_back(link_id: str) -> Answer | tuple[str, int]:
    """Take back what was decided with one act, the last link first."""
    try:
        with context.changing() as (session, person):
            found = links.visible(session, person, link_id)
            taken = batches.take_back(session, found, by=person)
    except Conflict as problem:
        metrics.conflicted()
        return _page(link_id, halted=problem.sentence), 409
    flash(
        ngettext(
            "Taken back: %(num)s decision.",
            "Taken back: %(num)s decisions.",
            len(taken),
        )
    )
    return redirect(review.address("review.link", link_id=taken[-1]), 303)


def _page(
    link_id: str, *, halted: str = "", refused: Sequence[tuple[str, str, str]] = ()
) -> str:
    with context.looking() as (session, person):
        link = context.my_link(session, person, link_id)
        assessment = context.my_assessment(session, person, link.assessment_id)
        found = similar.of(session, link, person)
    return context.page(
        "similar/show.html",
        link=link,
        standard=context.standard_of(assessment),
        found=found,
        reasons=words.reasons(),
        keys=keys.listed(),
        query=review.kept(),
        halted=halted,
        refused=refused,
    )


def _keys(form: Form, chosen: Iterable[str]) -> dict[str, int]:
    """By a link's id, the passage of it that was chosen as the key one."""
    given = {one: form[f"key-{one}"] for one in chosen}
    return {one: int(key) for one, key in given.items() if key.isdecimal()}


def _chosen() -> dict[str, int]:
    """The ticked links, each with how many decisions the reviewer had before them."""
    chosen = {}
    for ticked in request.form.getlist("link"):
        link_id, _colon, seen = ticked.partition(":")
        if not seen.isdecimal():
            raise BadRequest(_("The form was incomplete. Open the link again."))
        chosen[link_id] = int(seen)
    return chosen
