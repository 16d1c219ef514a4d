"""Log lines for people or, as JSON, for programs, each with the id of its request.

The id begins in the browser's request, goes with the message, and stands in the lines
of the task that the message starts.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storage.columns import new_id

if TYPE_CHECKING:
    from storage.settings import Settings

LINE = "%(levelname)s %(name)s: %(message)s"
LONGEST_ID = 64

_request: ContextVar[str] = ContextVar("request", default="")


def begin(given: str = "") -> str:
    """Begin a request, or go on with a given one; gives its id."""
    usable = given.isascii() and given.isalnum() and len(given) <= LONGEST_ID
    name = given if usable else new_id()
    _request.set(name)
    return name


def current() -> str:
    """The id of the request that is being answered; empty outside of any."""
    return _request.get()


class AsJson(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; what went wrong stands in it as text."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
            "request": current(),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def write(settings: Settings) -> None:
    """Write log lines of this process in the form that the settings ask for."""
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson() if settings.log_json else logging.Formatter(LINE))
    level = logging.INFO if settings.log_json else logging.WARNING
    logging.basicConfig(level=level, handlers=[handler], force=True)
