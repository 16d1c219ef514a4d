"""Addresses that came from outside: taken apart without trust."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

if TYPE_CHECKING:
    from werkzeug.routing import MapAdapter


def parted(address: str) -> SplitResult:
    """The parts of an address; all are empty if it is none."""
    if not address.isprintable() or "\\" in address:
        return urlsplit("")
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def place_of_ours(wanted: str, routes: MapAdapter) -> str | None:
    """An address to go on to, if it is a page of ours; None for anything else."""
    parts = parted(wanted)
    if wanted.startswith("//") or parts.scheme or parts.netloc:
        return None
    try:
        routes.match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")
