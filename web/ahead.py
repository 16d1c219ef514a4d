"""Pages that a browser loads ahead, before anybody opens them."""

from __future__ import annotations

from flask import request


class NotAhead(Exception):
    """This page is kept as looked at, so no browser loads it ahead of that."""


def is_asked() -> bool:
    """Whether this page is loaded ahead of somebody's opening it."""
    return request.headers.get("Sec-Purpose", "").startswith("prefetch")
