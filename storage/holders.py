"""What the files of an export are written into: a folder, or one ZIP in parts."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

PART = 8 << 20
# Originals are mostly packed already; of rows the quickest way gets most.
LEVEL = 1
_READABLE = 0o644 << 16


class Holder(Protocol):
    """Takes files one after the other, each whole before the next one begins."""

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file."""


@dataclass(slots=True)
class Sealed:
    """Writes files into a holder, and knows the SHA-256 of each by its name."""

    holder: Holder
    known: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, pieces: Iterable[bytes]) -> int:
        """Write a file, and return in how many pieces it came."""
        whole, count = hashlib.sha256(), 0

        def passing() -> Iterator[bytes]:
            nonlocal count
            for piece in pieces:
                whole.update(piece)
                count += 1
                yield piece

        self.holder.add(name, passing())
        self.known[name] = whole.hexdigest()
        return count


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes files into a folder; half of one is never seen under its name."""

    path: Path

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file."""
        place = self.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(f"{place.name}.part")
        with half.open("wb") as file:
            file.writelines(pieces)
        half.replace(place)


class Zip:
    """Writes files into one ZIP that is handed on in parts while it grows.

    ``keep`` is given the place of each part and its bytes, in their order. No more than
    a part is held in memory.
    """

    def __init__(
        self, keep: Callable[[int, bytes], None], at: datetime, *, part: int = PART
    ) -> None:
        self._parts = _Parts(keep, part)
        self._moment = at.timetuple()[:6]
        self._zip = zipfile.ZipFile(
            self._parts, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL
        )

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file, of whatever size."""
        about = zipfile.ZipInfo(name, self._moment)
        about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, _READABLE
        with self._zip.open(about, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)

    def end(self) -> tuple[int, str]:
        """Hand on what is left; return the size of all in bytes, and its SHA-256."""
        self._zip.close()
        return self._parts.end()

    def __enter__(self) -> Self:
        """Write files, and then end it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hand on nothing more, also of what was not ended."""
        self._parts.is_over = True


class _Parts:
    """A file that can only be written to, from its first byte to its last."""

    def __init__(self, keep: Callable[[int, bytes], None], part: int) -> None:
        self._keep, self._part = keep, part
        self._waits, self._kept, self.is_over = bytearray(), 0, False
        self._digest = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        if self.is_over:  # a ZIP that is dropped writes its end nevertheless
            return len(piece)
        self._digest.update(piece)
        self._waits += piece
        while len(self._waits) >= self._part:
            self._hand_on(self._part)
        return len(piece)

    def flush(self) -> None:
        """A part is handed on once it is full."""

    def close(self) -> None:
        """What is left is handed on when it is ended."""

    def end(self) -> tuple[int, str]:
        if self._waits:
            self._hand_on(len(self._waits))
        return self._kept, self._digest.hexdigest()

    def _hand_on(self, size: int) -> None:
        self._keep(self._kept, bytes(self._waits[:size]))
        del self._waits[:size]
        self._kept += size
