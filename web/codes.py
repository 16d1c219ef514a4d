"""Codes of links in mails: they stand after the #, which no browser sends to a server.

A page asks for the code; a script fills it in from the address, and who has no scripts
pastes it. So no code stands in an address that servers and proxies see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, session, url_for

from storage.errors import NotFound, Refused
from web import context
from web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

FIELD = "code"


def link(endpoint: str, code: str) -> str:
    """An address to hand on: of a page that asks for a code, and that code."""
    return f"{context.store().settings.address}{url_for(endpoint, _anchor=code)}"


def ask(template: str) -> str:
    """The page that asks for a code."""
    return context.page(template, form=Form())


def ask_again(template: str, problem: Refused | NotFound) -> tuple[str, int]:
    """The same, with what is wrong with the code that came."""
    form = Form(problems={FIELD: problem.sentence})
    status = 404 if isinstance(problem, NotFound) else 400
    return context.page(template, form=form), status


def sent() -> str:
    """The code that a form brings. Who pastes a whole link means what is after the #.

    Raises:
        Refused: It brings none.
    """
    code = request.form.get(FIELD, "").strip().rpartition("#")[2]
    if not code:
        raise Refused("Follow the link in your mail again, or paste its code here.")
    return code


def bring(
    template: str, look: Callable[[Session, str], object], going: str
) -> Answer | tuple[str, int]:
    """Keep a good code in this browser and go on to what it opens, or ask again."""
    try:
        code = sent()
        with context.whole().snapshot() as db:
            look(db, code)
    except (Refused, NotFound) as problem:
        return ask_again(template, problem)
    keep(code)
    return redirect(url_for(going), 303)


def keep(code: str) -> None:
    """Have this browser show what a good code opens, until it brings another."""
    session[_name()] = code


def kept() -> str:
    """The code of this kind that was brought to this browser last, or nothing."""
    return str(session.get(_name(), ""))


def _name() -> str:
    return f"code-{request.blueprint}"
