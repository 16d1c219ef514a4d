"""Files that are kept in parts, each under the place of its first byte."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from obstore.exceptions import BaseError

from storage.errors import OutOfReach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from obstore.store import ObjectStore

PIECE = 1 << 20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def reaching() -> Iterator[None]:
    """Raise OutOfReach for an outage of the store, whatever error shows it."""
    try:
        yield
    except (BaseError, OSError) as problem:
        if isinstance(problem, OSError) and problem.errno in FULL:
            raise
        raise OutOfReach(
            "The store of the files does not answer. Try again in a minute."
        ) from problem


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file: its key, and its size in bytes."""

    key: str
    size: int


def listed(store: ObjectStore, key: str) -> list[Part]:
    """The parts below a key, in their order."""
    batches = store.list(f"{key}/")
    found = (Part(one["path"], one["size"]) for batch in batches for one in batch)
    return sorted(found, key=lambda part: part.key)


class Parts:
    """A file in parts, given piece by piece from the byte that was sought."""

    def __init__(self, store: ObjectStore, key: str) -> None:
        self._store, self._at = store, 0
        with reaching():
            self._parts = listed(store, key)

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return sum(part.size for part in self._parts)

    def seekable(self) -> bool:
        """Whether reading may begin at any byte: always."""
        return True

    def seek(self, at: int) -> int:
        """Have the next piece begin at this byte; what lies before is not fetched."""
        self._at = at
        return at

    def tell(self) -> int:
        """The byte at which the next piece begins."""
        return self._at

    def __iter__(self) -> Self:
        """Give what is left."""
        return self

    def __next__(self) -> bytes:
        """Give the next piece."""
        begins = 0
        for part in self._parts:
            start = self._at - begins
            if start < part.size:
                ends = min(start + PIECE, part.size)
                with reaching():
                    piece = self._store.get_range(part.key, start=start, end=ends)
                self._at += ends - start
                return bytes(piece)
            begins += part.size
        raise StopIteration
