"""Which mails somebody gets: chosen at their account, or stopped from a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import notices
from storage.errors import NotFound
from storage.notice_models import NoticeKind
from web import context
from web.texts import _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

bp = Blueprint("notices", __name__)


@bp.post("/account/notices")
def choose() -> Answer:
    """Keep of what somebody is told, and whether in one mail a day."""
    wanted = set(NoticeKind) & set(request.form.getlist("kind"))
    daily = request.form.get("often") == "daily"
    with context.changing() as (session, person):
        notices.choose(session, person, wanted, daily=daily)
    flash(_("Your choice of mails is kept."))
    return redirect(url_for("help.account") + "#notices", 303)


@bp.get("/mail/<token>")
def ask(token: str) -> str | tuple[str, int]:
    """Ask whether to stop mails: programs that follow links in mails stop none."""
    return _page(token, done=False)


@bp.post("/mail/<token>")
def stop(token: str) -> str | tuple[str, int]:
    """Stop the mails of the kind that one mail was of; the mail is proof enough."""
    return _page(token, done=True)


def _page(token: str, *, done: bool) -> str | tuple[str, int]:
    store = context.whole()
    try:
        with store.transaction() as session:
            notice, kinds = notices.by_token(
                session, token, keys=store.settings.secrets()
            )
            address = notices.address_of(notice)
            if done:
                notices.stop(session, address, kinds)
    except NotFound as problem:
        return context.page("notices/gone.html", sentence=problem.sentence), 404
    return context.page("notices/stop.html", address=address, kinds=kinds, done=done)
