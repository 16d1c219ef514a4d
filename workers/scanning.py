"""Looks for malware in a file by asking clamd, before anything else opens it.

Nothing counts as clean unless clamd has said so: where it is away, documents wait.
The protocol is that of clamd's INSTREAM command:
https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from criteria.telling import tell
from storage.errors import OutOfReach
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 17
CONNECT_SECONDS = 3.0
# A large archive takes its time; a worker's lease is renewed meanwhile.
ANSWER_SECONDS = 120.0
LONGEST_ANSWER = 4096
AWAY = tell("The virus scanner does not answer. The document waits for it.")


def check(address: str, path: Path) -> None:
    """Have a file looked at; nothing is raised if clamd says that it is clean.

    ``address`` is HOST:PORT, or the path of a socket.

    Raises:
        Unreadable: Something was found in it, or it is larger than clamd takes.
        OutOfReach: clamd is away, or says anything else.
    """
    try:
        with _reach(address) as connection:
            answer = _ask(connection, path)
    except OSError as problem:
        raise OutOfReach(AWAY) from problem
    if answer.endswith(b" FOUND"):
        raise Unreadable(Refusal.INFECTED)
    if answer.endswith(b"size limit exceeded. ERROR"):
        raise Unreadable(Refusal.NOT_SCANNED)
    if answer != b"stream: OK":
        raise OutOfReach(AWAY)


def answers(address: str) -> bool:
    """Whether clamd is there."""
    try:
        with _reach(address) as connection:
            connection.sendall(b"zPING\0")
            return _answer(connection) == b"PONG"
    except OSError:
        return False


def _reach(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(address)
    else:
        host, _colon, port = address.rpartition(":")
        where = (host.strip("[]"), int(port))
        connection = socket.create_connection(where, timeout=CONNECT_SECONDS)
    connection.settimeout(ANSWER_SECONDS)
    return connection


def _ask(connection: socket.socket, path: Path) -> bytes:
    # It hangs up while it is sent to when the stream is too long, and has said so.
    with suppress(BrokenPipeError, ConnectionResetError), path.open("rb") as file:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
    return _answer(connection)


def _answer(connection: socket.socket) -> bytes:
    """What it says, up to the zero byte; half an answer is none."""
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            return b""
        said += part
    return said.rstrip(b"\0")
