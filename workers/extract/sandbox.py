"""The child process in which documents are opened, seen from the worker.

One child serves many documents, because a new interpreter costs far more than a page.
It is killed when it is silent for too long, and replaced when it died, when it met a
document that broke it, when it has grown, or after a number of documents.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workers.extract import confine, limits, pending, wire
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

MAIN = "from workers.extract.child import main; main()"
_ROOM = 1 << 18
_REST = 1.0  # seconds in which a killed child's socket must end
_TOO_SLOW = {signal.SIGXCPU, signal.SIGALRM}
_SPOILT = {Refusal.DAMAGED, Refusal.TOO_HUNGRY, Refusal.TOO_DEEP, Refusal.CRASHED}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a child may be silent, how long it may take, how often it serves."""

    silent: float = limits.SILENT_SECONDS
    total: float = limits.TOTAL_SECONDS
    documents: int = limits.DOCUMENTS_PER_CHILD


class Died(Exception):
    """The child died or had to be killed over a document."""

    def __init__(self, code: Refusal) -> None:
        self.code = code
        super().__init__(code)


class _Child:
    """One process, and the socket to it."""

    def __init__(self, main: str) -> None:
        self._channel, theirs = socket.socketpair()
        self._memory = pending.memory()
        program = f"import sys; sys.path.insert(0, {str(confine.ROOT)!r}); {main}"
        python = [sys.executable, "-I", "-B", "-X", "utf8", "-c", program]
        with theirs:
            passed = (theirs.fileno(), self._memory.fileno())
            self.process = subprocess.Popen(
                confine.command([*python, *map(str, passed)]),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                pass_fds=passed,
                start_new_session=True,
            )
        self.served = 0
        self._received = 0
        self._buffer = bytearray()
        self._room = memoryview(bytearray(_ROOM))
        self._until = 0.0

    def send(self, message: dict[str, Any], descriptor: int) -> None:
        """Ask for something about the file behind a descriptor."""
        self.served += 1
        body = wire.frame(message)
        socket.send_fds(self._channel, [body], [descriptor])

    def receive(self, deadline: float) -> dict[str, Any] | bytes:
        """Wait for the next message; TimeoutError, EOFError or ValueError if none.

        A child that is silent until the deadline is killed. What it said before comes
        first all the same, as it does when the child dies of itself.
        """
        self._gather(wire.HEADER.size, deadline)
        letter, length = wire.HEADER.unpack_from(self._buffer)
        if letter not in b"JPB" or length > wire.LARGEST:
            raise ValueError("The child does not keep to the frames.")
        end = wire.HEADER.size + length
        self._gather(end, deadline)
        body = bytes(memoryview(self._buffer)[wire.HEADER.size : end])
        del self._buffer[:end]
        return wire.unframe(letter, body)

    def _gather(self, size: int, deadline: float) -> None:
        while len(self._buffer) < size:
            left = (self._until or deadline) - time.monotonic()
            if left <= 0:
                self._give_up()
                continue
            self._channel.settimeout(left)
            with contextlib.suppress(TimeoutError):
                count = self._channel.recv_into(self._room)
                came = self._room[:count] or self._unsent()
                self._received += len(came)
                self._buffer += came

    def _give_up(self) -> None:
        if self._until:
            raise TimeoutError
        self.kill()
        self._until = time.monotonic() + _REST

    def _unsent(self) -> bytes:
        found = pending.left(self._memory, self._received)
        if not found:
            raise EOFError
        return found

    @property
    def was_slow(self) -> bool:
        """Whether it had to be killed for its silence."""
        return bool(self._until)

    def end(self) -> int:
        """Kill the process if it lives, and say by which signal it had died, or 0."""
        self.shut()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.2)
        if self.process.returncode is None:
            self.kill()
        code = self.process.wait()
        # bubblewrap tells of its child's signal as a shell does.
        return -code if code < 0 else code - 128 if code > 128 else 0  # noqa: PLR2004 - the shell's convention

    def shut(self) -> None:
        """Let go of the child's socket and of what it has not sent."""
        self._channel.close()
        self._memory.close()

    def kill(self) -> None:
        """Kill the process and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Sandbox:
    """Asks a child about documents, one at a time, and outlives whatever it dies of."""

    def __init__(self, bounds: Bounds | None = None, main: str = MAIN) -> None:
        self._bounds = bounds or Bounds()
        self._main = main
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._owner = 0

    @property
    def pid(self) -> int | None:
        """The number of the child's process, while there is one."""
        return None if self._child is None else self._child.process.pid

    def ask(
        self, message: dict[str, Any], path: Path
    ) -> Generator[dict[str, Any] | bytes]:
        """Yield what the child says about a file, until it has said all.

        Raises Unreadable when the child refuses the file, and Died when it dies over
        it or is killed for its silence. Either way the next file is read.
        """
        with self._lock, path.open("rb", buffering=0) as file:
            child = self._ready()
            try:
                yield from self._answers(child, message, file.fileno())
            except Unreadable as problem:
                if child.was_slow or problem.code in _SPOILT:
                    self.close()
                raise
            except BaseException:  # also when nobody listens any more
                self.close()
                raise

    def close(self) -> None:
        """End the child, if there is one; the next question starts another."""
        child, self._child = self._child, None
        if child is not None and self._owner == os.getpid():
            child.shut()
            child.kill()

    def _ready(self) -> _Child:
        if self._child is not None and self._owner != os.getpid():
            # A forked worker must not talk to the child of the process it came from.
            self._child.shut()
            self._child = None
        if self._child is None:
            self._child, self._owner = _Child(self._main), os.getpid()
        return self._child

    def _answers(
        self, child: _Child, message: dict[str, Any], descriptor: int
    ) -> Iterator[dict[str, Any] | bytes]:
        last = time.monotonic() + self._bounds.total
        try:
            child.send(message, descriptor)
            while True:
                soon = time.monotonic() + self._bounds.silent
                answer = child.receive(min(last, soon))
                if isinstance(answer, dict) and "end" in answer:
                    break
                if isinstance(answer, dict) and "refused" in answer:
                    code, sentence = answer["refused"]
                    raise Unreadable(Refusal(code), str(sentence))
                yield answer
        except (EOFError, OSError, ValueError, TypeError, KeyError, struct.error):
            slow = child.was_slow or child.end() in _TOO_SLOW
            raise Died(Refusal.TOO_SLOW if slow else Refusal.CRASHED) from None
        grown = int(answer["end"]) > limits.RESIDENT_BYTES
        if child.was_slow or grown or child.served >= self._bounds.documents:
            self.close()
