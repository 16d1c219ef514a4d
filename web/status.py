"""How the work stands, for the lead: the queue, its oldest, failures, workers."""

from __future__ import annotations

from flask import Blueprint

from storage import notices, passwords, watch
from web import context

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
        broker=_hears(),
        unsent=unsent,
        strangers=strangers,
        mails=bool(context.store().settings.mail_url),
    )


def _hears() -> bool:
    """Whether the broker answers; uploads are kept and wait without it."""
    return context.store().queue.reachable()
