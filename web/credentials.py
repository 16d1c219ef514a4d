"""What a browser or a program shows to prove who asks: a cookie, or a token."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

from flask import current_app, request

from storage import people, tokens

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.models import Person
    from storage.store import Store

# Where programs ask. They show a token there, and a browser's cookie opens nothing.
PROGRAMS = "/api/v1"
TOUCH_SECONDS = 60


class NotSignedIn(Exception):
    """A page was asked for that needs somebody to be signed in."""


class ProvedTooLongAgo(Exception):
    """Who asks has signed in, and has to show again that it is them."""


def is_secure() -> bool:
    """Whether the pages are reached by https."""
    kept = cast("Store", current_app.extensions["store"])
    return kept.settings.address.startswith("https:")


def cookie_name() -> str:
    """The name of the cookie that says in which browser somebody has signed in."""
    return "__Host-assay" if is_secure() else "assay"


def remember(answer: Answer, token: str) -> Answer:
    """Put the proof of having signed in into the browser, where no script sees it."""
    answer.set_cookie(
        cookie_name(),
        token,
        max_age=int(people.LONGEST.total_seconds()),
        secure=is_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return answer


def sign_in_token() -> str:
    """What the browser shows as proof of having signed in, or nothing."""
    return request.cookies.get(cookie_name(), "")


def by_program() -> bool:
    """Whether a program asks, which reads no pages and has no browser."""
    return request.path.startswith(f"{PROGRAMS}/")


def bearer() -> str:
    """The personal token that a program shows, or nothing."""
    shown = request.authorization
    return (shown.token or "") if shown and shown.type == "bearer" else ""


def shown() -> str:
    """What is shown as proof, by a browser or a program; it may be nothing."""
    return bearer() if by_program() else sign_in_token()


def holder(session: Session) -> tuple[Person, Collection[str]]:
    """Who asks, and what their token is for; a browser shows none and has no scopes.

    Raises:
        NotSignedIn: Nothing was shown that is good, or it is too old.
    """
    return _by_token(session) if by_program() else (_by_cookie(session), ())


def note_use(session: Session) -> None:
    """Keep that the session or the token is in use."""
    if by_program():
        tokens.touch(session, bearer())
    else:
        people.touch_session(session, sign_in_token())


def is_use() -> bool:
    """Whether this request is a use that is to be kept: one a minute in this process.

    Fragments that a page asks for by itself are no use.
    """
    if request.headers.get("X-Polling"):
        return False
    touched: dict[str, float] = current_app.extensions["touched"]
    token, moment = shown(), time.monotonic()
    if moment - touched.get(token, 0.0) < TOUCH_SECONDS:
        return False
    touched[token] = moment
    return True


def _by_cookie(session: Session) -> Person:
    token = sign_in_token()
    person = people.by_session(session, token) if token else None
    if person is None:
        raise NotSignedIn
    return person


def _by_token(session: Session) -> tuple[Person, Collection[str]]:
    shown = bearer()
    token = tokens.holder(session, shown) if shown else None
    if token is None:
        raise NotSignedIn
    return token.person, token.scopes
