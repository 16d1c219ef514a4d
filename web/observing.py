"""Gives each request its id, and counts how long its answer took."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from flask import g, request

from storage import logs, metrics

if TYPE_CHECKING:
    from flask import Flask, Response

HEADER = "X-Request-Id"
# Not allowed, or too often.
REFUSED = frozenset({401, 403, 429})

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Watch every request from its beginning to its answer."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    # A proxy before us may have given it a name already.
    g.request_id, g.began = (
        logs.begin(request.headers.get(HEADER, "")),
        time.monotonic(),
    )


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    route = request.url_rule.rule if request.url_rule else ""
    metrics.answered(route, response.status_code, time.monotonic() - g.began)
    if response.status_code in REFUSED:
        asks = g.get("person")
        log.warning(
            "Refused with %s: %s %s to %s.",
            response.status_code,
            request.method,
            route or "no route",
            asks.id if asks else "nobody known",
        )
    return response
