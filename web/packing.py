"""Packs pages on their way: a few kilobytes, not a hundred, on a slow line."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from flask import Flask, Response

LEAST = 1_000  # bytes; less is not worth it
LEVEL = 5
OF_OURS = frozenset({"same-origin", "none"})


def install(app: Flask) -> None:
    """Pack what the views give."""
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Pack a page, where its browser takes that and no other site had it asked for.

    Else a site could have its visitors ask for pages with guesses in them, and learn
    from their packed size which guess stands there too (the BREACH attack). A browser
    says with Sec-Fetch-Site who has it ask; from one that does not, nothing is known.
    """
    if _is_worth_it(response) and _is_taken():
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
    return response


def _is_worth_it(response: Response) -> bool:
    return (
        response.mimetype == "text/html"
        and response.status_code not in {204, 304}
        and not response.is_streamed
        and len(response.get_data()) >= LEAST
    )


def _is_taken() -> bool:
    return (
        request.headers.get("Sec-Fetch-Site") in OF_OURS
        and request.accept_encodings.best_match(["gzip"]) == "gzip"
    )
