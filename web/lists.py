"""Plain lists behind the counts of an assessment: its documents, pages and links."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from flask import Blueprint
from werkzeug.exceptions import NotFound

from criteria.evidence import Standing
from storage import documents, lineup, pages
from storage.models import DocumentState
from web import context
from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Document, Link

bp = Blueprint("lists", __name__)


class What(StrEnum):
    """What is listed, and counted on the page of an assessment."""

    READ = "read"
    WAITING = "waiting"
    UNREADABLE = "unreadable"
    SET_ASIDE = "set-aside"
    UNREAD_PAGES = "unread-pages"
    UNDECIDED = "undecided"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


STATES: Mapping[What, frozenset[DocumentState]] = {
    What.READ: frozenset({DocumentState.READ}),
    What.WAITING: frozenset({DocumentState.WAITING, DocumentState.READING}),
    What.UNREADABLE: frozenset({DocumentState.UNREADABLE}),
}


@bp.get("/assessments/<assessment_id>/lists/<what>")
def show(assessment_id: str, what: str) -> str:
    """List all that one count of an assessment counts, each a click from its text."""
    if what not in set(What):
        raise NotFound
    wanted = What(what)
    with context.looking() as (session, person):
        assessment = context.my_assessment(session, person, assessment_id)
        papers = _papers(session, assessment, wanted)
        unread = (
            pages.all_unread(session, assessment) if wanted is What.UNREAD_PAGES else []
        )
        linked = _linked(session, assessment, wanted)
    return context.page(
        "lists/show.html",
        standard=context.standard_of(assessment),
        name=_names()[wanted],
        what=wanted,
        papers=papers,
        unread=unread,
        links=linked,
    )


def _papers(session: Session, assessment: Assessment, what: What) -> list[Document]:
    if what not in {*STATES, What.SET_ASIDE}:
        return []
    everything = documents.listed(session, assessment)
    if what is What.SET_ASIDE:
        return [one for one in everything if one.aside_since]
    counted = [one for one in everything if not one.aside_since]
    return [one for one in counted if one.state in STATES[what]]


def _linked(session: Session, assessment: Assessment, what: What) -> list[Link]:
    if what.value not in set(Standing):
        return []
    filters = lineup.Filters(standing=Standing(what.value))
    found = lineup.queue(session, assessment, filters, limit=lineup.EVERY)
    # A queue also holds what was decided on a basis that has changed since.
    return [one for one in found if one.standing is filters.standing]


def _names() -> Mapping[What, str]:
    return {
        What.READ: _("Documents read"),
        What.WAITING: _("Waiting to be read"),
        What.UNREADABLE: _("Need your help")
        if context.may("documents.upload")
        else _("Could not be read"),
        What.SET_ASIDE: _("Set aside"),
        What.UNREAD_PAGES: _("Pages that could not be read"),
        What.UNDECIDED: _("Links that wait for review"),
        What.CONFIRMED: _("Confirmed"),
        What.REJECTED: _("Rejected"),
    }
