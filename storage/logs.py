"""Log lines for people or, as JSON, for programs, each with the id of its request.

The id begins in the browser's request, goes with the message, and stands in the lines
of the task that the message starts.
"""

from __future__ import annotations

import json
import logging
import os
import ssl
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import SocketHandler
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from storage.columns import new_id

if TYPE_CHECKING:
    import socket

    from _typeshed import ReadableBuffer as Buffer

    from storage.settings import Settings

LINE = "%(levelname)s %(name)s: %(message)s"
LONGEST_ID = 64
SECONDS = 1.0

_request: ContextVar[str] = ContextVar("request", default="")


def begin(given: str = "") -> str:
    """Begin a request, or go on with a given one; return its id."""
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


class Away(SocketHandler):
    """Sends lines to another machine, which this one cannot make forget them.

    While that does not answer, lines are let go, and it is tried again after one
    second, two, and so on up to thirty: who asks for a page does not wait for a log.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        super().__init__(parts.hostname or "", parts.port)
        self._secure = parts.scheme == "tls"
        self._owner = os.getpid()

    def makeSocket(self, timeout: float = SECONDS) -> socket.socket:  # noqa: N802 - the library's name
        """Connect; who answers has to prove its name."""
        plain = super().makeSocket(timeout)
        if not self._secure:
            return plain
        plain.settimeout(timeout)
        return ssl.create_default_context().wrap_socket(
            plain, server_hostname=self.host
        )

    def makePickle(self, record: logging.LogRecord) -> bytes:  # noqa: N802 - the library's name; it is no pickle
        """One line; nothing that its reader would have to trust."""
        return self.format(record).encode("utf-8", "replace") + b"\n"

    def send(self, s: Buffer) -> None:
        """Send a line; a fork begins a connection of its own."""
        if self._owner != os.getpid():
            self.sock, self._owner = None, os.getpid()
        super().send(s)


def write(settings: Settings) -> None:
    """Write log lines of this process in the form that the settings ask for."""
    handler: logging.Handler = logging.StreamHandler()
    handler.setFormatter(AsJson() if settings.log_json else logging.Formatter(LINE))
    handler.setLevel(logging.INFO if settings.log_json else logging.WARNING)
    handlers = [handler]
    if settings.log_to:
        handlers.append(Away(settings.log_to))
        handlers[-1].setFormatter(AsJson())
    level = min(one.level for one in handlers) or logging.INFO
    logging.basicConfig(level=level, handlers=handlers, force=True)
