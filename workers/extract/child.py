"""The child's side: takes a file, answers, waits for the next. Trusted with nothing.

It is started anew for every worker, so it imports nothing that a file did not ask for.
"""

from __future__ import annotations

import gc
import io
import os
import socket
import sys
from typing import TYPE_CHECKING, Any

from workers.extract import confine, limits, memory, wire
from workers.extract.pending import Pending
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUESTION = 1 << 16  # bytes to make room for: nearly all are shorter than a line


def main() -> None:
    """Serve the socket whose descriptor is the first argument, until it closes.

    The second is that of the memory in which answers gather.
    """
    confine.limit()
    # A page makes many small tuples and no circles; looking for those costs a tenth.
    gc.set_threshold(100_000, 50, 50)
    # Their threads would fight with the other worker for the processor.
    os.environ["OMP_THREAD_LIMIT"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        pending = Pending(channel, int(sys.argv[2]))
        while True:
            asked = _receive(channel)
            if asked is None:
                return
            pending.begin()
            for answer in _answers(*asked):
                # To allow it after each page costs as much as to send each.
                if pending.add(wire.frame(answer)):
                    confine.allow_time()
            pending.send()


def _receive(channel: socket.socket) -> tuple[dict[str, Any], int] | None:
    body, descriptors, _, _ = socket.recv_fds(channel, _QUESTION, 1)
    if not body:
        return None
    letter, length = wire.HEADER.unpack(body[: wire.HEADER.size])
    while len(body) < wire.HEADER.size + length:
        body += channel.recv(_QUESTION)
    message = wire.unframe(letter, body[wire.HEADER.size :])
    if isinstance(message, bytes):
        raise TypeError("A question is an object.")
    return message, descriptors[0]


def _answers(
    message: dict[str, Any], descriptor: int
) -> Iterator[dict[str, Any] | bytes]:
    """Answer one question, and whatever goes wrong in answering it, as a refusal."""
    confine.allow_time()
    try:
        data = _contents(descriptor)
        from workers.extract import answers  # noqa: PLC0415 - a start without it is quick

        yield from answers.to(message, data)
    except Unreadable as problem:
        yield {"refused": [problem.code, problem.sentence]}
    except MemoryError:
        yield _refusal(Refusal.TOO_HUNGRY)
    except RecursionError:
        yield _refusal(Refusal.TOO_DEEP)
    except Exception as fault:  # noqa: BLE001 - readers throw anything at a bad file
        yield _refusal(Refusal.DAMAGED) | {"fault": type(fault).__name__}
    else:
        yield {"end": memory.resident()}


def _refusal(code: Refusal) -> dict[str, Any]:
    return {"refused": [code, Unreadable(code).sentence]}


def _contents(descriptor: int) -> bytes:
    with io.FileIO(descriptor) as file:
        size = os.fstat(descriptor).st_size
        if not size:
            raise Unreadable(Refusal.EMPTY)
        if size > limits.FILE_BYTES:
            raise Unreadable(Refusal.TOO_LARGE)
        return file.readall()
