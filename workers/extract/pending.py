"""What a child has to say and has not sent, kept where its death does not reach.

A send between two pages costs a twentieth of reading a page, so a few gather. They lie
in memory that the worker owns too: when the child dies or is killed, the worker takes
from there what the socket did not bring, and knows the page the child died over.
"""

from __future__ import annotations

import io
import mmap
import os
import struct
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

_ROOM = 128 * 1024
_SECONDS = 0.05  # a page that took longer, as a recognised one does, goes at once
# How many bytes were sent so far, and how many lie behind this and were not.
_HEAD = struct.Struct("=QQ")
_SENT, _LYING = 0, 1


def memory() -> io.FileIO:
    """Make the memory for one child."""
    file = io.FileIO(os.memfd_create("pending"), "r+")
    file.truncate(_HEAD.size + _ROOM)
    return file


def left(memory: io.FileIO, received: int) -> bytes:
    """Give what a child that has ended said behind the bytes received of it.

    The memory is read, never mapped: a child that cuts it short harms nobody.
    """
    found = os.pread(memory.fileno(), _HEAD.size + _ROOM, 0)
    if len(found) < _HEAD.size:
        return b""
    sent, lying = _HEAD.unpack_from(found)
    if not sent <= received <= sent + lying:
        return b""
    return found[_HEAD.size :][received - sent : lying]


class Pending:
    """The child's side: takes frames, and sends them when they are worth it."""

    def __init__(self, channel: socket.socket, descriptor: int) -> None:
        self._channel = channel
        self._whole = memoryview(mmap.mmap(descriptor, _HEAD.size + _ROOM))
        self._head = self._whole[: _HEAD.size].cast("Q")
        self._frames = self._whole[_HEAD.size :]
        self._lying = 0
        self._last = 0.0

    def begin(self) -> None:
        """Count the time from now: a question has come."""
        self._last = time.monotonic()

    def add(self, frame: bytes) -> bool:
        """Take a frame; send what there is, and say so, if it is much or has waited."""
        full = self._lying + len(frame) > _ROOM
        if full:
            self.send()
        if len(frame) > _ROOM:
            self._channel.sendall(frame)
            self._head[_SENT] += len(frame)
            return full
        end = self._lying + len(frame)
        self._frames[self._lying : end] = frame
        self._head[_LYING] = self._lying = end
        waited = time.monotonic() - self._last > _SECONDS
        if waited:
            self.send()
        return full or waited

    def send(self) -> None:
        """Send what there is. In whatever line it dies, nothing counts twice."""
        self._channel.sendall(self._frames[: self._lying])
        self._head[_LYING] = 0
        self._head[_SENT] += self._lying
        self._lying = 0
        self._last = time.monotonic()
