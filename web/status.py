"""How the work stands, for the lead: the queue, its oldest, failures, workers."""

from __future__ import annotations

from flask import Blueprint

from storage import notices, passwords, watch
from storage.queue import EXPORT, IMAGES, OCR, RANGES, READ, RUNS
from web import context
from web.texts import _

bp = Blueprint("status", __name__)


@bp.get("/status")
def show() -> str:
    """Show the work of all cities at once."""
    with context.looking() as (session, _person):
        seen = watch.overview(session)
        unsent = notices.unsent(session)
        strangers = passwords.unknown_of_late(session)
    return context.page(
        "status/show.html",
        seen=seen,
        works=_works(),
        broker=_hears(),
        unsent=unsent,
        strangers=strangers,
        mails=bool(context.store().settings.mail_url),
    )


def _works() -> dict[str, str]:
    """What is done in each queue, in the reader's language."""
    return {
        READ: _("documents, from opening to their links"),
        RANGES: _("pages of large documents"),
        OCR: _("pages that are pictures, whose text is recognised"),
        IMAGES: _("pages drawn for somebody who waits"),
        RUNS: _("documents matched again by changed rules"),
        EXPORT: _("assessments packed whole, to be taken away"),
    }


def _hears() -> bool:
    """Whether the broker answers; uploads are kept and wait without it."""
    return context.store().queue.reachable()
