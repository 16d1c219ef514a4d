"""Parts of a page that it asks for by itself, again and again, until they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, request

from web import context

if TYPE_CHECKING:
    from flask import Response


def is_asked() -> bool:
    """Whether a page asks for a part of itself."""
    return bool(request.headers.get("X-Polling"))


def part(shown: str, *, is_done: bool) -> Response:
    """A part of a page; once it is done, the page asks no more."""
    response = make_response(shown)
    response.headers["X-Done"] = "yes" if is_done else "no"
    return context.fragment(response)
