"""The searchable form of a document as a worker holds it: a large one's in a file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, overload

from criteria.language.tokenising import WORDS, tokenise_in_parts
from criteria.language.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from criteria.evidence import Page


@contextmanager
def searchable(
    pages: Sequence[Page], kept: bytes = b"", *, words: int = WORDS
) -> Iterator[Sequence[Tokens]]:
    """Lend the searchable form of some pages, as it was kept or made anew.

    What was kept of other pages than these is not used. It is in parts of about so many
    ``words``; of several parts none is held in memory.
    """
    parts = _kept(kept, len(pages)) or tokenise_in_parts(pages, words)
    begun = list(islice(parts, 2))
    if len(begun) == 1:
        yield begun
        return
    with TemporaryFile() as file:
        # Each is let go of once it is written.
        yield _Filed(file, chain(map(begun.pop, (0, 0)), parts))


def _kept(kept: bytes, pages: int) -> Iterator[Tokens] | None:
    """Read what was kept back; None if it is of no use, or not of so many pages."""
    try:
        whole = Tokens.from_bytes(kept)
    except ValueError:
        return None
    return iter([whole]) if len(whole.pages) == pages else None


class _Filed(Sequence[Tokens]):
    """Parts in a file, each read when it is asked for."""

    def __init__(self, file: IO[bytes], parts: Iterable[Tokens]) -> None:
        self._file = file
        self._ends = [0]
        for part in parts:
            self._ends.append(self._ends[-1] + file.write(part.to_bytes()))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> Tokens: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Tokens]: ...
    def __getitem__(self, index: int | slice) -> Tokens | Sequence[Tokens]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        start, end = self._ends[number], self._ends[number + 1]
        self._file.seek(start)
        return Tokens.from_bytes(self._file.read(end - start))
