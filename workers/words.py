"""The searchable form of a document as a worker holds it: in parts, kept in a file."""

from __future__ import annotations

from collections.abc import Sequence
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Self, overload

from criteria.tokenising import tokenise_in_parts
from criteria.tokens import PARTED, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from criteria.evidence import Page

_IN_MEMORY = 8 * 1024 * 1024


class Words(Sequence[Tokens]):
    """The parts of a document's searchable form, each read when it is asked for.

    Use as a context manager: its file goes at the end.
    """

    def __init__(self, parts: Iterable[Tokens]) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - its own
        self._ends = [0]
        for part in parts:
            written = part.to_bytes()
            self._file.write(written)
            self._ends.append(self._ends[-1] + len(written))

    @classmethod
    def of(cls, pages: Sequence[Page], kept: bytes = b"") -> Words:
        """Return the searchable form of some pages, as it was kept or made anew."""
        try:
            return cls([Tokens.from_bytes(kept)])
        except ValueError:
            return cls(tokenise_in_parts(pages))

    def to_bytes(self) -> bytes:
        """Return what is kept beside the document, as ``tokens.to_keep`` does."""
        return self._bytes(0) if len(self) == 1 else PARTED

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> Tokens: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Tokens]: ...
    def __getitem__(self, index: int | slice) -> Tokens | Sequence[Tokens]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        return Tokens.from_bytes(self._bytes(range(len(self))[index]))

    def _bytes(self, number: int) -> bytes:
        start, end = self._ends[number], self._ends[number + 1]
        self._file.seek(start)
        return self._file.read(end - start)
