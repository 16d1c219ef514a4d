"""Which mails somebody gets: chosen at their account, or stopped from a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from storage import notices
from storage.errors import NotFound, Refused
from storage.notice_models import NoticeKind
from web import codes, context
from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as Answer

bp = Blueprint("notices", __name__)

ASKING, STOPPING = "notices/code.html", "notices/stop.html"


@bp.post("/account/notices")
def choose() -> Answer:
    """Keep of what somebody is told, and whether in one mail a day."""
    wanted = set(NoticeKind) & set(request.form.getlist("kind"))
    daily = request.form.get("often") == "daily"
    with context.changing() as (session, person):
        notices.choose(session, person, wanted, daily=daily)
    flash(_("Your choice of mails is kept."))
    return redirect(url_for("help.account") + "#notices", 303)


@bp.get("/mail")
def ask_code() -> str:
    """Ask for the code of the link that stops mails."""
    return codes.ask(ASKING)


@bp.post("/mail")
def by_code() -> str | tuple[str, int]:
    """Ask whether to stop the mails that a code is of, and then stop them."""
    done = request.form.get("sure") == "yes"
    try:
        code = codes.sent()
        address, kinds = _told(code, stop=done)
    except (Refused, NotFound) as problem:
        return codes.ask_again(ASKING, problem)
    return context.page(STOPPING, address=address, kinds=kinds, code=code, done=done)


@bp.post("/mail/<token>")
def stop(token: str) -> str | tuple[str, int]:
    """Stop mails as a mail program asks for it, by RFC 8058; who got them is not told.

    The standard wants all of it in the address. So what stands there opens nothing and
    tells nothing: it stops one kind of mails, which their reader may choose again.
    """
    try:
        _address, kinds = _told(token, stop=True)
    except NotFound as problem:
        return codes.ask_again(ASKING, problem)
    return context.page(STOPPING, address="", kinds=kinds, done=True)


def _told(code: str, *, stop: bool) -> tuple[str, Sequence[NoticeKind]]:
    store = context.whole()
    with store.transaction() as session:
        keys = store.settings.secrets()
        notice, kinds = notices.by_token(session, code, keys=keys)
        address = notices.address_of(notice)
        if stop:
            notices.stop(session, address, kinds)
    return address, kinds
